package org.usher.server.estimate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.ActionOutcome;
import org.usher.core.api.AnswerMode;
import org.usher.core.api.Channel;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.Effect;
import org.usher.core.api.EndedBy;
import org.usher.core.api.Event;
import org.usher.core.api.GoneCause;
import org.usher.core.api.RoutingPlan;
import org.usher.core.engine.Engines;
import org.usher.server.engine.EventSink;
import org.usher.server.engine.RecordedEvent;
import org.usher.server.engine.VirtualRoom;

/** One agent and many callers in a real room with its log, under virtual time: nearly everybody waits. */
final class BusyLine implements AutoCloseable {
    static final long STEP_MS = 5_000;
    private static final int PBX = 1;
    private static final int AGENT = 1;
    private static final int QUEUE = 1;

    private final Path directory;
    private final Random random = new Random(6);
    private final List<RecordedEvent> told = new ArrayList<>();
    private VirtualRoom room;
    private long nowMs = 1_700_000_000_000L;
    private long calls;
    private Effect.@Nullable Offer ringing;
    private Effect.@Nullable Offer talking;
    private long talkEndsAtMs;

    /** Opens the room; {@code hearing} hears what happens. */
    BusyLine(Path directory, EventSink... hearing) throws IOException, InterruptedException {
        this.directory = directory;
        this.room = open(hearing);
        room.offer(new Command.AdoptConfiguration(centre()));
        room.offer(new Command.LogIn(0, AGENT, List.of(AGENT)));
        turn();
    }

    long nowMs() {
        return nowMs;
    }

    boolean offer(Command command) {
        return room.offer(command);
    }

    /** All that was ever told. */
    List<RecordedEvent> told() {
        return told;
    }

    <E extends Event> List<E> events(Class<E> type) {
        return told.stream()
                .map(RecordedEvent::event)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    /** So many more callers come, now and then; after each step this is done. */
    void takes(int callers, Step after) throws IOException, InterruptedException {
        for (long until = calls + callers; calls < until; ) {
            if (random.nextInt(9) == 0) {
                arrives();
            }
            step();
            after.done();
        }
    }

    /** Nobody comes until nobody is left. */
    void drains() throws IOException, InterruptedException {
        while (!room.view().contacts().isEmpty()) {
            step();
        }
    }

    /** The server dies and is started again, with others who hear it from the first entry of the log on. */
    void restarts(EventSink... hearing) throws IOException, InterruptedException {
        room.kill();
        told.clear();
        room = open(hearing);
        turn();
    }

    /** Of {@link #takes}. */
    interface Step {
        void done() throws InterruptedException;
    }

    /** A caller enters the line. */
    void arrives() throws IOException, InterruptedException {
        calls++;
        ContactDetails details =
                new ContactDetails(PBX, "u" + calls, "PJSIP/x-" + calls, "+4930123", "", "800", "de", "", "");
        room.offer(new Command.ContactArrived(calls, Channel.VOICE, QUEUE, 0, 0, 0, List.of(), details));
        room.offer(new Command.ContactReachable(calls));
        turn();
    }

    void step() throws IOException, InterruptedException {
        nowMs += STEP_MS;
        turn();
        Effect.Offer rung = ringing;
        Effect.Offer talk = talking;
        if (rung != null) {
            room.offer(new Command.OfferAccepted(rung.actionId(), AGENT));
            room.offer(new Command.OfferConnected(rung.actionId()));
            ringing = null;
            talking = rung;
            talkEndsAtMs = nowMs + 10_000 + random.nextInt(30_000);
        } else if (talk != null && nowMs >= talkEndsAtMs) {
            room.offer(new Command.TalkEnded(talk.actionId(), EndedBy.CALLER));
            room.offer(new Command.AgentLegEnded(talk.actionId()));
            room.offer(new Command.ContactGone(talk.callKey(), GoneCause.HUNG_UP));
            talking = null;
        }
        turn();
    }

    /** All that is due now. */
    void turn() throws IOException, InterruptedException {
        while (room.nextAtMs() <= room.nowMs()) {
            room.turn();
        }
    }

    private VirtualRoom open(EventSink... hearing) throws IOException {
        List<EventSink> sinks = new ArrayList<>(List.of(hearing));
        sinks.add(told::add);
        VirtualRoom opened = VirtualRoom.open(directory, Engines.create(), () -> nowMs, 1_000, sinks);
        opened.attach(PBX, effect -> perform(opened, effect));
        opened.goLive();
        return opened;
    }

    private void perform(VirtualRoom performing, Effect effect) {
        if (effect instanceof Effect.Offer offer) {
            ringing = offer;
        }
        if (effect instanceof Effect.Action action) {
            performing.offer(new Command.ActionFinished(action.actionId(), ActionOutcome.DONE, ""));
        }
    }

    private static Configuration centre() {
        Configuration.Queue queue = new Configuration.Queue(
                QUEUE,
                "sales",
                "Sales",
                AnswerMode.ON_ENTRY,
                0,
                RoutingPlan.ANYONE,
                20_000,
                5_000,
                5_000,
                0,
                0,
                new Configuration.ServiceLevelTarget(80, 20_000));
        return new Configuration(
                1,
                List.of(),
                List.of(queue),
                List.of(new Configuration.Device(AGENT, PBX, "desk")),
                List.of(new Configuration.Agent(AGENT, "ann", "Ann", List.of(), List.of(QUEUE))),
                List.of(),
                Configuration.Settings.DEFAULT);
    }

    @Override
    public void close() {
        room.kill();
    }
}
