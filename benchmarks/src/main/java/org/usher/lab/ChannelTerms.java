package org.usher.lab;

import java.util.List;
import java.util.Locale;
import org.usher.server.callback.CallbackRule;
import org.usher.server.callback.WindowRule;

/**
 * What is assumed of callers to whom a callback or a chat is offered, of those who are called back, and of chats.
 *
 * @param windows how many calls a queue promises, by the server's own rule; its agents and handling time are those of the scenario
 */
record ChannelTerms(
        Offering offering, Accepting accepting, CalledBack calledBack, Chatting chatting, WindowRule windows) {
    private static final long MINUTE_MS = 60_000;

    /**
     * When callers are asked; each once.
     *
     * @param estimateMs at once on arrival, if the mean wait that the engine's learnt model expects is as long
     * @param waitedMs else when they have waited as long
     * @param decideMs from then until the caller has heard the offer, pressed the key and confirmed his number; he stays in line and may
     *     be answered or hang up meanwhile
     */
    record Offering(long estimateMs, long waitedMs, long decideMs) {}

    /**
     * Shares of callers; nobody would accept both.
     *
     * @param callback who accept a callback when asked
     * @param window of those, who want a window later in the day, if one is free
     * @param chat who accept a chat when asked
     */
    record Accepting(double callback, double window, double chat) {}

    /**
     * @param answersShare of calls to a customer, each for itself
     * @param answerMs how long his phone rings until he answers
     * @param ringMs how long it rings if he does not; the agent waits with it
     * @param rule when he is called again
     * @param slackForMs the pauses before those further attempts that a promise's slack has room for; the server's: those of the rule
     */
    record CalledBack(double answersShare, long answerMs, long ringMs, CallbackRule rule, List<Long> slackForMs) {
        CalledBack {
            slackForMs = List.copyOf(slackForMs);
        }
    }

    /** The same, but that the slack of a promise has room for the first attempt alone. */
    ChannelTerms slackForFirst() {
        return with(calledBack.answersShare(), List.of());
    }

    /** The same, but that another share of the calls to customers is answered. */
    ChannelTerms answered(double share) {
        return with(share, calledBack.slackForMs());
    }

    private ChannelTerms with(double answersShare, List<Long> slackForMs) {
        CalledBack other =
                new CalledBack(answersShare, calledBack.answerMs(), calledBack.ringMs(), calledBack.rule(), slackForMs);
        return new ChannelTerms(offering, accepting, other, chatting, windows);
    }

    /**
     * @param atOnce how many an agent has at once
     * @param work of a chat that is the agent's only one, of the handling time of a call about the same
     * @param pace by which each of an agent's chats goes on while he has 1, 2, … of them, the first 1
     */
    record Chatting(int atOnce, double work, List<Double> pace) {
        Chatting {
            pace = List.copyOf(pace);
            if (pace.size() != atOnce) {
                throw new IllegalArgumentException(
                        "a pace for each of " + atOnce + " chats at once is needed, not " + pace);
            }
        }
    }

    /**
     * Of callers offered a callback at a bank 37 % accepted: Hathaway, Emadi and Deshpande, "Don't call us, we'll call you: an empirical study
     * of caller behavior under a callback option" (Management Science). Of scheduled callbacks 5 to 15 % are said to meet nobody; taken at
     * their worst. What the rest stands for is not known and our own assumption: half of those who accept want a window, a fifth
     * would rather write; a chat alone takes half as long again as the call would, and slows as an agent has more of them, so that three at
     * once get 1.3 times as much done as calls would.
     */
    static final ChannelTerms DEFAULT = new ChannelTerms(
            new Offering(MINUTE_MS, MINUTE_MS, 20_000),
            new Accepting(0.37, 0.5, 0.2),
            new CalledBack(0.85, 10_000, 45_000, CallbackRule.DEFAULT, CallbackRule.DEFAULT.retryMs()),
            new Chatting(3, 1.5, List.of(1.0, 0.8, 0.65)),
            new WindowRule(60 * MINUTE_MS, 1, 0, 0, 25));

    String inWords() {
        return String.format(
                Locale.ROOT,
                "Callers are asked once: on arrival if the learnt estimate of their wait is %d s or more, else when they have waited %d s; "
                        + "they take %d s to decide. %.0f %% accept a callback (%.0f %% of them want a window where windows are offered), "
                        + "%.0f %% a chat. Who has accepted a callback does not give up; each call to him is answered with probability %.2f "
                        + "after %d s, or rings for %d s, and is tried again after %s. A chat takes %.1f times the work of the call, an agent "
                        + "has %d at once, each at the pace %s; who waits in a chat has the patience he had on the line.",
                offering.estimateMs() / 1_000,
                offering.waitedMs() / 1_000,
                offering.decideMs() / 1_000,
                100 * accepting.callback(),
                100 * accepting.window(),
                100 * accepting.chat(),
                calledBack.answersShare(),
                calledBack.answerMs() / 1_000,
                calledBack.ringMs() / 1_000,
                calledBack.rule().retryMs().stream()
                        .map(ms -> ms / 60_000 + " min")
                        .toList(),
                chatting.work(),
                chatting.atOnce(),
                chatting.pace());
    }
}
