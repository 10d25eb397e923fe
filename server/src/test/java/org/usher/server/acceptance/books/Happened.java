package org.usher.server.acceptance.books;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What must have happened in the busy minute, or its books say little: every ending of the mix, each by its name. */
enum Happened {
    SOMEBODY_IS_WAITING_YET(books -> anyCaller(books, caller -> caller.end() == LegEnd.OPEN)),
    A_CALLER_HUNG_UP(books -> anyCaller(books, caller -> caller.end() == LegEnd.HUNG_UP)),
    A_CALLER_CANCELLED(books -> anyCaller(books, caller -> caller.end() == LegEnd.CANCELLED)),
    A_CALLER_WAS_HUNG_UP_ON(books -> anyCaller(books, caller -> caller.end() == LegEnd.CLEARED)),
    A_WAITING_CALLERS_PHONE_DIED(
            books -> anyCaller(books, caller -> caller.end() == LegEnd.VANISHED && !talked(books, caller))),
    A_TALKING_CALLERS_PHONE_DIED(
            books -> anyCaller(books, caller -> caller.end() == LegEnd.VANISHED && talked(books, caller))),
    A_QUEUE_WAS_FULL(books -> refused(books, Centre.SMALL)),
    A_QUEUE_WAS_CLOSED(books -> refused(books, Centre.CLOSED)),
    A_QUEUE_WAS_EMPTY(books -> refused(books, Centre.EMPTY)),
    A_QUEUE_WAS_UNKNOWN(books -> refused(books, CallMix.UNKNOWN)),
    A_CALLER_OVERFLOWED(books -> anyEntry(books, "OVERFLOWED")),
    A_CALLER_ABANDONED(books -> anyEntry(books, "ABANDONED")),
    A_CALLER_ABANDONED_SOON(books -> anyEntry(books, "SHORT_ABANDONED")),
    A_CALLER_LEFT_A_RINGING_AGENT(books -> anyOffer(books, "CALLER_LEFT")),
    AN_AGENT_DECLINED(books -> anyLeg(books, leg -> leg.finalStatus() == 603)),
    AN_AGENT_WAS_BUSY(books -> anyLeg(books, leg -> leg.finalStatus() == 486) && anyOffer(books, "BUSY")),
    AN_AGENTS_PHONE_FORWARDED(books -> anyLeg(books, leg -> leg.finalStatus() == 302)),
    AN_AGENT_LET_IT_RING(books -> anyLeg(books, leg -> leg.finalStatus() == 487) && anyOffer(books, "TIMED_OUT")),
    AN_AGENT_HUNG_UP(books -> anyLeg(books, leg -> leg.answered() && leg.end() == LegEnd.HUNG_UP)),
    AN_AGENT_HELD(
            books -> anyLeg(books, leg -> leg.heldMs() > 0 && leg.presses().isEmpty())),
    AN_AGENTS_PHONE_UNREGISTERED(
            books -> books.absences().stream().anyMatch(absence -> absence.toMs() < Long.MAX_VALUE)),
    AN_AGENTS_PHONE_DIED_AND_HIS_CALLER_WAITED_AGAIN(books ->
            anyLeg(books, leg -> leg.end() == LegEnd.VANISHED && talks(books, "SYSTEM") > 0)),
    GIVEN_UNSEEN_TO_A_COLLEAGUE(books -> unseen(books, to -> books.skills().containsKey(to))),
    GIVEN_UNSEEN_INTO_A_QUEUE(books -> unseen(books, Centre.AGAIN::equals)),
    GIVEN_UNSEEN_TO_SOMEBODY_OUTSIDE(books -> unseen(books, Centre.OUTSIDE::equals)),
    GIVEN_TO_WHOM_HE_CONSULTED(books -> consulted(books, to -> books.skills().containsKey(to))),
    GIVEN_INTO_THE_QUEUE_THAT_HE_CONSULTED(books -> consulted(books, Centre.AGAIN::equals)),
    GIVEN_TO_SOMEBODY_OUTSIDE_WHOM_HE_CONSULTED(books -> consulted(books, Centre.OUTSIDE::equals)),
    CONSULTED_AND_CAME_BACK(books -> anyConsult(
            books,
            call -> books.skills().containsKey(call.dialled())
                    && call.answeredAtMs() > 0
                    && call.end() == LegEnd.HUNG_UP)),
    CONSULTED_NOBODY(books -> anyConsult(books, call -> call.end() == LegEnd.CANCELLED)),
    GIVEN_UNSEEN_BY_KEY(books -> gaveByKeys(books, leg -> leg.pressedAtMs("#1") > 0)),
    GIVEN_BY_KEY_AND_HANGING_UP(books ->
            gaveByKeys(books, leg -> leg.pressedAtMs("*2") > 0 && leg.presses().size() == 1)),
    GIVEN_BY_KEYS_ALONE(
            books -> gaveByKeys(books, leg -> leg.presses().getLast().keys().equals("*2"))),
    THREE_TALKED_BY_KEY(books -> gaveByKeys(books, leg -> leg.pressedAtMs(Keyed.THREE) > 0)),
    CAME_BACK_BY_KEY(books -> anyLeg(
            books, leg -> leg.pressedAtMs(Keyed.BACK) > 0 && leg.heldMs() > 0 && leg.end() != LegEnd.GIVEN_AWAY)),
    SEVERAL_WERE_RUNG_AND_ONE_WON(books -> anyOffer(books, "TAKEN_BY_OTHER")),
    BOTH_PHONES_OF_AN_AGENT_WERE_RUNG(books -> anyLeg(
            books,
            leg -> leg.isOffer()
                    && books.agentLegs().stream()
                            .anyMatch(other -> !other.callId().equals(leg.callId())
                                    && other.offerId() == leg.offerId()
                                    && other.agent().equals(leg.agent())))),
    AN_AGENT_CALLED_OUTSIDE(books -> anyConsult(books, call -> call.dialled().equals(Centre.OUTSIDE))),
    AN_AGENT_CALLED_FOR_HELP(books -> anyConsult(books, call -> call.dialled().equals(Centre.EMERGENCY))),
    AN_AGENT_OUTSIDE_PRESSED_ONE(books ->
            anyLeg(books, leg -> leg.agent().equals(Centre.MOBILE) && leg.isOffer() && leg.answered())),
    A_VOICEMAIL_PICKED_UP_AND_ANOTHER_ANSWERED(books -> anyLeg(
            books,
            leg -> leg.agent().equals(Centre.VOICEMAIL)
                    && leg.finalStatus() == 200
                    && leg.presses().isEmpty()
                    && books.agentLegs().stream()
                            .anyMatch(other -> other.number().equals(leg.number())
                                    && other.answered()
                                    && other.rungAtMs() > leg.rungAtMs()))),
    EVERY_AGENT_WAS_RUNG(books -> books.skills().keySet().stream()
            .allMatch(agent -> anyLeg(books, leg -> leg.agent().equals(agent)))),
    SOMEBODY_OUTSIDE_TALKED(books ->
            books.ledger().talks().stream().anyMatch(talk -> talk.agent().isEmpty()));

