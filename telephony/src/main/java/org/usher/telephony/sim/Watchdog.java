package org.usher.telephony.sim;

import java.util.List;

/**
 * Context usher-watch: looks twice a second whether the heartbeat has changed, and takes waiting callers to the fallback if it has not
 * for too long. It is a channel of its own, as in Asterisk: the far half of a Local pair.
 */
final class Watchdog {
    private static final long LOOK_MS = 500;
    /** Whoever has just begun to wait may not be redirected yet. */
    private static final long SETTLED_MS = 2_000;

    /** Its name. */
    static final String CHANNEL = "Local/run@usher-watch-00000000;2";

    private final Pbx pbx;
    private final Dialplan dialplan;
    private final SimChannel channel;
    private String lastBeat = "";
    private long stillMs;

    private Watchdog(Pbx pbx, Dialplan dialplan, SimChannel channel) {
        this.pbx = pbx;
        this.dialplan = dialplan;
        this.channel = channel;
    }

    static void start(Pbx pbx, Dialplan dialplan) {
        SimChannel near = pbx.newChannel("Local/run@usher-watch-00000000;1", null);
        near.running("Wait", "999999999");
        SimChannel far = pbx.newChannel(CHANNEL, near);
        far.at("usher-watch", "run", 5);
        far.running("Wait", "0.5");
        Watchdog watchdog = new Watchdog(pbx, dialplan, far);
        watchdog.lastBeat = pbx.global("USHER_BEAT");
        pbx.agenda().after(LOOK_MS, watchdog::look);
    }

    private void look() {
        String beat = pbx.global("USHER_BEAT");
        if (!beat.equals(lastBeat)) {
            lastBeat = beat;
            stillMs = 0;
            report("0", "up");
        } else {
            stillMs += LOOK_MS;
            if (stillMs >= pbx.settings().deadAfterMs()) {
                report("1", "dead");
                sweep();
            }
        }
        pbx.agenda().after(LOOK_MS, this::look);
    }

    private void sweep() {
        long now = pbx.agenda().nowMs();
        for (SimChannel waiting : List.copyOf(pbx.channels().values())) {
            boolean atMusic = waiting.stage() == SimChannel.Stage.WAITING
                    && waiting.application().equals("WaitExten");
            if (atMusic && now - waiting.waitingSinceMs() >= SETTLED_MS) {
                dialplan.redirect(waiting, "usher-fallback", "s");
            }
        }
    }

    private void report(String dead, String state) {
        if (!pbx.global("USHER_DEAD").equals(dead)) {
            pbx.globals().put("USHER_DEAD", dead);
            pbx.userEvent("UsherRouter", channel, "State", state);
        }
    }
}
