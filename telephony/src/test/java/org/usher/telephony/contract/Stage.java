package org.usher.telephony.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.AnswerMode;
import org.usher.core.api.AnyOf;
import org.usher.core.api.Channel;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.DeviceKind;
import org.usher.core.api.Effect;
import org.usher.core.api.QueueStatus;
import org.usher.core.api.Recording;
import org.usher.core.api.ReleaseStatus;
import org.usher.core.api.RoutingPlan;
import org.usher.core.api.Urgency;
import org.usher.telephony.ami.AmiLink;
import org.usher.telephony.ami.CallAnswer;
import org.usher.telephony.ami.CallLedger;
import org.usher.telephony.ami.CallOrder;
import org.usher.telephony.ami.CallRequest;
import org.usher.telephony.ami.CallTarget;
import org.usher.telephony.ami.CallbackAsk;
import org.usher.telephony.ami.CallbackOrder;
import org.usher.telephony.ami.CallerKeySink;
import org.usher.telephony.ami.CallerPrompt;
import org.usher.telephony.ami.LinkSettings;
import org.usher.telephony.ami.Names;
import org.usher.telephony.ami.PhoneSink;
import org.usher.telephony.ami.RecordingAnswer;
import org.usher.telephony.ami.Reign;
import org.usher.telephony.ami.Secret;

/**
 * The real link to a PBX under test, with the test in the engine's place: it gives the effects and keeps every command that comes.
 *
 * <p>Commands become lines without ids and times. What the PBX may report at any moment, because another of its threads does it, is
 * kept apart: phones' states, and the end of the agent's own leg.
 */
final class Stage implements AutoCloseable {
    private static final int PBX = 1;
    /** Number of an agent outside. */
    static final String MOBILE = "0170555";

    private static final List<String> ENDPOINTS = List.of("alice", "bob", MOBILE);

    private final BlockingQueue<Command> inbox = new LinkedBlockingQueue<>();
    private final List<String> lines = new ArrayList<>();
    private final List<Command> commands = new ArrayList<>();
    private final BlockingQueue<CallbackAsk> asks = new LinkedBlockingQueue<>();
    /** What this story is not to say the order of. */
    private final Set<String> apart = new HashSet<>(Set.of("AgentLegEnded", "RecordingStopped"));

    private final PbxUnderTest pbx;
    private final long patienceMs;
    private final AmiLink link;
    private int seen;
    private long lastActionId = 1_000;
    private boolean speaksOfFirst;
    private volatile boolean engineAlive = true;

    Stage(PbxUnderTest pbx, int port, long patienceMs) {
        this.pbx = pbx;
        this.patienceMs = patienceMs;
        Names names = Names.of(configuration());
        link = new AmiLink(
                LinkSettings.of(PBX, "127.0.0.1", port, pbx.user(), Secret.of(pbx.secret())),
                new CallLedger(),
                () -> names,
                inbox::offer,
                new AmiLink.World(
                        System::currentTimeMillis,
                        new Random(1),
                        Reign.alone(7),
                        () -> engineAlive,
                        PhoneSink.NONE,
                        asks::add,
                        CallerKeySink.NONE,
                        Map::of));
        link.start();
        link.perform(new Effect.PublishQueue(1, AnswerMode.ON_ENTRY, QueueStatus.OPEN));
        link.perform(new Effect.PublishQueue(2, AnswerMode.WITH_AGENT, QueueStatus.OPEN));
        link.perform(new Effect.PublishQueue(4, AnswerMode.ON_ENTRY, QueueStatus.OPEN));
        link.perform(new Effect.PublishQueue(5, AnswerMode.ON_ENTRY, QueueStatus.OPEN));
        link.perform(new Effect.PublishQueue(6, AnswerMode.ON_ENTRY, QueueStatus.OPEN));
        link.perform(new Effect.PublishQueue(3, AnswerMode.ON_ENTRY, QueueStatus.CLOSED));
    }

    static Configuration configuration() {
        List<Configuration.Device> devices = new ArrayList<>();
        for (String endpoint : ENDPOINTS) {
            DeviceKind kind = endpoint.equals(MOBILE) ? DeviceKind.EXTERNAL : DeviceKind.PHONE;
            devices.add(new Configuration.Device(
                    11 + devices.size(), PBX, endpoint, kind, false, endpoint.equals("alice")));
        }
        return new Configuration(
                1,
                List.of(new Configuration.Skill(1, "german"), new Configuration.Skill(2, "orders")),
                List.of(
                        queue(1, "billing", ""),
                        queue(2, "orders", ""),
                        queue(3, "closed", ""),
                        queue(4, "whispered", "hello-world"),
                        queue(5, "recorded", ""),
                        queue(6, "addressed", "agent-incorrect")), // takes five seconds
                devices,
                List.of(),
                List.of(),
                Configuration.Settings.DEFAULT);
    }

