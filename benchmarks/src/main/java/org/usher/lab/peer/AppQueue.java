package org.usher.lab.peer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.usher.lab.Scenario;

/**
 * Asterisk's Queue() application, after apps/app_queue.c of Asterisk (master of August 2026): {@code queue_exec}, {@code join_queue},
 * {@code is_our_turn}, {@code num_available_members}, {@code wait_our_turn}, {@code try_calling}, {@code calc_metric}, {@code find_best},
 * {@code ring_one}, {@code can_ring_entry}, {@code compare_weight}, {@code is_longest_waiting_caller}, {@code store_next_rr}, {@code
 * wait_a_bit}, {@code update_queue}.
 *
 * <p>Every caller looks for himself: on entry and then each second he asks whether as many members of his queue are free as stand before
 * him (with autofill; without, only the head of the line may try). If so he calls the free member with the lowest metric; if nobody could
 * be called (a heavier queue claims them, or someone waits longer elsewhere) he rests {@code retry} seconds. So a free agent is found by
 * whoever looks first, not by whoever waited longest: over several queues the line is not first come, first served.
 *
 * <p>Taken as configured: {@code ringinuse=no}. Members stand in the order of the configuration; where metrics tie, the last one wins,
 * since {@code try_calling} builds the list of attempts backwards and {@code find_best} takes the first lowest one. (The source walks a
 * hash table of interfaces there, unless the strategy is linear: its order is as arbitrary as ours, and as fixed.) With ringall all phones
 * answer at once in the lab; which answers first is drawn at random.
 *
 * <p>Left out, since nothing in the lab brings it about: phones that do not answer ({@code timeout}, autopause, and linear's
 * memory of whom a caller has tried, {@code store_next_lin}: who was tried in vain begins at the first member again), {@code wrapuptime} (after-call work is part of the service), announcements, which would make callers look later, joinempty and
 * leavewhenempty, penalty rules that change while a caller waits, and the time that the looking itself takes. The strategies rrordered
 * (rrmemory with another order of members) and wrandom (no order by penalty) are not played.
 */
public final class AppQueue extends Peer {
    private static final long RECHECK_MS = 1_000;
    private static final long PENALTY = 1_000_000;

    /** The ring strategies. */
    public enum Strategy {
        RINGALL,
        LEASTRECENT,
        FEWESTCALLS,
        RRMEMORY,
        LINEAR,
        RANDOM
    }

    /** What queues.conf can add. */
    public enum Option {
        /** Several callers may try at once; else only the head of each line. */
        AUTOFILL,
        /** A member's penalty in a queue is the place of the queue among his skills: 0, 1, …; else 0 for all. */
        PENALTIES,
        /** Queues have the weights of the scenario's lines; else all 0. */
        WEIGHTS,
        /** Calls and the time of the last one count in all queues of a member; else in that of the call only, the default. */
        SHARED_LASTCALL,
        /**
         * {@code force_longest_waiting_caller=prio}: no member is called while the first of another queue of the same weight waits longer
         * for him, or has a higher priority.
         */
        FORCE_LONGEST_WAITING_CALLER
    }

    /**
     * What queues.conf would say.
     *
     * @param retryS how long a caller rests who could call nobody; 5 unless configured
     */
    public record Settings(Strategy strategy, Set<Option> options, int retryS) {
        public Settings {
            options = options.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(options));
        }

        /** With these options and the default rest. */
        public static Settings of(Strategy strategy, Option... options) {
            return new Settings(strategy, Set.of(options), 5);
        }

