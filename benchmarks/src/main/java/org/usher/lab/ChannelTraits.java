package org.usher.lab;

import java.util.random.RandomGenerator;

/** What one caller would say and do, whatever he is offered: the same on every arm of a day. */
final class ChannelTraits {

    /** What a caller accepts if it is offered to him. */
    enum Takes {
        NOTHING,
        CALLBACK,
        CHAT
    }

    /** Those of each caller of a day. */
    @FunctionalInterface
    interface Source {
        ChannelTraits of(Call call);
    }

    final Takes takes;
    final boolean wantsWindow;
    private final double window;
    private final double answersShare;
    private final RandomGenerator answers;

    /**
     * @param window 0 to below 1: which of the windows he chooses
     * @param answersShare of calls to him
     */
    ChannelTraits(Takes takes, boolean wantsWindow, double window, double answersShare, RandomGenerator answers) {
        this.takes = takes;
        this.wantsWindow = wantsWindow;
        this.window = window;
        this.answersShare = answersShare;
        this.answers = answers;
    }

    static Source drawn(ChannelTerms terms, long seed, int replication) {
        return call -> {
            RandomGenerator random = Streams.of(seed, replication, call.number(), Streams.Attribute.CHANNEL);
            double taste = random.nextDouble();
            ChannelTerms.Accepting accepting = terms.accepting();
            Takes takes = taste < accepting.callback()
                    ? Takes.CALLBACK
                    : taste < accepting.callback() + accepting.chat() ? Takes.CHAT : Takes.NOTHING;
            return new ChannelTraits(
                    takes,
                    random.nextDouble() < accepting.window(),
                    random.nextDouble(),
                    terms.calledBack().answersShare(),
                    random);
        };
    }

    /** Whether he would hold the line whatever he is offered. */
    boolean holds() {
        return takes == Takes.NOTHING;
    }

    /** His choice among so many windows. */
    int choice(int windows) {
        return (int) (window * windows);
    }

    /** Whether he answers this call; each call is drawn anew. */
    boolean answers() {
        return answers.nextDouble() < answersShare;
    }
}
