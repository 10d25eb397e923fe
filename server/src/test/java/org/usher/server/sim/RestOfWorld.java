package org.usher.server.sim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.ActionOutcome;
import org.usher.core.api.Channel;
import org.usher.core.api.Command;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.Effect;
import org.usher.core.api.EndedBy;
import org.usher.core.api.EngineView;
import org.usher.core.api.GoneCause;
import org.usher.core.api.OfferOutcome;
import org.usher.server.engine.EffectCarrier;

/**
 * What no PBX carries here: chats, and customers who are called back. It speaks to the engine in commands, as whoever carries them out
 * does, and does what it is told; the people in it answer, decline and leave as they like. A word of it may be lost or said twice.
 */
final class RestOfWorld implements EffectCarrier {
    /** Its number among the PBXs. */
    static final int PLACE = 9;

    /** A callback that nobody has called yet is known to the router by this. */
    static final long NO_CALL = 700_000L;

    /** The calls to customers have keys up to so many above that, again and again. */
    static final int CALLS = 200;

    private static final long SOON_MS = 60;
    private static final int LOST = 14;
    private static final int DOUBLED = 10;

    private record Due(long atMs, long number, Runnable what) {}

    /** A chat, or the call to a customer who is called back. */
    private static final class Room {
        final long key;
        final Happening.Chat chat;
        boolean gone;
        boolean hasComeBack;
        /** A customer's phone rings, and no agent's. */
        boolean isCalledFirst;

        long talkId;

        Room(long key, Happening.Chat chat) {
            this.key = key;
            this.chat = chat;
        }

        boolean isChat() {
            return key > NO_CALL + CALLS;
        }
    }

    private final Telephones telephones;
    private final SplittableRandom random;
    private final Consumer<Command> post;
    private final boolean garbles;
    private final int queues;
    private final PriorityQueue<Due> ahead;
    private final Map<Long, Room> rooms = new HashMap<>();
    private final Set<Long> ringing = new HashSet<>();
    private boolean calm;
    private long nowMs;
    private long number;
    private long chats;
    private int calls;

    /**
     * Nobody is there yet.
     *
     * @param garbles whether words are lost and doubled
     * @param post takes what is said
     */
    RestOfWorld(Telephones telephones, long seed, int queues, boolean garbles, Consumer<Command> post) {
        this.telephones = telephones;
        this.random = new SplittableRandom(seed ^ 0xc4a7L);
        this.queues = queues;
        this.garbles = garbles;
        this.post = post;
        this.ahead = new PriorityQueue<>(
                (a, b) -> a.atMs != b.atMs ? Long.compare(a.atMs, b.atMs) : Long.compare(a.number, b.number));
    }

    long nextAtMs() {
        return ahead.isEmpty() ? Long.MAX_VALUE : ahead.element().atMs;
    }

    void advanceTo(long atMs) {
        while (nextAtMs() <= atMs) {
            Due due = ahead.remove();
            nowMs = due.atMs;
            due.what.run();
        }
        nowMs = atMs;
    }

    /** From now on nothing goes wrong here. */
    void calm() {
        calm = true;
    }

    void begin(Happening.Chat chat) {
        Room room = new Room(NO_CALL + CALLS + ++chats, chat);
        rooms.put(room.key, room);
        arrive(room, chat.queueId());
        after(chat.patienceMs(), () -> losesPatience(room));
    }

    void callMeBack(Happening.CallMeBack wish) {
        say(new Command.ContactArrived(
                0,
                Channel.CALLBACK,
                wish.queueId(),
                wish.priority(),
                0,
                0,
                List.of(),
                new ContactDetails(PLACE, "", "", "110", "", "", "", "", "")));
    }

    /** Looks how things stand after the server was away, or when it is time to put everything in order. */
    void look(EngineView view) {
        for (EngineView.ContactView contact : view.contacts()) {
            Room room = rooms.get(contact.callKey());
            if (room != null && room.isChat()) {
                lookAt(room, contact);
            } else if (room != null) {
                room.gone = true;
                say(new Command.ContactGone(room.key, GoneCause.HUNG_UP));
                legEnds(contact.offerId());
            } else if (contact.channel() == Channel.CALLBACK && contact.state() == EngineView.ContactState.CONNECTING) {
                say(new Command.CustomerNotReached(contact.offerId(), 1_000));
                legEnds(contact.offerId());
            }
        }
    }

    private void lookAt(Room room, EngineView.ContactView contact) {
        if (room.gone) {
            say(new Command.ContactGone(room.key, GoneCause.HUNG_UP));
            return;
        }
        switch (contact.state()) {
            case WAITING -> waits(room);
            case OFFERED -> {}
            case CONNECTING -> {
                say(new Command.OfferFailed(contact.offerId(), OfferOutcome.FAILED));
                waits(room);
            }
            case TALKING -> {
                room.talkId = contact.offerId();
                after(random.nextLong(1_000), () -> ends(room, contact.offerId()));
            }
            case IN_TRANSFER, RELEASING -> leaves(room);
        }
    }

