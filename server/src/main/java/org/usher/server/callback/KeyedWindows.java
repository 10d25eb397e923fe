package org.usher.server.callback;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.usher.core.api.CallbackWindow;

/**
 * The windows of which a caller in line hears, and may choose one by a key: the earliest that have room, by the clock of the number at which he
 * is to be called. Nothing is kept for him until he has chosen.
 */
final class KeyedWindows {
    /** His choice if he is to be called as soon as it is his turn. */
    static final String NOW = "now";

    private static final int MOST = 3;
    private static final long DAY_MS = 24 * 3_600_000L;
    private static final String PRESS_NOW = "usher/callback-press-now";
    private static final String FOR = "usher/callback-for";
    private static final String STAY = "usher/callback-stay";
    private static final String PROMISED = "usher/callback-promised";
    private static final String BYE = "usher/callback-bye";

    private final CallbackDesk desk;

    /**
     * What he hears.
     *
     * @param sounds joined by &amp;
     * @param choices what he chooses by the keys from 1 on: {@link #NOW}, then when each window begins (epoch ms)
     */
    record Choice(String sounds, List<String> choices) {
        boolean hasWindows() {
            return choices.size() > 1;
        }
    }

    KeyedWindows(CallbackDesk desk) {
        this.desk = desk;
    }

    /** What one may choose from who is to be called at this number and stands in this queue's line. */
    Choice offered(int queueId, String number) {
        List<String> sounds = new ArrayList<>(List.of(PRESS_NOW));
        List<String> choices = new ArrayList<>(List.of(NOW));
        Optional<WindowPlan> plan = desk.windows().plan(queueId);
        if (plan.isPresent()) {
            ZoneId zone = zone(number, plan.get());
            for (CallbackWindows.Offered one : desk.windows().offered(queueId)) {
                Optional<String> spoken =
                        WindowSounds.of(one.window(), zone, desk.windows().nowMs());
                if (spoken.isPresent() && choices.size() <= MOST) {
                    choices.add(Long.toString(one.window().fromMs()));
                    sounds.addAll(List.of(FOR, spoken.get(), "usher/callback-press-" + choices.size()));
                }
            }
        }
        sounds.add(STAY);
        return new Choice(String.join("&", sounds), choices);
    }

    /** What he hears who is promised a call in this window. */
    String promised(int queueId, String number, CallbackWindow window) {
        return desk.windows()
                .plan(queueId)
                .flatMap(plan -> WindowSounds.of(
                        window, zone(number, plan), desk.windows().nowMs()))
                .map(spoken -> String.join("&", PROMISED, spoken, BYE))
                .orElse(BYE);
    }

    /** The customer's, if it is known and the same for all that he may hear of; else the queue's. */
    private ZoneId zone(String number, WindowPlan plan) {
        long nowMs = desk.windows().nowMs();
        return desk.zonesOf(number, plan.zone())
                .alikeAt(LongStream.rangeClosed(0, 7).map(day -> nowMs + day * DAY_MS))
                .orElse(plan.zone());
    }
}
