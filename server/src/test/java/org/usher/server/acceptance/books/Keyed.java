package org.usher.server.acceptance.books;

import java.util.List;
import java.util.Optional;

/**
 * Reads what agents did by the keys of features-usher.conf. Their own phones only know what was pressed, and hang up or are hung up; the
 * rest is seen at the phone that was called so: by the agent, who consults, or by his caller, whom he has sent there unseen.
 */
final class Keyed {
    private static final String UNSEEN = "#1";
    private static final String CONSULT = "*2";
    static final String THREE = "*3";
    static final String BACK = "*1";

    private final List<AgentLeg> legs;
    private final Evidence.Agreed agreed;

    private Keyed(List<AgentLeg> legs, Evidence.Agreed agreed) {
        this.legs = legs;
        this.agreed = agreed;
    }

    /** Puts what was done by keys into these legs: who gave his caller away, for how long he held him, and who has him since. */
    static void read(List<AgentLeg> legs, Evidence.Agreed agreed) {
        Keyed keyed = new Keyed(legs, agreed);
        for (AgentLeg giver : List.copyOf(legs)) {
            if (giver.pressedAtMs(UNSEEN) > 0) {
                keyed.unseen(giver);
            } else if (giver.pressedAtMs(CONSULT) > 0) {
                keyed.consulted(giver);
            }
        }
    }

    private void unseen(AgentLeg giver) {
        long pressedAtMs = giver.pressedAtMs(UNSEEN);
        if (called(giver.number(), giver, pressedAtMs).isPresent()) {
            replace(giver, giver.byKeys(LegEnd.GIVEN_AWAY, giver.endedAtMs() - pressedAtMs));
        }
    }

    private void consulted(AgentLeg giver) {
        long pressedAtMs = giver.presses().stream()
                .filter(press -> press.keys().startsWith(CONSULT))
                .mapToLong(AgentLeg.Press::atMs)
                .min()
                .orElseThrow();
        AgentLeg called = called(giver.agent(), giver, pressedAtMs).orElse(null);
        if (called == null) {
            return; // the keys never came to Asterisk
        }
        boolean back = giver.pressedAtMs(BACK) > 0;
        long heldUntilMs = Math.max(giver.pressedAtMs(BACK), giver.pressedAtMs(THREE));
        if (heldUntilMs == 0) {
            heldUntilMs = called.answered() ? giver.endedAtMs() : called.endedAtMs();
        }
        boolean takes = !back && called.answered() && called.endedOr(Long.MAX_VALUE) > giver.endedAtMs();
        boolean completes = giver.presses().getLast().keys().equals(CONSULT);
        boolean givesAway = takes && (completes || giver.end() == LegEnd.HUNG_UP);
        replace(giver, giver.byKeys(givesAway ? LegEnd.GIVEN_AWAY : giver.end(), heldUntilMs - pressedAtMs));
        if (givesAway) {
            legs.remove(called);
            long takesAtMs = Math.max(giver.endedAtMs(), called.answeredAtMs());
            legs.add(called.until(takesAtMs));
            legs.add(called.with(giver.number(), takesAtMs));
        }
    }

    /**
     * The first agent's phone that rang with this number while this one was talking and after he had pressed the keys; whom he calls outside
     * right after, he calls for himself.
     */
    private Optional<AgentLeg> called(String number, AgentLeg giver, long pressedAtMs) {
        return legs.stream()
                .filter(leg -> agreed.skills().containsKey(leg.agent()))
                .filter(leg -> !leg.isOffer() && leg.number().equals(number))
                .filter(leg -> leg.rungAtMs() >= pressedAtMs && leg.rungAtMs() <= giver.endedAtMs() + Measure.WIRE_MS)
                .findFirst();
    }

    private void replace(AgentLeg leg, AgentLeg by) {
        legs.set(legs.indexOf(leg), by);
    }
}
