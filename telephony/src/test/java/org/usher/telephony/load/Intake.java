package org.usher.telephony.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.usher.core.api.AnswerMode;
import org.usher.core.api.CallKey;
import org.usher.core.api.Configuration;
import org.usher.core.api.Effect;
import org.usher.core.api.QueueStatus;
import org.usher.core.api.RoutingPlan;
import org.usher.telephony.ami.AmiLink;
import org.usher.telephony.ami.CallLedger;
import org.usher.telephony.ami.LinkMetrics;
import org.usher.telephony.ami.LinkSettings;
import org.usher.telephony.ami.LinkStatus;
import org.usher.telephony.ami.Names;
import org.usher.telephony.ami.Secret;
import org.usher.telephony.sim.CallerScript;
import org.usher.telephony.sim.PbxModel;
import org.usher.telephony.sim.PbxServer;
import org.usher.telephony.sim.PbxSettings;

/**
 * A link to the simulated PBX over TCP, with callers who come, wait for a moment and leave, as fast as somebody wants messages. One of
 * 500 stays, so that after a loss there is somebody to be found again.
 */
public final class Intake implements AutoCloseable {
    private static final int PBX = 1;
    private static final String QUEUE = "line";
    /** Short, since the model looks through all channels of the trunk whenever one ends. */
    private static final long PATIENCE_MS = 20;

    private static final int STAYS = 500;
    /** The PBX and the link share a machine: a heartbeat that is late is no finding here. */
    private static final long PATIENT_WATCHDOG_MS = 600_000;
    /** What the shipped event filter lets through of a caller who comes, waits and leaves. */
    private static final int MESSAGES_A_CALL = 7;

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final PbxServer server;
    private final AmiLink link;
    private final Books books = new Books();
    private final Set<Long> staying = ConcurrentHashMap.newKeySet();
    private final List<LinkStatus> statuses = new ArrayList<>();
    private long placed;
    private volatile double callsPerMs;
    private double due;

    private Intake(PbxServer server) {
        this.server = server;
        Names names = Names.of(centre());
        link = new AmiLink(
                LinkSettings.of(PBX, "127.0.0.1", server.port(), "usher", Secret.of("usher"))
                        .with(new LinkSettings.Limits(65_536, 16_384, 100_000, 256)),
                new CallLedger(),
                () -> names,
                books,
                new AmiLink.World(System::currentTimeMillis, new Random(1), 7, () -> true));
    }

    /** Starts both and returns when the link is up. */
    public static Intake open() throws IOException {
        PbxModel model =
                new PbxModel(PbxSettings.standard().withDeadAfterMs(PATIENT_WATCHDOG_MS), System.currentTimeMillis());
        Intake intake = new Intake(PbxServer.serve(model, 0, 1));
        intake.server.on(intake::tick);
        intake.link.start();
        intake.link.perform(new Effect.PublishQueue(1, AnswerMode.ON_ENTRY, QueueStatus.OPEN));
        if (!intake.until(30_000, () -> intake.state() == LinkStatus.State.UP && intake.doorOpen())) {
            throw new IllegalStateException("the door did not open; the link is " + intake.link.status());
        }
        return intake;
    }

    /** The dialplan has seen that Usher lives and that the queue is open. */
    private boolean doorOpen() {
        return asked(model -> model.global("USHER_DEAD").equals("0")
                && model.global("USHER_Q_" + QUEUE).endsWith("OPEN"));
    }

    private <T> T asked(Function<PbxModel, T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        server.on(model -> answer.complete(question.apply(model)));
        return answer.join();
    }

    private static Configuration centre() {
        Configuration.Queue queue = new Configuration.Queue(
                1,
                QUEUE,
                "Line",
                AnswerMode.ON_ENTRY,
                0,
                RoutingPlan.ANYONE,
                15_000,
                0,
                0,
                0,
                0,
                new Configuration.ServiceLevelTarget(80, 20_000));
        return new Configuration(
                1, List.of(), List.of(queue), List.of(), List.of(), List.of(), Configuration.Settings.DEFAULT);
    }

    /** On the PBX's thread, every millisecond of its time. */
    private void tick(PbxModel model) {
        for (due += callsPerMs; due >= 1; due--) {
            boolean stays = ++placed % STAYS == 0;
            CallerScript script = CallerScript.forQueue(QUEUE);
            Optional<String> call = model.call(stays ? script : script.withPatienceMs(PATIENCE_MS));
            if (stays && call.isPresent()) {
                staying.add(CallKey.of(PBX, call.get()));
            }
        }
        model.later(1, () -> tick(model));
    }