    private static Configuration.Queue queue(int id, String name, String whisperSound) {
        return new Configuration.Queue(
                id,
                name,
                "Rechnung & Zahlung, Süd",
                AnswerMode.ON_ENTRY,
                0,
                RoutingPlan.ANYONE,
                15_000,
                0,
                0,
                0,
                0,
                new Configuration.ServiceLevelTarget(80, 20_000),
                Configuration.Rules.DEFAULT,
                Urgency.DEFAULT,
                new Configuration.Treatment(
                        name.equals("recorded") ? Recording.ALWAYS : Recording.NEVER, "", whisperSound),
                Configuration.Channels.DEFAULT);
    }

    // ---- what the test does in the engine's place

    /** The call whose contact came last, or the first's again after a merge. */
    private Command.ContactArrived lastContact() {
        if (speaksOfFirst) {
            return commands.stream()
                    .filter(Command.ContactArrived.class::isInstance)
                    .map(Command.ContactArrived.class::cast)
                    .findFirst()
                    .orElseThrow();
        }
        return commands.stream()
                .filter(Command.ContactArrived.class::isInstance)
                .map(Command.ContactArrived.class::cast)
                .reduce((first, second) -> second)
                .orElseThrow(() -> new AssertionError("no contact has arrived"));
    }

    /** From now on orders are for the customer who came first: he has taken the consulting call's place. */
    void speakOfFirst() {
        speaksOfFirst = true;
    }

    /** Offers the contact that came last to these phones; returns the offer's id. */
    long offer(int ringMs, String... endpoints) {
        List<Integer> devices = new ArrayList<>();
        for (String endpoint : endpoints) {
            devices.add(11 + ENDPOINTS.indexOf(endpoint));
        }
        long id = ++lastActionId;
        link.perform(new Effect.Offer(
                id,
                deadline(),
                lastContact().callKey(),
                5,
                lastContact().queueId(),
                List.of(new Effect.Rung(3, devices)),
                ringMs,
                42_000));
        return id;
    }

    /** Offers a callback to {@link #MOBILE} to these phones; returns the offer's id. */
    long callBack(long retryAfterMs, String... endpoints) {
        return callBack(retryAfterMs, false, endpoints);
    }

    long callBack(long retryAfterMs, boolean customerFirst, String... endpoints) {
        List<Integer> devices = new ArrayList<>();
        for (String endpoint : endpoints) {
            devices.add(11 + ENDPOINTS.indexOf(endpoint));
        }
        long id = ++lastActionId;
        Effect.Offer offer = new Effect.Offer(
                id, deadline(), 0, 5, 1, List.of(new Effect.Rung(3, devices)), 15_000, 42_000, Channel.CALLBACK);
        ContactDetails details = new ContactDetails(PBX, "", "", MOBILE, "", "billing", "", "", "");
        link.callBack(new CallbackOrder(
                offer, details, new CallbackOrder.Call("0301000", 20_000, false, customerFirst), retryAfterMs));
        return id;
    }

    void withdrawCallback(long offerId) {
        link.perform(new Effect.Withdraw(++lastActionId, deadline(), 0, 5, offerId));
    }

    void withdraw(long offerId) {
        link.perform(
                new Effect.Withdraw(++lastActionId, deadline(), lastContact().callKey(), 5, offerId));
    }

    /** Has the recording of this contact's talk paused or begun again, and says what is true then. */
    RecordingAnswer record(long contactId, boolean on) {
        return link.record(contactId, on).join();
    }

    /** An order of alice about the call in her hand, and what has become of it. */
    CallAnswer order(long offerId, CallOrder order, @Nullable CallTarget target) {
        return link.order(new CallRequest(lastContact().callKey(), offerId, List.of(11), order, target))
                .join();
    }

    /** Plays this to a caller who bears this mark; false if he does not wait. */
    boolean say(long contactId, String sounds) {
        return link.say(contactId, CallerPrompt.of(sounds)).join();
    }

    /** The same, by which he is offered to be called back at this number. */
    boolean offerCallback(long contactId, String sounds, String queue, String number) {
        return link.say(contactId, new CallerPrompt(sounds, new CallerPrompt.Callback(queue, number)))
                .join();
    }

