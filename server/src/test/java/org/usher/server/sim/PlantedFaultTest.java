package org.usher.server.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.usher.server.sim.PlantedFault.Change.FORGOTTEN;
import static org.usher.server.sim.PlantedFault.Change.ONE_MORE;
import static org.usher.server.sim.PlantedFault.Change.OPPOSITE;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Would the simulation notice? Each of these mistakes is made in a copy of the code, and some seed must find it. */
final class PlantedFaultTest {
    private static final String ENGINE = "org.usher.core.engine.";
    private static final String AMI = "org.usher.telephony.ami.";
    private static final String HISTORY = "org.usher.server.history.";
    private static final String LOOP = "org.usher.server.engine.";
    private static final String LEASE = "org.usher.server.lease.";
    private static final int SEEDS = 300;

    @TempDir(factory = QuickDisk.class)
    private Path directory;

    static List<PlantedFault> faults() {
        return List.of(
                new PlantedFault(
                        "every wait counts for nothing", ENGINE + "IndexedMatching", "weigh", "weightMs", 1, FORGOTTEN),
                new PlantedFault("every agent is as good", ENGINE + "ClassTable", "rank", "rank", 1, FORGOTTEN),
                new PlantedFault("a forgotten release", ENGINE + "Releases", "send", "effect", 1, FORGOTTEN),
                new PlantedFault(
                        "an offer is not taken back", ENGINE + "Offers", "sendWithdraw", "effect", 1, FORGOTTEN),
                new PlantedFault("an offer's deadline off by one", ENGINE + "Offers", "make", "set", 1, ONE_MORE),
                new PlantedFault("an end of wrap-up off by one", ENGINE + "Roster", "legEnded", "set", 1, ONE_MORE),
                new PlantedFault("an end of back-off off by one", ENGINE + "Roster", "timeHold", "set", 1, ONE_MORE),
                new PlantedFault("a relaxation off by one", ENGINE + "Plans", "setDeadline", "set", 1, ONE_MORE),
                new PlantedFault("a limit on the wait off by one", ENGINE + "Lines", "limitWait", "set", 1, ONE_MORE),
                new PlantedFault("a lost re-queue", ENGINE + "Offers", "fail", "stepBack", 1, FORGOTTEN),
                new PlantedFault("a doubled offer", ENGINE + "Offers", "make", "reserve", 1, FORGOTTEN),
                new PlantedFault(
                        "a busy agent stays among the idle", ENGINE + "Roster", "updateIdle", "busy", 1, FORGOTTEN),
                new PlantedFault("an idle agent is not known", ENGINE + "Roster", "updateIdle", "idle", 1, FORGOTTEN),
                new PlantedFault("a contact offered stays in line", ENGINE + "Lines", "stepOut", "left", 1, FORGOTTEN),
                new PlantedFault("a contact gone stays in line", ENGINE + "Lines", "close", "left", 1, FORGOTTEN),
                new PlantedFault("an agent is not let go", ENGINE + "Offers", "endForAll", "endFor", 1, FORGOTTEN),
                new PlantedFault("a contact that left is kept", ENGINE + "Reception", "gone", "end", 1, FORGOTTEN),
                new PlantedFault(
                        "a waiting contact is not seen", ENGINE + "Reception", "stand", "offerable", 1, FORGOTTEN),
                new PlantedFault(
                        "an unreachable contact is offered",
                        ENGINE + "Reception",
                        "unreachable",
                        "notOfferable",
                        1,
                        FORGOTTEN),
                new PlantedFault(
                        "a pause that is not kept", ENGINE + "AgentRequests", "pauseFor", "choose", 1, FORGOTTEN),
                new PlantedFault(
                        "a request without an answer", ENGINE + "AgentRequests", "handle", "effect", 1, FORGOTTEN),
                new PlantedFault("a leg that ended binds on", ENGINE + "Talks", "legEnded", "legEnded", 1, FORGOTTEN),
                new PlantedFault("a caller who left is not told", AMI + "CallMapper", "leave", "command", 1, FORGOTTEN),
                new PlantedFault("a failed offer is not told", AMI + "CallMapper", "endOffer", "command", 1, FORGOTTEN)
                        .from(16),
                new PlantedFault("a late action never ends", LOOP + "EffectRouter", "settle", "accept", 2, FORGOTTEN),
                new PlantedFault(
                        "an action's end is told twice", LOOP + "EffectRouter", "admits", "remove", 1, OPPOSITE),
                new PlantedFault("the guard holds nobody", ENGINE + "Roster", "updateIdle", "holdBack", 1, FORGOTTEN),
                new PlantedFault(
                                "nobody comes to be in danger",
                                ENGINE + "Breaths",
                                "inDanger",
                                "inDanger",
                                1,
                                FORGOTTEN)
                        .from(49),
                new PlantedFault("a pool without idle agents", ENGINE + "ClassTable", "count", "add", 1, FORGOTTEN),
                new PlantedFault(
                                "a promise broken in silence", ENGINE + "Promises", "passedOver", "event", 1, FORGOTTEN)
                        .from(23),
                new PlantedFault("work is not noted", ENGINE + "Roster", "transition", "passTime", 1, FORGOTTEN),
                new PlantedFault(
                        "no credit after a transfer", ENGINE + "Reception", "goOn", "transferCreditMs", 1, FORGOTTEN),
                new PlantedFault(
                        "one agent is waited for for ever", ENGINE + "OwnLines", "prefer", "set", 1, FORGOTTEN),
                new PlantedFault(
                        "a snapshot in which nobody has worked",
                        ENGINE + "SnapshotReader",
                        "agent",
                        "occupancyFrom",
                        1,
                        FORGOTTEN),
                new PlantedFault("a chat keeps its place", ENGINE + "Chats", "close", "remove", 1, FORGOTTEN),
                new PlantedFault("an end of a chat's wrap-up off by one", ENGINE + "Chats", "over", "set", 1, ONE_MORE),
                new PlantedFault("chats without number", ENGINE + "Roster", "updateIdle", "size", 2, FORGOTTEN),
                new PlantedFault("a callback's retry off by one", ENGINE + "Lines", "stepBack", "set", 1, ONE_MORE)
                        .from(28),
                new PlantedFault(
                        "who is called back waits on",
                        ENGINE + "ChannelChanges",
                        "toCallback",
                        "sendOff",
                        1,
                        FORGOTTEN),
                new PlantedFault(
                        "the call to a customer is not known", ENGINE + "Callbacks", "called", "carry", 1, FORGOTTEN),
                new PlantedFault(
                        "no doubt after a start", LOOP + "EngineLoop", "replay", "doubtEveryCall", 1, FORGOTTEN),
                new PlantedFault(
                        "a snapshot without the calls", LOOP + "EffectRouter", "remember", "put", 1, FORGOTTEN),
                new PlantedFault(
                                "a snapshot without what is under way",
                                LOOP + "OutstandingActions",
                                "read",
                                "put",
                                1,
                                FORGOTTEN)
                        .from(292),
                new PlantedFault("a reign by an old number", LOOP + "ReignFile", "next", "last", 1, FORGOTTEN),
                new PlantedFault(
                        "files that are needed are deleted", LOOP + "Compaction", "delete", "size", 2, FORGOTTEN),
                new PlantedFault("a file only just begun", LOOP + "CommandLog", "replay", "isStub", 1, FORGOTTEN)
                        .from(153),
                new PlantedFault("another box is dialled", AMI + "Names", "across", "pbxId", 1, FORGOTTEN).from(5),
                new PlantedFault("a phone of another box is a stranger", AMI + "Names", "deviceId", "get", 2, FORGOTTEN)
                        .from(5),
                new PlantedFault(
                                "what did not fit is never written",
                                HISTORY + "HistoryWriter",
                                "turn",
                                "catchUp",
                                1,
                                FORGOTTEN)
                        .from(9),
                new PlantedFault("history told twice", HISTORY + "HistoryWriter", "write", "covers", 1, FORGOTTEN),
                new PlantedFault("a cursor that stays", HISTORY + "HistoryWriter", "write", "moveCursor", 1, FORGOTTEN),
                new PlantedFault("a snapshot half written", LOOP + "Restart", "run", "tidy", 1, FORGOTTEN).from(30),
                new PlantedFault(
                                "a reign that never yields",
                                AMI + "Publisher",
                                "lambda$writeAll$1",
                                "yieldsTo",
                                1,
                                FORGOTTEN)
                        .from(28),
                new PlantedFault("the lease alone is looked at", LEASE + "Candidacy", "saw", "put", 1, FORGOTTEN)
                        .from(4));
    }

