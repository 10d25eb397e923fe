package org.usher.lab;

import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.ToDoubleFunction;
import org.usher.core.api.BookingOutcome;
import org.usher.lab.ChannelBooks.Ending;

/**
 * One figure of a {@link ChannelRun}, beside that of the same days without any offer.
 *
 * @param key its name for programs
 * @param words its name for people, with its unit
 */
record ChannelFigure(String key, String words, BiFunction<ChannelRun, ChannelRun, Estimate> of) {

    /** A ratio of sums over days, of which the same days without offers can be taken away. */
    record Ratio(ToDoubleFunction<ChannelBooks> of, ToDoubleFunction<ChannelBooks> per) {
        Estimate in(ChannelRun run) {
            return run.ratio(of, per);
        }

        Estimate more(ChannelRun run, ChannelRun base) {
            return run.difference(base, of, per);
        }
    }

    static final Ratio ON_LINE = new Ratio(day -> day.heldMs / 1_000, day -> day.callers);
    static final Ratio TO_SERVICE = new Ratio(
            day -> (day.servedMs() - day.msOf(Ending.PROMISED)) / 1_000, day -> day.served() - day.of(Ending.PROMISED));
    static final Ratio GAVE_UP = new Ratio(day -> 100.0 * day.of(Ending.GAVE_UP), day -> day.callers);
    static final Ratio HOLDERS_WAIT = new Ratio(day -> day.holdersWaitMs / 1_000, day -> day.holders);

    static final ChannelFigure WAIT_OF_HOLDERS =
            of("holdersWaitSeconds", "wait of those who accept nothing (s)", HOLDERS_WAIT);

    static final ChannelFigure MORE_WAIT_OF_HOLDERS =
            more("holdersWaitDifferenceSeconds", "  the same persons, more than without (s)", HOLDERS_WAIT);

    static final ChannelFigure SHARE_GIVEN_UP = of("gaveUpPercent", "gave up (%)", GAVE_UP);

    static final ChannelFigure KEPT =
            promise("promisesKeptPercent", "promises kept (% of promises)", BookingOutcome.KEPT);

    static final ChannelFigure LATE = promise("promisesLatePercent", "  late", BookingOutcome.LATE);

    static final ChannelFigure MISSED = promise("promisesMissedPercent", "  missed", BookingOutcome.MISSED);

    static final ChannelFigure NOT_REACHED =
            promise("promisesNotReachedPercent", "  customer never answered", BookingOutcome.NOT_REACHED);

    static final ChannelFigure ATTEMPTED = new ChannelFigure(
            "promisesAttemptedPercent",
            "called within the window (% of promises)",
            (run, base) -> run.ratio(day -> 100 * day.promisesAttempted, day -> day.promised));

    static final ChannelFigure PROMISED = new ChannelFigure(
            "promisesPerDay", "promises a day", (run, base) -> run.ratio(day -> day.promised, day -> 1));

    static final ChannelFigure OCCUPANCY = new ChannelFigure(
            "occupancyPercent",
            "agents busy (% of their time)",
            (run, base) -> run.ratio(day -> 100 * day.busyMs, day -> day.staffedMs));

    /** In the order in which they are told. */
    static final List<ChannelFigure> ALL = List.of(
            new ChannelFigure("callersPerDay", "callers a day", (run, base) -> run.ratio(day -> day.callers, day -> 1)),
            new ChannelFigure(
                    "askedPercent",
                    "asked (% of callers)",
                    (run, base) -> run.ratio(day -> 100 * day.asked, day -> day.callers)),
            new ChannelFigure(
                    "acceptedCallbackPercent",
                    "accepted a callback",
                    (run, base) -> run.ratio(day -> 100 * day.acceptedCallback, day -> day.callers)),
            new ChannelFigure(
                    "acceptedChatPercent",
                    "moved to a chat",
                    (run, base) -> run.ratio(day -> 100 * day.acceptedChat, day -> day.callers)),
            of("timeOnLineSeconds", "time on the line, all callers (s)", ON_LINE),
            more("timeOnLineDifferenceSeconds", "  more than without", ON_LINE),
            SHARE_GIVEN_UP,
            more("gaveUpDifferencePercent", "  more than without", GAVE_UP),
            of("firstRingToTalkSeconds", "first ring to talk, all served but by promise (s)", TO_SERVICE),
            more("firstRingToTalkDifferenceSeconds", "  more than without", TO_SERVICE),
            new ChannelFigure(
                    "firstRingToTalkP95Seconds",
                    "  95 % of all served within (s)",
                    (run, base) -> new Estimate(run.toServiceQuantileSeconds(95), Double.NaN)),
            toService("onTheLine", "  who held the line (s)", Ending.ON_THE_LINE),
            toService("calledBack", "  called back in turn (s)", Ending.CALLED_BACK),
            toService("inChat", "  in a chat (s)", Ending.IN_CHAT),
            toService("promised", "  by promise, as late as they chose (s)", Ending.PROMISED),
            WAIT_OF_HOLDERS,
            MORE_WAIT_OF_HOLDERS,
            new ChannelFigure(
                    "holdersGaveUpPercent",
                    "  of them gave up (%)",
                    (run, base) -> run.ratio(day -> 100 * day.holdersGaveUp, day -> day.holders)),
            new ChannelFigure(
                    "servedPercent",
                    "served (% of callers)",
                    (run, base) -> run.ratio(day -> 100 * day.served(), day -> day.callers)),
            new ChannelFigure(
                    "notReachedPercent",
                    "  called back, never answered",
                    (run, base) -> percent(run, Ending.NOT_REACHED)),
            new ChannelFigure(
                    "unservedPercent",
                    "  still to be called at the day's end",
                    (run, base) -> percent(run, Ending.UNSERVED)),
            OCCUPANCY,
            PROMISED,
            KEPT,
            LATE,
            MISSED,
            NOT_REACHED,
            ATTEMPTED);

    private static ChannelFigure of(String key, String words, Ratio ratio) {
        return new ChannelFigure(key, words, (run, base) -> ratio.in(run));
    }

    private static ChannelFigure more(String key, String words, Ratio ratio) {
        return new ChannelFigure(key, words, ratio::more);
    }

    private static ChannelFigure toService(String key, String words, Ending ending) {
        return new ChannelFigure(
                key + "FirstRingToTalkSeconds",
                words,
                (run, base) -> run.ratio(day -> day.msOf(ending) / 1_000, day -> day.of(ending)));
    }

    private static ChannelFigure promise(String key, String words, BookingOutcome outcome) {
        return new ChannelFigure(
                key, words, (run, base) -> run.ratio(day -> 100.0 * day.of(outcome), day -> day.promised));
    }

    private static Estimate percent(ChannelRun run, Ending ending) {
        return run.ratio(day -> 100.0 * day.of(ending), day -> day.callers);
    }

    /** Without its half-width where it has none, and "-" where there is nothing to be told of. */
    static String inWords(Estimate estimate) {
        double half = estimate.halfWidth95();
        if (estimate.value() == 0 && (half == 0 || Double.isNaN(half))) {
            return "-";
        }
        return Double.isNaN(half)
                ? String.format(Locale.ROOT, "%.2f", estimate.value())
                : String.format(Locale.ROOT, "%.2f ± %.2f", estimate.value(), half);
    }
}