    @SuppressWarnings("ImmutableEnumChecker") // a function without state
    private final Predicate<Evidence> in;

    Happened(Predicate<Evidence> in) {
        this.in = in;
    }

    /** What did not happen. */
    static List<Happened> notIn(Evidence books) {
        return Stream.of(values()).filter(what -> !what.in.test(books)).toList();
    }

    private static boolean anyCaller(Evidence books, Predicate<CallerLeg> which) {
        return books.callers().stream().anyMatch(which);
    }

    private static boolean anyLeg(Evidence books, Predicate<AgentLeg> which) {
        return books.agentLegs().stream().anyMatch(which);
    }

    private static boolean anyConsult(Evidence books, Predicate<ConsultLeg> which) {
        return books.consults().stream().anyMatch(which);
    }

    private static boolean anyEntry(Evidence books, String outcome) {
        return books.ledger().entries().stream()
                .anyMatch(entry -> entry.outcome().equals(outcome));
    }

    private static boolean anyOffer(Evidence books, String outcome) {
        return books.ledger().offers().stream()
                .anyMatch(offer -> offer.outcome().equals(outcome));
    }

    private static long talks(Evidence books, String endedBy) {
        return books.ledger().talks().stream()
                .filter(talk -> talk.endedBy().equals(endedBy))
                .count();
    }

    private static boolean talked(Evidence books, CallerLeg caller) {
        return anyLeg(books, leg -> leg.answered() && leg.number().equals(caller.number()));
    }

    /** Refused there, and where there is a limit to the line others had been let in. */
    private static boolean refused(Evidence books, String queue) {
        Map<String, Evidence.QueueRule> rules = books.queues();
        Evidence.QueueRule rule = rules.get(queue);
        return anyCaller(books, caller -> caller.dialled().equals(queue) && caller.end() == LegEnd.REFUSED)
                && (rule == null
                        || !rule.letsIn()
                        || books.callers().stream()
                                        .filter(caller -> caller.dialled().equals(queue) && caller.gotIn())
                                        .count()
                                >= rule.maxWaiting());
    }

    private static boolean unseen(Evidence books, Predicate<String> to) {
        return anyLeg(
                books,
                leg -> leg.end() == LegEnd.GIVEN_AWAY && leg.replacedCallId().isEmpty() && to.test(leg.referredUser()));
    }

    private static boolean consulted(Evidence books, Predicate<String> dialled) {
        return anyConsult(
                books,
                call -> dialled.test(call.dialled())
                        && anyLeg(
                                books,
                                leg -> leg.end() == LegEnd.GIVEN_AWAY
                                        && leg.replacedCallId().equals(call.callId())));
    }

    private static boolean gaveByKeys(Evidence books, Predicate<AgentLeg> how) {
        return anyLeg(
                books, leg -> leg.end() == LegEnd.GIVEN_AWAY && !leg.presses().isEmpty() && how.test(leg));
    }
}
