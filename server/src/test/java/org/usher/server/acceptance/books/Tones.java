package org.usher.server.acceptance.books;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Everybody's own tone: nobody else has it. The agents' are spread over the band, the callers' lie in between. */
final class Tones {
    private static final int LOWEST_HZ = 300;
    private static final int HIGHEST_HZ = 3_800;
    /** There the music is: real music has notes that an ear may take for somebody's voice, if it waits long enough. */
    static final int MUSIC_HZ = 700;
    /** Near these nobody speaks: Asterisk beeps there to whom a call is transferred by keys. */
    private static final int BEEP_LOWEST_HZ = 650;

    private static final int BEEP_HIGHEST_HZ = 750;

    private final Map<String, Integer> ofAgents = new LinkedHashMap<>();
    private final Map<String, Integer> ofCallers = new LinkedHashMap<>();
    private final Map<Integer, String> callers = new HashMap<>();

    /** For these agents' names and these callers' numbers. */
    Tones(List<String> agents, List<String> numbers) {
        int all = agents.size() + numbers.size();
        if (LOWEST_HZ + all * Sound.STEP_HZ + BEEP_HIGHEST_HZ - BEEP_LOWEST_HZ > HIGHEST_HZ) {
            throw new IllegalArgumentException(all + " tones do not fit into the band");
        }
        int every = all / agents.size();
        int agent = 0;
        int caller = 0;
        int hz = LOWEST_HZ - Sound.STEP_HZ;
        for (int i = 0; i < all; i++) {
            hz = hz + Sound.STEP_HZ == BEEP_LOWEST_HZ ? BEEP_HIGHEST_HZ : hz + Sound.STEP_HZ;
            boolean agents_ = agent < agents.size() && (i % every == 0 || caller == numbers.size());
            if (agents_) {
                ofAgents.put(agents.get(agent++), hz);
            } else {
                ofCallers.put(numbers.get(caller), hz);
                callers.put(hz, numbers.get(caller++));
            }
        }
    }

    int ofAgent(String agent) {
        return of(ofAgents, agent);
    }

    int ofCaller(String number) {
        return of(ofCallers, number);
    }

    private static int of(Map<String, Integer> tones, String who) {
        Integer hz = tones.get(who);
        if (hz == null) {
            throw new IllegalArgumentException("no tone for " + who);
        }
        return hz;
    }

    Map<String, Integer> agents() {
        return ofAgents;
    }

    /** Whose tone this is, null if no caller's. */
    @Nullable
    String callerAt(int hz) {
        return callers.get(hz);
    }
}