    /** Waits until a caller has asked to be called back. */
    CallbackAsk awaitAsk() {
        try {
            CallbackAsk ask = asks.poll(patienceMs, TimeUnit.MILLISECONDS);
            return Objects.requireNonNull(ask, "nobody asks to be called back; so far: " + lines);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    void answer(CallbackAsk ask, CallbackAsk.Word word) {
        answer(ask, CallbackAsk.Answer.of(word));
    }

    void answer(CallbackAsk ask, CallbackAsk.Answer given) {
        link.answer(ask, given);
    }

    /** How often this has been told. */
    long count(String line) {
        return lines.stream().filter(told -> told.startsWith(line)).count();
    }

    void release(ReleaseStatus status) {
        link.perform(
                new Effect.Release(++lastActionId, deadline(), lastContact().callKey(), 5, status));
    }

    void mark(long contactId) {
        mark(contactId, 1);
    }

    /** The contact stands in the line of this queue. */
    void mark(long contactId, int queueId) {
        link.perform(new Effect.MarkCall(
                lastContact().callKey(), contactId, queueId, lastContact().enqueuedAtMs()));
    }

    /** From now on nothing shows the PBX that Usher lives, though it hears it. */
    void engineStandsStill() {
        engineAlive = false;
    }

    void engineGoesOn() {
        engineAlive = true;
    }

    /** Who comes to billing hears this before the music. */
    void notice(String sound) {
        link.perform(new Effect.PublishQueue(1, AnswerMode.ON_ENTRY, QueueStatus.OPEN, sound));
        Awaitility.await().until(() -> pbx.global("USHER_Q_billing").equals("entry:OPEN::" + sound));
    }

    /** Every order given so far that needs no answer has been carried out when this returns. */
    void awaitCarriedOut() {
        link.perform(new Effect.PublishQueue(3, AnswerMode.ON_ENTRY, QueueStatus.EMPTY));
        Awaitility.await().until(() -> pbx.global("USHER_Q_closed").equals("entry:EMPTY"));
    }

    private static long deadline() {
        return System.currentTimeMillis() + 30_000;
    }

    // ---- what comes of it

    /** Waits for the next line that begins so; lines before it count as seen. */
    void await(String beginning) {
        await(line -> line.startsWith(beginning), beginning);
    }

    /** Waits until each of these has come, in whatever order: different threads of the PBX have their causes. */
    void awaitEach(String... beginnings) {
        int from = seen;
        int last = from;
        for (String beginning : beginnings) {
            seen = from;
            await(beginning);
            last = Math.max(last, seen);
        }
        seen = last;
    }

    private void await(Predicate<String> fits, String what) {
        long untilNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(patienceMs);
        while (true) {
            while (seen < lines.size()) {
                if (fits.test(lines.get(seen++))) {
                    return;
                }
            }
            take(untilNanos, what);
        }
    }

    private void take(long untilNanos, String what) {
        try {
            Command next = inbox.poll(Math.max(0, untilNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (next == null) {
                fail("waited for \"" + what + "\" in vain; so far: " + lines + ", link " + link.status());
                return;
            }
            commands.add(next);
            lines.add(inWords(next));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    PbxUnderTest.Caller callerWaits(String queue) {
        return callerWaits(queue, Map.of());
    }

    PbxUnderTest.Caller callerWaits(String queue, Map<String, String> inputs) {
        PbxUnderTest.Caller caller = pbx.call(queue, inputs);
        await("ContactReachable");
        return caller;
    }

    /** Registers a phone and waits until the link has told of it. */
    PbxUnderTest.Phone phone(String endpoint, PbxUnderTest.Manner manner) {
        PbxUnderTest.Phone phone = pbx.phone(endpoint, manner);
        await("DeviceStateChanged " + endpoint + " NOT_IN_USE");
        return phone;
    }

    /** Everything that happened so far has been told when this returns: a phone comes and goes. */
    void settle() {
        PbxUnderTest.Phone fence = phone("bob", PbxUnderTest.Manner.ON_ORDER);
        fence.remove();
        await("DeviceStateChanged bob UNAVAILABLE");
    }

    /** The whole story of calls, without phones' states and ends of agents' legs. A reconciliation may say twice that one waits. */
    void expectStory(String... expected) {
        List<String> story = new ArrayList<>();
        for (String line : lines) {
            boolean toldApart = line.startsWith("DeviceStateChanged") || apart.contains(line);
            boolean again = line.equals("ContactReachable")
                    && !story.isEmpty()
                    && story.getLast().equals(line);
            if (!toldApart && !again) {
                story.add(line);
            }
        }
        assertThat(story).containsExactly(expected);
    }

    /** This line may come at any moment of this story, since another thread of the PBX has its cause. */
    void tellApart(String line) {
        apart.add(line);
    }

    /** The agent's leg ends once for each talk, after its offer was accepted; the PBX may take a moment longer to say so. */
    void expectAgentLegEnds(int times) {
        long untilNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(patienceMs);
        while (agentLegEnds() < times) {
            take(untilNanos, "AgentLegEnded");
        }
        assertThat(agentLegEnds()).isEqualTo(times);
        if (times > 0) {
            assertThat(lines.indexOf("AgentLegEnded")).isGreaterThan(lines.indexOf("OfferAccepted alice"));
        }
    }

    /** These lines, and no more of their kinds, come apart from the story, perhaps a moment later. */
    void expectToldApart(String... expected) {
        long untilNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(patienceMs);
        while (told(expected).size() < expected.length) {
            take(untilNanos, List.of(expected).toString());
        }
        assertThat(told(expected)).containsExactly(expected);
    }

    private List<String> told(String... kinds) {
        return lines.stream().filter(List.of(kinds)::contains).toList();
    }

    private long agentLegEnds() {
        return lines.stream().filter("AgentLegEnded"::equals).count();
    }

    /** The states of a phone, one after the other, repetitions aside. */
    void expectStates(String endpoint, String... expected) {
        assertThat(statesOf(endpoint)).containsExactly(expected);
    }

    List<String> statesOf(String endpoint) {
        List<String> states = new ArrayList<>();
        for (String line : lines) {
            String beginning = "DeviceStateChanged " + endpoint + " ";
            if (line.startsWith(beginning)) {
                String state = line.substring(beginning.length());
                if (states.isEmpty() || !states.getLast().equals(state)) {
                    states.add(state);
                }
            }
        }
        return states;
    }

    private static List<String> skills(Command.ContactArrived arrived) {
        Stream<AnyOf> alone = arrived.requirements().stream().map(one -> new AnyOf(List.of(one)));
        return Stream.concat(alone, arrived.anyOf().stream())
                .map(group -> group.alternatives().stream()
                        .map(r -> r.skillId() + ">=" + r.minProficiency())
                        .collect(Collectors.joining("|")))
                .toList();
    }

    private String inWords(Command command) {
        return switch (command) {
            case Command.ContactArrived c ->
                "ContactArrived queue=" + c.queueId() + " priority=" + c.priority() + " requirements="
                        + skills(c)
                        + " caller=" + c.details().caller() + " dialled="
                        + c.details().dialled()
                        + " language=" + c.details().language() + " customer="
                        + c.details().customer()
                        + " data=" + c.details().data() + " contact=" + c.contactId();
            case Command.ContactReachable c -> "ContactReachable";
            case Command.ContactUnreachable c -> "ContactUnreachable";
            case Command.ContactGone c -> "ContactGone " + c.cause();
            case Command.OfferRinging c -> "OfferRinging";
            case Command.OfferAccepted c -> "OfferAccepted " + ENDPOINTS.get(c.deviceId() - 11);
            case Command.OfferConnected c -> "OfferConnected";
            case Command.OfferFailed c -> "OfferFailed " + c.outcome();
            case Command.TalkEnded c -> "TalkEnded " + c.endedBy();
            case Command.AgentLegEnded c -> "AgentLegEnded";
            case Command.HoldChanged c -> "HoldChanged " + c.held();
            case Command.ConsultChanged c -> "ConsultChanged " + c.consulting();
            case Command.TalkTransferred c -> "TalkTransferred";
            case Command.TalkJoined c ->
                "TalkJoined " + (c.deviceId() == 0 ? "outside" : ENDPOINTS.get(c.deviceId() - 11));
            case Command.ContactMerged c -> "ContactMerged";
            case Command.RecordingStarted c -> "RecordingStarted";
            case Command.RecordingStopped c -> "RecordingStopped" + (c.paused() ? " paused" : "");
            case Command.ActionFinished c -> "ActionFinished " + c.outcome();
            case Command.DeviceStateChanged c ->
                "DeviceStateChanged " + ENDPOINTS.get(c.deviceId() - 11) + " " + c.state();
            case Command.CustomerCalled c -> "CustomerCalled " + c.details().caller();
            case Command.CustomerReached c -> "CustomerReached";
            case Command.CustomerNotReached c -> "CustomerNotReached " + c.retryAfterMs();
            case Command.OwnCallExcused c -> "OwnCallExcused " + ENDPOINTS.get(c.deviceId() - 11);
            default -> command.toString();
        };
    }

    @Override
    public void close() {
        link.close();
    }
}