    // ---- what it is told to do

    @Override
    public void perform(Effect effect) {
        switch (effect) {
            case Effect.Offer offer -> {
                done(offer);
                rings(offer);
            }
            case Effect.Withdraw withdraw -> {
                done(withdraw);
                ringing.remove(withdraw.offerId());
                say(new Command.OfferFailed(withdraw.offerId(), OfferOutcome.WITHDRAWN));
                Room room = rooms.get(withdraw.callKey());
                if (room != null && room.isCalledFirst) {
                    room.gone = true;
                } else if (room != null) {
                    backInLine(room);
                }
            }
            case Effect.Release release -> {
                done(release);
                Room room = rooms.get(release.callKey());
                if (room != null) {
                    room.gone = true;
                    say(new Command.ContactGone(room.key, GoneCause.LEFT_TO_DIALPLAN));
                }
            }
            case Effect.MarkCall _, Effect.PublishQueue _, Effect.Reply _ -> {}
        }
    }

    private void done(Effect.Action action) {
        say(new Command.ActionFinished(action.actionId(), ActionOutcome.DONE, ""));
    }

    private void rings(Effect.Offer offer) {
        Room room = rooms.get(offer.callKey());
        if (room != null && room.gone) {
            say(new Command.ContactGone(room.key, GoneCause.HUNG_UP));
            return;
        }
        if (room != null) {
            room.talkId = 0;
        }
        ringing.add(offer.actionId());
        if (room == null && random.nextInt(4) == 0) {
            after(SOON_MS, () -> callsFirst(offer));
        } else {
            ringsAgents(offer, room);
        }
    }

    private void ringsAgents(Effect.Offer offer, @Nullable Room room) {
        Effect.Rung rung = offer.rung().get(random.nextInt(offer.rung().size()));
        long afterMs = random.nextLong(50, 3_000);
        switch (telephones.moodAt(rung.agentId(), random)) {
            case MISSES, SILENT -> after(offer.ringTimeoutMs(), () -> fails(offer, room, OfferOutcome.TIMED_OUT));
            case DECLINES, FORWARDS -> after(afterMs, () -> fails(offer, room, OfferOutcome.REJECTED));
            case BUSY -> after(SOON_MS, () -> fails(offer, room, OfferOutcome.BUSY));
            case UNREGISTERED -> after(SOON_MS, () -> fails(offer, room, OfferOutcome.UNREACHABLE));
            case ANSWERS, DIES_IN_TALK, MIXED ->
                after(Math.min(afterMs, offer.ringTimeoutMs()), () -> accepts(offer, room, rung));
        }
    }

    private void fails(Effect.Offer offer, @Nullable Room room, OfferOutcome outcome) {
        if (ringing.remove(offer.actionId())) {
            say(new Command.OfferFailed(offer.actionId(), outcome));
            if (room != null) {
                backInLine(room);
            }
        }
    }

    private void accepts(Effect.Offer offer, @Nullable Room room, Effect.Rung rung) {
        long offerId = offer.actionId();
        if (!ringing.remove(offerId) || (room != null && room.gone)) {
            return;
        }
        int deviceId = rung.deviceIds().isEmpty() ? 0 : rung.deviceIds().getFirst();
        say(new Command.OfferAccepted(offerId, deviceId));
        if (room == null) {
            after(SOON_MS, () -> callsBack(offerId));
        } else if (!calm && random.nextInt(10) == 0) {
            after(SOON_MS, () -> {
                say(new Command.OfferFailed(offerId, OfferOutcome.FAILED));
                if (!room.isChat()) {
                    legEnds(offerId);
                }
                backInLine(room);
            });
        } else {
            room.talkId = offerId;
            after(random.nextLong(300), () -> connects(room, offerId));
        }
    }

    // ---- callbacks

    private void callsBack(long offerId) {
        int course = calm ? 9 : random.nextInt(10);
        if (course == 0) {
            say(new Command.OfferFailed(offerId, OfferOutcome.REJECTED));
            legEnds(offerId);
            return;
        }
        if (course <= 2) {
            notReached(offerId);
            return;
        }
        Room room = calls(offerId);
        long ringMs = random.nextLong(50, 2_000);
        if (course == 3) {
            after(ringMs, () -> notReached(offerId));
        } else if (course == 4) {
            after(ringMs, () -> {
                leaves(room);
                legEnds(offerId);
            });
        } else {
            room.talkId = offerId;
            after(ringMs, () -> connects(room, offerId));
        }
    }

    private Room calls(long offerId) {
        Room room = new Room(
                NO_CALL + 1 + calls++ % CALLS,
                new Happening.Chat(0, 1, List.of(), 0, 8_000, random.nextLong(500, 9_000)));
        rooms.put(room.key, room);
        say(new Command.CustomerCalled(
                offerId, room.key, new ContactDetails(PLACE, "", "", "110", "", "", "", "", "")));
        return room;
    }

