package org.usher.telephony.sim;

import java.util.LinkedHashMap;
import java.util.Map;

/** Context usher-record: recordings on customers' channels, begun and ended by the dialplan, paused and begun anew by Usher's order. */
final class Recorder implements Pbx.ChannelWatcher {
    /** When what is recorded was begun; empty while nothing is. */
    static final String RECORDING = "USHER_RECORDING";

    private static final String ORDER = "USHER_ORDER";
    /** The files hold a header, then 8,000 samples of 16 bits a second, of the time in which the customer is in a bridge. */
    private static final int HEADER_BYTES = 44;

    private static final int BYTES_PER_MS = 16;
    /** Between the end of one and the beginning of the next. */
    private static final long AGAIN_MS = 100;

    /** How long the customer has been in a bridge since the recording began. */
    private static final class Tape {
        private long bridgedSinceMs;
        private long bridgedMs;
    }

    private final Pbx pbx;
    private final Map<SimChannel, Tape> tapes = new LinkedHashMap<>();

    Recorder(Pbx pbx) {
        this.pbx = pbx;
        pbx.watch(this);
    }

    void start(SimChannel channel) {
        if (!channel.variable(RECORDING).isEmpty()) {
            return;
        }
        channel.variables().put(RECORDING, Long.toString(pbx.agenda().nowMs()));
        Tape tape = new Tape();
        tape.bridgedSinceMs = pbx.agenda().nowMs();
        tapes.put(channel, tape);
        tell(channel, "start", "State", "on", "Recording", channel.variable(RECORDING));
    }

    /** @param why {@code end} or {@code pause} */
    void stop(SimChannel channel, String why) {
        Tape tape = tapes.remove(channel);
        if (tape == null) {
            return;
        }
        if (channel.bridge() != null) {
            tape.bridgedMs += pbx.agenda().nowMs() - tape.bridgedSinceMs;
        }
        String bytes = Long.toString(HEADER_BYTES + BYTES_PER_MS * tape.bridgedMs);
        tell(
                channel,
                "stop",
                "State",
                "off",
                "Recording",
                channel.variable(RECORDING),
                "Why",
                why,
                "CallerBytes",
                bytes,
                "AgentBytes",
                bytes);
        channel.variables().remove(RECORDING);
    }

    /** Usher presses the key that no phone has. */
    void order(SimChannel channel) {
        String order = channel.variable(ORDER);
        channel.variables().remove(ORDER);
        if (order.isEmpty() || channel.bridge() == null) {
            return;
        }
        switch (order) {
            case "on" -> start(channel);
            case "off" -> stop(channel, "pause");
            case "again" -> {
                if (tapes.containsKey(channel)) {
                    stop(channel, "end");
                    pbx.agenda().after(AGAIN_MS, () -> {
                        if (!channel.gone()) {
                            start(channel);
                            ordered(channel, order);
                        }
                    });
                    return;
                }
            }
            default -> {}
        }
        ordered(channel, order);
    }

    private void ordered(SimChannel channel, String order) {
        tell(channel, "order", "State", "ordered", "Order", order, "Recording", channel.variable(RECORDING));
    }

    private void tell(SimChannel channel, String step, String... fields) {
        String context = channel.context();
        String exten = channel.exten();
        channel.at("usher-record", step, 1);
        pbx.userEvent("UsherRecording", channel, fields);
        channel.at(context, exten, 1);
    }

    @Override
    public void bridged(SimChannel channel) {
        Tape tape = tapes.get(channel);
        if (tape != null) {
            tape.bridgedSinceMs = pbx.agenda().nowMs();
        }
    }

    @Override
    public void unbridged(SimChannel channel) {
        Tape tape = tapes.get(channel);
        if (tape != null) {
            tape.bridgedMs += pbx.agenda().nowMs() - tape.bridgedSinceMs;
        }
    }

    @Override
    public void gone(SimChannel channel) {
        tapes.remove(channel);
    }
}