        boolean has(Option option) {
            return options.contains(option);
        }
    }

    private static final class Member {
        final Desk desk;
        final int position;
        long lastCallS;
        int calls;

        Member(Desk desk, int position) {
            this.desk = desk;
            this.position = position;
        }
    }

    private static final class Line {
        final int index;
        final List<Caller> callers = new ArrayList<>();
        final List<Member> members = new ArrayList<>();
        final Map<Desk, Member> byDesk = new HashMap<>();
        /** Callers who saw no free member; nothing can change for them before a member turns idle. */
        final Set<Caller> hopeless = new HashSet<>();

        int weight;
        int free;
        int roundRobin;

        Line(int index) {
            this.index = index;
        }
    }

    private final Settings settings;
    private final Scenario scenario;
    private final SplittableRandom random = new SplittableRandom(20_260_722);
    private final List<Line> lines = new ArrayList<>();
    private final Alarms<Caller> looks = new Alarms<>();

    public AppQueue(Scenario scenario, Settings settings) {
        this.scenario = scenario;
        this.settings = settings;
    }

    @Override
    void adopted() {
        for (int index = 0; index < members.size(); index++) {
            Line line = new Line(index);
            line.weight = settings.has(Option.WEIGHTS)
                    ? (int) Math.round(100 * scenario.lines().get(index).weight())
                    : 0;
            for (Desk desk : members.get(index)) {
                Member member = new Member(desk, line.members.size());
                line.members.add(member);
                line.byDesk.put(desk, member);
            }
            lines.add(line);
        }
    }

    // callers

    @Override
    void arrived(Caller caller) {
        List<Caller> queue = lines.get(caller.line).callers;
        int place = queue.size();
        while (place > 0 && queue.get(place - 1).priority() < caller.priority()) {
            place--;
        }
        queue.add(place, caller);
        waitOurTurn(caller);
    }

    @Override
    void left(Caller caller) {
        forget(caller);
    }

    @Override
    void served(Caller caller) {
        forget(caller);
    }

    private void forget(Caller caller) {
        Line line = lines.get(caller.line);
        line.callers.remove(caller);
        line.hopeless.remove(caller);
        looks.cancel(caller);
    }

    @Override
    void tick() {
        Caller caller = looks.due(nowMs());
        while (caller != null) {
            waitOurTurn(caller);
            caller = looks.due(nowMs());
        }
    }

    @Override
    public long nextDeadlineAtMs() {
        return looks.nextAtMs();
    }

    private void waitOurTurn(Caller caller) {
        Line line = lines.get(caller.line);
        if (available(line) == 0) {
            line.hopeless.add(caller);
        } else if (!isOurTurn(line, caller)) {
            looks.set(caller, nowMs() + RECHECK_MS);
        } else if (!tryCalling(line, caller)) {
            looks.set(caller, nowMs() + 1_000L * settings.retryS());
        }
    }

    /** Without autofill, and with ringall, one free member is as good as many. */
    private int available(Line line) {
        boolean one = !settings.has(Option.AUTOFILL) || settings.strategy() == Strategy.RINGALL;
        return one ? Math.min(line.free, 1) : line.free;
    }

    private boolean isOurTurn(Line line, Caller caller) {
        if (!settings.has(Option.AUTOFILL) && line.callers.getFirst() != caller) {
            return false;
        }
        int available = available(line);
        int before = 0;
        for (Caller other : line.callers) {
            if (other == caller) {
                return before < available;
            }
            before += other.ringing.isEmpty() ? 1 : 0;
            if (before >= available) {
                return false;
            }
        }
        throw new IllegalStateException("a caller looks who is not in line");
    }

    // members

    /** True if at least one member was called. */
    private boolean tryCalling(Line line, Caller caller) {
        long[] metrics = new long[line.members.size()];
        for (Member member : line.members) {
            metrics[member.position] = metric(line, member);
        }
        boolean[] tried = new boolean[metrics.length];
        boolean called = false;
        for (Member best = best(line, metrics, tried);
                best != null && !called;
                best = called ? null : best(line, metrics, tried)) {
            called = settings.strategy() == Strategy.RINGALL
                    ? ringAll(line, caller, metrics, tried, metrics[best.position])
                    : ring(line, caller, best, tried);
        }
        if (settings.strategy() == Strategy.RRMEMORY) {
            Member next = best(line, metrics, tried);
            boolean wrapped = line.members.size() - 1 > line.roundRobin;
            line.roundRobin = next != null ? (int) (metrics[next.position] % 1_000) : wrapped ? 0 : line.roundRobin + 1;
        }
        return called;
    }

    private long metric(Line line, Member member) {
        long penalty = settings.has(Option.PENALTIES) ? member.desk.preference(line.index) * PENALTY : 0;
        return penalty
                + switch (settings.strategy()) {
                    case RINGALL -> 0;
                    case LEASTRECENT -> member.lastCallS == 0 ? 0 : 1_000_000 - (nowMs() / 1_000 - member.lastCallS);
                    case FEWESTCALLS -> member.calls;
                    case RRMEMORY -> member.position < line.roundRobin ? 1_000 + member.position : member.position;
                    case LINEAR -> member.position;
                    case RANDOM -> random.nextInt(1_000);
                };
    }

    private static @Nullable Member best(Line line, long[] metrics, boolean[] tried) {
        Member best = null;
        for (Member member : line.members) {
            if (!tried[member.position] && (best == null || metrics[member.position] <= metrics[best.position])) {
                best = member;
            }
        }
        return best;
    }

    private boolean ring(Line line, Caller caller, Member member, boolean[] tried) {
        tried[member.position] = true;
        if (!canRing(line, caller, member.desk)) {
            return false;
        }
        offer(caller, member.desk);
        return true;
    }

    private boolean ringAll(Line line, Caller caller, long[] metrics, boolean[] tried, long metric) {
        List<Member> able = new ArrayList<>();
        for (Member member : line.members) {
            if (!tried[member.position] && metrics[member.position] <= metric) {
                tried[member.position] = true;
                if (canRing(line, caller, member.desk)) {
                    able.add(random.nextInt(able.size() + 1), member);
                }
            }
        }
        able.forEach(member -> offer(caller, member.desk));
        return !able.isEmpty();
    }

    private boolean canRing(Line line, Caller caller, Desk desk) {
        return desk.state == Desk.State.IDLE
                && !(settings.has(Option.WEIGHTS) && heavierQueueClaims(line, desk))
                && !(settings.has(Option.FORCE_LONGEST_WAITING_CALLER) && someoneWaitsLonger(line, caller, desk));
    }

    private boolean heavierQueueClaims(Line line, Desk desk) {
        for (int index : desk.lines()) {
            Line other = lines.get(index);
            if (other.weight > line.weight && !other.callers.isEmpty() && other.callers.size() >= available(other)) {
                return true;
            }
        }
        return false;
    }

    /** Only the first of each other queue is asked who is not being offered to someone; times are in whole seconds. */
    private boolean someoneWaitsLonger(Line line, Caller caller, Desk desk) {
        for (int index : desk.lines()) {
            Line other = lines.get(index);
            if (other != line && other.weight == line.weight) {
                for (Caller first : other.callers) {
                    if (first.ringing.isEmpty()) {
                        if (first.priority() != caller.priority()
                                ? first.priority() > caller.priority()
                                : first.arrivedAtMs / 1_000 < caller.arrivedAtMs / 1_000) {
                            return true;
                        }
                        break;
                    }
                }
            }
        }
        return false;
    }

    @Override
    void becameIdle(Desk desk, int servedLine) {
        for (int index : desk.lines()) {
            Line line = lines.get(index);
            Member member = line.byDesk.get(desk);
            if (member != null && (index == servedLine || (servedLine >= 0 && settings.has(Option.SHARED_LASTCALL)))) {
                member.lastCallS = nowMs() / 1_000;
                member.calls++;
            }
            line.free++;
            if (!line.hopeless.isEmpty()) {
                for (Caller caller : line.callers) {
                    if (line.hopeless.remove(caller)) {
                        looks.set(caller, nextLook(caller));
                    }
                }
            }
        }
    }

    /** A hopeless caller has looked each second all the while; the next look is where that rhythm goes on. */
    private long nextLook(Caller caller) {
        long since = nowMs() - caller.arrivedAtMs;
        return nowMs() + (RECHECK_MS - since % RECHECK_MS) % RECHECK_MS;
    }

    @Override
    void stoppedBeingIdle(Desk desk) {
        for (int index : desk.lines()) {
            lines.get(index).free--;
        }
    }
}