    private void callsFirst(Effect.Offer offer) {
        if (!ringing.contains(offer.actionId())) {
            return;
        }
        Room room = calls(offer.actionId());
        room.isCalledFirst = true;
        after(random.nextLong(50, 2_000), () -> endsRingingFirst(offer, room, calm ? 9 : random.nextInt(10)));
    }

    private void endsRingingFirst(Effect.Offer offer, Room room, int course) {
        room.isCalledFirst = false;
        if (room.gone || !ringing.contains(offer.actionId())) {
            return;
        }
        if (course <= 2) {
            ringing.remove(offer.actionId());
            room.gone = true;
            sayNotReached(offer.actionId());
        } else if (course == 3) {
            ringing.remove(offer.actionId());
            leaves(room);
        } else {
            say(new Command.CustomerReached(offer.actionId()));
            after(SOON_MS, () -> ringsAgents(offer, room));
            after(room.chat.patienceMs(), () -> losesPatience(room));
        }
    }

    private void notReached(long offerId) {
        sayNotReached(offerId);
        after(SOON_MS, () -> legEnds(offerId));
    }

    private void sayNotReached(long offerId) {
        long[] retries = {-1, 0, random.nextLong(500, 8_000)};
        say(new Command.CustomerNotReached(offerId, retries[random.nextInt(retries.length)]));
    }

    // ---- talks

    private void connects(Room room, long offerId) {
        if (isIn(room, offerId)) {
            say(new Command.OfferConnected(offerId));
            after(room.chat.talkMs(), () -> ends(room, offerId));
            if (!calm && random.nextInt(6) == 0) {
                after(room.chat.talkMs() / 4, () -> hold(room, offerId, true));
                after(room.chat.talkMs() / 2, () -> hold(room, offerId, false));
            }
        }
    }

    private static boolean isIn(Room room, long offerId) {
        return !room.gone && room.talkId == offerId;
    }

    private void hold(Room room, long offerId, boolean held) {
        if (isIn(room, offerId)) {
            say(new Command.HoldChanged(offerId, held));
        }
    }

    private void ends(Room room, long offerId) {
        if (!isIn(room, offerId)) {
            return;
        }
        int course = calm ? 0 : random.nextInt(8);
        if (course <= 1) {
            leaves(room);
        } else if (course <= 4 || room.hasComeBack) {
            say(new Command.TalkEnded(offerId, course == 2 ? EndedBy.CALLER : EndedBy.AGENT));
            after(SOON_MS, () -> leaves(room));
        } else if (course == 5) {
            room.hasComeBack = true;
            say(new Command.TalkEnded(offerId, EndedBy.SYSTEM));
            after(SOON_MS, () -> backInLine(room));
            after(room.chat.patienceMs(), () -> losesPatience(room));
        } else {
            room.hasComeBack = true;
            say(new Command.TalkTransferred(offerId));
            room.talkId = 0;
            after(SOON_MS, () -> arrive(room, 1 + random.nextInt(queues)));
            after(room.chat.patienceMs(), () -> losesPatience(room));
        }
        if (!room.isChat()) {
            after(SOON_MS, () -> legEnds(offerId));
        }
    }

    // ---- customers

    private void arrive(Room room, int queueId) {
        if (room.gone) {
            return;
        }
        say(new Command.ContactArrived(
                room.key,
                room.isChat() ? Channel.CHAT : Channel.VOICE,
                queueId,
                room.chat.priority(),
                0,
                0,
                room.chat.requirements(),
                new ContactDetails(PLACE, "", "", "", "", "", "", "", "")));
        after(SOON_MS, () -> waits(room));
    }

    private void backInLine(Room room) {
        room.talkId = 0;
        waits(room);
    }

    private void waits(Room room) {
        if (room.gone) {
            say(new Command.ContactGone(room.key, GoneCause.HUNG_UP));
        } else {
            say(new Command.ContactReachable(room.key));
        }
    }

    /** Who talks at the end of his patience stays. */
    private void losesPatience(Room room) {
        if (room.talkId == 0) {
            leaves(room);
        }
    }

    private void leaves(Room room) {
        if (!room.gone) {
            room.gone = true;
            say(new Command.ContactGone(room.key, GoneCause.HUNG_UP));
        }
    }

    private void legEnds(long offerId) {
        if (offerId != 0) {
            say(new Command.AgentLegEnded(offerId));
        }
    }

    private void after(long ms, Runnable what) {
        ahead.add(new Due(nowMs + ms, ++number, what));
    }

    private void say(Command command) {
        boolean garbled = garbles && !calm;
        if (!garbled || random.nextInt(LOST) > 0) {
            post.accept(command);
        }
        if (garbled && random.nextInt(DOUBLED) == 0) {
            after(random.nextLong(500), () -> post.accept(command));
        }
    }

    /** The keys by which the router is to find this. */
    static List<Long> keys() {
        List<Long> keys = new ArrayList<>();
        for (long key = NO_CALL; key <= NO_CALL + CALLS; key++) {
            keys.add(key);
        }
        return keys;
    }
}