    /**
     * What came of a steady flow.
     *
     * @param sent messages that the PBX gave to the connection, responses included
     * @param received messages that the link has read
     * @param calls placed, of which arrived and gone were told the engine
     * @param present callers who are there when all is quiet; known: of them, those of whom the engine knows
     * @param lost messages sent and never received
     */
    public record Flow(
            double messagesPerSecond,
            long sent,
            long received,
            long lost,
            long calls,
            long arrived,
            long gone,
            int present,
            int known,
            LinkMetrics link) {
        public boolean balanced() {
            return calls == arrived && arrived - gone == present && present == known;
        }
    }

    /** Lets so many messages flow for so long, waits until all is quiet and counts. */
    public Flow flow(int messagesPerSecond, int seconds) {
        long before = server.messages();
        long startNanos = System.nanoTime();
        callsPerMs = messagesPerSecond / 1_000.0 / MESSAGES_A_CALL;
        pause(TimeUnit.SECONDS.toMillis(seconds));
        double perSecond = (server.messages() - before) / ((System.nanoTime() - startNanos) / 1e9);
        quiet();
        Set<Long> known = new HashSet<>(books.present());
        known.retainAll(staying);
        long received = link.metrics().messages();
        return new Flow(
                perSecond,
                server.messages(),
                received,
                server.messages() - received,
                placedNow(),
                books.arrived(),
                books.gone(),
                staying.size(),
                known.size(),
                link.metrics());
    }

    /**
     * What came of more than the engine can take.
     *
     * @param cutOffs how often the PBX cut the link off
     * @param noticedMs from the first cut-off, with which messages were lost, to the link's doubt; 0 if it doubted before
     * @param resynchronisedMs from the moment when the engine could take everything again, until the engine knew exactly who was there
     * @param unseen callers who came and left while nothing could be seen
     * @param balanced whether in the end all who arrived have gone or are there, and exactly those are there who are
     */
    public record Overload(
            long cutOffs,
            long noticedMs,
            long resynchronisedMs,
            long unseen,
            boolean balanced,
            List<String> statuses) {}

    /**
     * Lets so many messages flow to an engine that takes only so many commands, until the link has been cut off; then lets the engine take
     * everything again, and waits for the books to balance.
     */
    public Overload overload(int messagesPerSecond, int commandsPerSecond) {
        long cutOffs = server.cutOffs();
        books.slow(commandsPerSecond);
        callsPerMs = messagesPerSecond / 1_000.0 / MESSAGES_A_CALL;
        if (!until(60_000, () -> server.cutOffs() > cutOffs)) {
            throw new IllegalStateException("60 s of " + messagesPerSecond + " messages/s for an engine that takes "
                    + commandsPerSecond + " commands/s, and the PBX never cut the link off");
        }
        long cutOffAtMs = System.currentTimeMillis();
        until(30_000, () -> state() != LinkStatus.State.UP);
        long noticedMs = Math.max(0, link.status().sinceMs() - cutOffAtMs);
        if (statuses.stream().anyMatch(s -> s.state() == LinkStatus.State.SUSPECT && s.sinceMs() <= cutOffAtMs)) {
            noticedMs = 0;
        }
        callsPerMs = 0;
        books.slow(Long.MAX_VALUE);
        long freeNanos = System.nanoTime();
        boolean balanced = until(
                60_000, () -> state() == LinkStatus.State.UP && books.present().equals(Set.copyOf(staying)));
        long resynchronisedMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - freeNanos);
        quiet();
        return new Overload(
                server.cutOffs() - cutOffs,
                noticedMs,
                resynchronisedMs,
                placedNow() - books.arrived(),
                balanced && books.arrived() - books.gone() == staying.size() && books.wrong() == 0,
                statuses.stream()
                        .map(s -> s.state() + (s.reason().isEmpty() ? "" : ": " + s.reason()))
                        .toList());
    }

    /** Nobody comes any more, and all that was said has been heard. */
    private void quiet() {
        callsPerMs = 0;
        until(
                10_000,
                () -> server.messages() == link.metrics().messages()
                        && books.present().size() == staying.size());
    }

    private long placedNow() {
        return asked(model -> placed);
    }

    private LinkStatus.State state() {
        LinkStatus now = link.status();
        if (statuses.isEmpty() || !statuses.getLast().equals(now)) {
            statuses.add(now);
        }
        return now.state();
    }

    private boolean until(long atMostMs, BooleanSupplier holds) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(atMostMs);
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            state();
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return true;
    }

    private void pause(long ms) {
        var _ = until(ms, () -> false);
    }

    @Override
    public void close() {
        link.close();
        server.close();
    }
}