    /** Found as well, but each takes longer than it is worth in every build. */
    static List<PlantedFault> others() {
        return List.of(
                new PlantedFault("a breath off by one", ENGINE + "Breaths", "holdBack", "set", 1, ONE_MORE),
                new PlantedFault(
                        "contacts in a row do not count", ENGINE + "Roster", "pickedUp", "tookContact", 1, FORGOTTEN),
                new PlantedFault(
                        "the guard never gives way", ENGINE + "IndexedMatching", "takes", "isInDanger", 1, FORGOTTEN),
                new PlantedFault(
                        "all pools but one are alike", ENGINE + "WaitingClass", "comesBefore", "surplus", 2, FORGOTTEN),
                new PlantedFault("waits do not age", ENGINE + "QueueRecord", "agedMs", "countMs", 1, FORGOTTEN),
                new PlantedFault("waiting costs nothing", ENGINE + "QueueRecord", "costMilli", "milliAt", 1, FORGOTTEN),
                new PlantedFault(
                        "who was relaxed waits on as before", ENGINE + "Plans", "relax", "changed", 1, FORGOTTEN),
                new PlantedFault(
                        "a snapshot without deadlines", ENGINE + "SnapshotReader", "deadline", "restore", 1, FORGOTTEN),
                new PlantedFault(
                        "a snapshot without chats", ENGINE + "SnapshotReader", "offer", "addChat", 1, FORGOTTEN),
                new PlantedFault(
                        "a chat's wrap-up cannot be ended", ENGINE + "Chats", "endWrapUp", "close", 1, FORGOTTEN),
                new PlantedFault(
                        "calls beside chats", ENGINE + "Roster", "updateIdle", "callsDuringChats", 1, OPPOSITE),
                new PlantedFault(
                        "no rest after a failed chat", ENGINE + "Talks", "connectFailed", "spare", 1, FORGOTTEN),
                new PlantedFault("a chat offered with phones", ENGINE + "Offers", "rungOf", "isChat", 1, OPPOSITE),
                new PlantedFault(
                        "a cancelled callback rings on", ENGINE + "Callbacks", "cancel", "stopRinging", 1, FORGOTTEN),
                new PlantedFault(
                        "who was not reached is forgotten",
                        ENGINE + "Callbacks",
                        "notReached",
                        "customerNotReached",
                        1,
                        FORGOTTEN),
                new PlantedFault(
                        "a callback's limit on the wait", ENGINE + "Lines", "limitWait", "isCallback", 1, FORGOTTEN));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void shouldBeFound(PlantedFault fault) throws Throwable {
        find(fault);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("others")
    @Tag("long")
    void shouldBeFoundInTheEnd(PlantedFault fault) throws Throwable {
        find(fault);
    }

    private void find(PlantedFault fault) throws Throwable {
        MethodHandle simulation = new Planted(fault).simulation();
        String found = null;
        for (long seed = fault.seed(); seed < fault.seed() + SEEDS && found == null; seed++) {
            found = (String) simulation.invokeExact(seed, Files.createDirectory(directory.resolve("" + seed)));
            if (found != null) {
                System.out.println("PLANTED " + fault.name() + ": found by seed " + seed + ": "
                        + found.substring(0, Math.min(160, found.length())));
            }
        }
        assertThat(found).as(fault + " in " + SEEDS + " seeds").isNotNull();
    }

    /** Loads everything but the API anew, the faulty class as it has become. */
    private static final class Planted extends ClassLoader {
        private final PlantedFault fault;
        private final byte[] faulty;

        /** The fault is planted here: were it when the class is loaded, that it cannot be would count as found. */
        Planted(PlantedFault fault) throws ClassNotFoundException {
            super(PlantedFaultTest.class.getClassLoader());
            this.fault = fault;
            this.faulty = fault.plant(bytes(fault.className()), getParent());
        }

        MethodHandle simulation() throws ReflectiveOperationException {
            Class<?> seeds = loadClass(Seeds.class.getName());
            var method = seeds.getDeclaredMethod("complaint", long.class, Path.class);
            method.setAccessible(true);
            return MethodHandles.lookup().unreflect(method);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            boolean ours = name.startsWith(ENGINE)
                    || name.startsWith("org.usher.telephony.")
                    || name.startsWith("org.usher.server.");
            if (!ours) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? define(name) : loaded;
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            byte[] code = name.equals(fault.className()) ? faulty : bytes(name);
            return defineClass(name, code, 0, code.length);
        }

        private byte[] bytes(String name) throws ClassNotFoundException {
            try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                return in.readAllBytes();
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
