package org.usher.telephony.ami;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.Command;

/**
 * Follows the recordings that the dialplan makes on customers' channels (usher-record), tells the engine of them, and gives it orders.
 *
 * <p>The dialplan alone starts, pauses and stops; what it tells here is believed. Two things it cannot know are added: how much sound the
 * files should hold, which is the time the customer was in a bridge, since MixMonitor fills them just then (option b); and that the
 * customer hears somebody else. MixMonitor then loses the new voice (Asterisk 22.10: as long as its RTP sequence numbers lie behind those of
 * the last one), so the dialplan is told to begin again.
 *
 * <p>An order is a channel variable, and a key that phones do not have "received" on the customer's channel: both need no more than AMI's
 * class call. It is obeyed only while the customer is in a bridge, and answered by an event.
 */
final class Recordings {
    /** MixMonitor's wav files (formats/format_wav.c): a header, then 8,000 samples of 16 bits a second. */
    private static final int HEADER_BYTES = 44;

    private static final int BYTES_PER_MS = 16;
    private static final int OBEY_MS = 2_000;

    private final LinkSettings settings;
    private final Requests requests;
    private final Outlet out;
    private final Map<String, Tape> tapes = new LinkedHashMap<>();
    private final Bridges bridges;
    private final Map<String, Waiting> waiting = new LinkedHashMap<>();

    /** What this gives to the link. */
    interface Outlet {
        void command(Command command);

        void incomplete(String what);
    }

    private record Waiting(String order, long dueMs, Consumer<RecordingAnswer> asker) {}

    /** One customer's channel from its first recording to its end. */
    private static final class Tape {
        final String uniqueId;
        final String channel;
        long contactId;
        /** 0 while nothing is recorded. */
        long recordingId;
        /** The engine knows of it: the customer has talked since it was begun. */
        boolean told;
        /** Followed from its beginning, so that its length is known. */
        boolean whole;

        /** Since when the customer has been in a bridge, 0 if he is in none, and how long he was in others. */
        long bridgedSinceMs;

        long bridgedMs;
        /** Who was in the customer's bridge since it was begun. */
        final Set<String> heard = new HashSet<>();

        /** 0 if it is not paused. */
        long pausedAtMs;

        Tape(String uniqueId, String channel) {
            this.uniqueId = uniqueId;
            this.channel = channel;
        }

        void begin(long contact, long recording) {
            contactId = contact;
            recordingId = recording;
            told = false;
            whole = true;
            bridgedMs = 0;
            bridgedSinceMs = 0;
            heard.clear();
            pausedAtMs = 0;
        }

        long bridgedMs(long nowMs) {
            return bridgedMs + (bridgedSinceMs == 0 ? 0 : nowMs - bridgedSinceMs);
        }
    }

    /** @param bridges the book of who is in which bridge; what is told here it knows already */
    Recordings(LinkSettings settings, Requests requests, Bridges bridges, Outlet out) {
        this.settings = settings;
        this.requests = requests;
        this.bridges = bridges;
        this.out = out;
    }

    void take(AmiMessage m, long nowMs) {
        switch (m.event()) {
            case "UsherRecording" -> told(m.get("Uniqueid"), m, nowMs);
            case "BridgeEnter" -> entered(m.get("Uniqueid"), nowMs);
            case "BridgeLeave" -> left(m.get("Uniqueid"), nowMs);
            case "Hangup" -> tapes.remove(m.get("Uniqueid"));
            default -> {}
        }
    }

    private void told(String uniqueId, AmiMessage m, long nowMs) {
        String state = m.get("State");
        if (state.equals("ordered")) {
            obeyed(m.get("Channel"), m.get("Order"), CallMapper.number(m.get("Recording")) != 0);
            return;
        }
        long recordingId = CallMapper.number(m.get("Recording"));
        Tape tape = tapes.computeIfAbsent(uniqueId, id -> new Tape(id, m.get("Channel")));
        if (state.equals("on")) {
            tape.begin(contactOf(m, "ChanVariable"), recordingId);
            tape.bridgedSinceMs = hearsSomebody(tape) ? nowMs : 0;
            hears(tape);
        } else if (state.equals("off")) {
            if (tape.recordingId != recordingId) {
                tape.begin(contactOf(m, "ChanVariable"), recordingId);
                tape.whole = false; // its beginning was missed
                tape.told = true;
            }
            stopped(tape, m, nowMs);
        }
    }

    private void stopped(Tape tape, AmiMessage m, long nowMs) {
        boolean paused = m.get("Why").equals("pause");
        long bytes = Math.min(CallMapper.number(m.get("CallerBytes")), CallMapper.number(m.get("AgentBytes")));
        long recordedMs = bytes < HEADER_BYTES ? -1 : (bytes - HEADER_BYTES) / BYTES_PER_MS;
        long talkMs = tape.whole ? tape.bridgedMs(nowMs) : -1;
        if (tape.told) {
            Command.RecordingStopped stop = new Command.RecordingStopped(
                    settings.pbxId(), tape.contactId, tape.recordingId, paused, recordedMs, talkMs);
            out.command(stop);
            if (stop.incomplete()) {
                out.incomplete("recording " + tape.contactId + "-" + tape.recordingId + " holds "
                        + Math.max(0, recordedMs) + " ms of a talk of " + talkMs
                        + " ms; is the disk with Asterisk's monitor directory full, or may Asterisk not write there?");
            }
        }
        tape.recordingId = 0;
        tape.pausedAtMs = paused ? nowMs : 0;
    }

