package org.usher.lab.peer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.usher.lab.Scenario;

/**
 * Asterisk's Queue() application, after apps/app_queue.c of Asterisk (master, 2024/25): {@code is_our_turn}, {@code wait_our_turn},
 * {@code try_calling}, {@code calc_metric}, {@code find_best}, {@code ring_one}, {@code can_ring_entry}, {@code compare_weight},
 * {@code store_next_rr}.
 *
 * <p>Every caller looks for himself: on entry and then each second he asks whether as many members of his queue are free as stand before
 * him (with autofill; without, only the head of the line may try). If so he calls the free member with the lowest metric; if nobody could
 * be called (a heavier queue claims them) he rests {@code retry} seconds. So a free agent is found by whoever looks first, not by whoever
 * waited longest: over several queues the line is not first come, first served.
 *
 * <p>Taken as configured: {@code ringinuse=no}, {@code shared_lastcall=no} (the default; calls and last call count for each queue apart),
 * {@code retry=5}. Members stand in the order of the configuration; where metrics tie, the last one wins, since the list of attempts is
 * built backwards. With ringall all phones answer at once in the lab; which answers first is drawn at random.
 */
public final class AppQueue extends Peer {
    private static final long RECHECK_MS = 1_000;
    private static final long RETRY_MS = 5_000;
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

    /**
     * What queues.conf would say.
     *
     * @param penalties a member's penalty in a queue is the place of the queue among his skills: 0, 1, …; else 0 for all
     * @param weights queues have the weights of the scenario's lines; else all 0
     * @param autofill several callers may try at once; else only the head of each line
     */
    public record Settings(Strategy strategy, boolean penalties, boolean weights, boolean autofill) {}

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
            line.weight = settings.weights()
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
            looks.set(caller, nowMs() + RETRY_MS);
        }
    }

    /** Without autofill, and with ringall, one free member is as good as many. */
    private int available(Line line) {
        boolean one = !settings.autofill() || settings.strategy() == Strategy.RINGALL;
        return one ? Math.min(line.free, 1) : line.free;
    }

    private boolean isOurTurn(Line line, Caller caller) {
        if (!settings.autofill() && line.callers.getFirst() != caller) {
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
        boolean wrapped = false;
        for (Member member : line.members) {
            metrics[member.position] = metric(line, member);
            wrapped |= member.position > line.roundRobin;
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
            Member best = best(line, metrics, tried);
            if (best != null) {
                line.roundRobin = (int) (metrics[best.position] % 1_000);
            } else {
                line.roundRobin = wrapped ? 0 : line.roundRobin + 1;
            }
        }
        return called;
    }

    private long metric(Line line, Member member) {
        long penalty = settings.penalties() ? member.desk.preference(line.index) * PENALTY : 0;
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
        if (member.desk.state != Desk.State.IDLE || heavierQueueClaims(line, member.desk)) {
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
                if (member.desk.state == Desk.State.IDLE && !heavierQueueClaims(line, member.desk)) {
                    able.add(random.nextInt(able.size() + 1), member);
                }
            }
        }
        able.forEach(member -> offer(caller, member.desk));
        return !able.isEmpty();
    }

    private boolean heavierQueueClaims(Line line, Desk desk) {
        if (!settings.weights()) {
            return false;
        }
        for (int index : desk.lines()) {
            Line other = lines.get(index);
            if (other.weight > line.weight && !other.callers.isEmpty() && other.callers.size() >= available(other)) {
                return true;
            }
        }
        return false;
    }

    @Override
    void becameIdle(Desk desk, int servedLine) {
        if (servedLine >= 0) {
            Member member = lines.get(servedLine).byDesk.get(desk);
            if (member != null) {
                member.lastCallS = nowMs() / 1_000;
                member.calls++;
            }
        }
        for (int index : desk.lines()) {
            Line line = lines.get(index);
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