    // ---- who hears whom

    private void entered(String uniqueId, long nowMs) {
        Tape entering = tapes.get(uniqueId);
        if (entering != null && !bridges.bridgeOf(uniqueId).isEmpty()) {
            entering.bridgedSinceMs = entering.bridgedSinceMs == 0 ? nowMs : entering.bridgedSinceMs;
            hears(entering);
        }
        for (Bridges.Seat other : bridges.beside(uniqueId)) {
            Tape tape = tapes.get(other.uniqueId());
            if (tape != null) {
                hears(tape);
            }
        }
    }

    private void left(String uniqueId, long nowMs) {
        Tape tape = tapes.get(uniqueId);
        if (tape != null) {
            tape.bridgedMs = tape.bridgedMs(nowMs);
            tape.bridgedSinceMs = 0;
        }
    }

    private boolean hearsSomebody(Tape tape) {
        return !bridges.bridgeOf(tape.uniqueId).isEmpty();
    }

    /** The customer is in a bridge, perhaps with somebody new. */
    private void hears(Tape tape) {
        if (tape.recordingId == 0 || !hearsSomebody(tape)) {
            return;
        }
        if (!tape.told) {
            tape.told = true;
            out.command(new Command.RecordingStarted(settings.pbxId(), tape.contactId, tape.recordingId));
        }
        boolean another = !tape.whole || !tape.heard.isEmpty(); // who was heard before we listened is not known
        boolean news = false;
        for (Bridges.Seat other : bridges.beside(tape.uniqueId)) {
            news |= tape.heard.add(other.uniqueId());
        }
        if (news && another) {
            send(tape.channel, "again");
        }
    }

    // ---- after a connect

    /** A channel as Asterisk lists it: what was begun while nobody listened goes on. */
    void seen(AmiMessage row) {
        String uniqueId = row.get("Uniqueid");
        long recordingId = CallMapper.number(JoinFacts.variable(row, "USHER_RECORDING"));
        if (recordingId != 0 && !tapes.containsKey(uniqueId)) {
            Tape tape = new Tape(uniqueId, row.get("Channel"));
            tape.begin(CallMapper.number(JoinFacts.variable(row, "USHER_CONTACT")), recordingId);
            tape.whole = false;
            tape.told = !row.get("BridgeID").isEmpty();
            tapes.put(uniqueId, tape);
        }
    }

    /** Nobody knows what happens from now on. What is paused stays paused. */
    void outOfReach() {
        tapes.clear();
        Map<String, Waiting> open = Map.copyOf(waiting);
        waiting.clear();
        open.values().forEach(order -> order.asker.accept(RecordingAnswer.NOT_CONFIRMED));
    }

    // ---- orders

    /** {@code asker} is told once what has become of it. */
    void order(Call call, boolean on, long nowMs, Consumer<RecordingAnswer> asker) {
        Tape tape = tapes.get(call.uniqueId);
        if (bridges.bridgeOf(call.uniqueId).isEmpty()) {
            asker.accept(RecordingAnswer.NOT_TALKING);
        } else if (waiting.containsKey(call.channel)) {
            asker.accept(RecordingAnswer.BUSY);
        } else {
            waiting.put(call.channel, new Waiting(on ? "on" : "off", nowMs + OBEY_MS, asker));
            if (tape != null) {
                tape.pausedAtMs = 0;
            }
            send(call.channel, on ? "on" : "off");
        }
    }

    private void send(String channel, String order) {
        int timeoutMs = settings.timings().replyTimeoutMs();
        requests.send(ManagerActions.setVariable(channel, "USHER_ORDER", order), timeoutMs, reply -> {});
        requests.send(ManagerActions.receiveKey(channel, 'D'), timeoutMs, reply -> {});
    }

    private void obeyed(String channel, String order, boolean records) {
        @Nullable Waiting asked = waiting.get(channel);
        if (asked != null && asked.order.equals(order)) {
            waiting.remove(channel);
            asked.asker.accept(records ? RecordingAnswer.RECORDING : RecordingAnswer.NOT_RECORDING);
        }
    }

    void onTime(long nowMs) {
        waiting.values().removeIf(order -> {
            boolean late = order.dueMs <= nowMs;
            if (late) {
                order.asker.accept(RecordingAnswer.NOT_CONFIRMED);
            }
            return late;
        });
        long limitMs = settings.recordingPauseLimitMs();
        for (Tape tape : tapes.values()) {
            if (limitMs > 0 && tape.pausedAtMs > 0 && nowMs - tape.pausedAtMs >= limitMs && hearsSomebody(tape)) {
                tape.pausedAtMs = 0;
                send(tape.channel, "on");
            }
        }
    }

    private static long contactOf(AmiMessage m, String header) {
        return CallMapper.number(m.variable(header, "USHER_CONTACT"));
    }
}
