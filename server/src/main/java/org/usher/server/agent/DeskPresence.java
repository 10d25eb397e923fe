package org.usher.server.agent;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.core.api.Command;
import org.usher.core.api.EngineView;
import org.usher.core.api.ReplyCode;
import org.usher.server.engine.RequestDesk;

/**
 * Who is at his desk, by the pages that are open, told to the engine: that an agent has come to it, so that his absence counts, even if this
 * server is not there any more to notice it; and that he has been away from it for too long. A page that is loaded anew, or a network that
 * comes back, in time is no absence. All calls on one thread, but for the engine's answers.
 */
final class DeskPresence {
    private static final Logger log = LoggerFactory.getLogger(DeskPresence.class);
    private static final long ASK_AGAIN_MS = 1_000;

    private final RequestDesk desk;
    private final IntPredicate loggedIn;
    private final long awayAfterMs;
    private BooleanSupplier reachable = () -> true;
    private final Map<Integer, Seat> seats = new HashMap<>();
    private final ConcurrentLinkedQueue<Told> answers = new ConcurrentLinkedQueue<>();

    /** What the engine knows of an agent, as far as we know. */
    private enum Known {
        NOTHING,
        THERE,
        AWAY
    }

    private static final class Seat {
        private int pages;
        private long leftAtMs;
        private Known known = Known.NOTHING;
        /** Nothing is asked of the engine before. */
        private long askFromMs = Long.MIN_VALUE;
    }

    private record Told(int agentId, boolean there, boolean answered) {}

    /** @param loggedIn whether the agent is at work at all */
    DeskPresence(RequestDesk desk, IntPredicate loggedIn, long awayAfterMs) {
        this.desk = desk;
        this.loggedIn = loggedIn;
        this.awayAfterMs = awayAfterMs;
    }

    /** Those who were at their desks when the last server stopped have as long to come back as anybody. */
    void resume(EngineView state, long nowMs, BooleanSupplier pagesCanCome) {
        reachable = pagesCanCome;
        state.agents().stream().filter(EngineView.AgentView::atDesk).forEach(agent -> {
            Seat seat = seats.computeIfAbsent(agent.agentId(), id -> new Seat());
            seat.known = Known.THERE;
            seat.leftAtMs = nowMs;
        });
    }

    /** A page of this agent's has come. */
    void came(int agentId) {
        Seat seat = seats.computeIfAbsent(agentId, id -> new Seat());
        seat.pages++;
        if (seat.known == Known.AWAY) {
            seat.known = Known.NOTHING;
        }
    }

    /** One of them is gone. */
    void left(int agentId, long nowMs) {
        Seat seat = seats.get(agentId);
        if (seat != null) {
            seat.pages--;
            seat.leftAtMs = nowMs;
        }
    }

    /** Tells the engine what it does not know yet. */
    void round(long nowMs) {
        for (Told told = answers.poll(); told != null; told = answers.poll()) {
            heard(told, nowMs);
        }
        if (!reachable.getAsBoolean()) {
            seats.values().forEach(seat -> seat.leftAtMs = nowMs);
            return;
        }
        seats.entrySet().removeIf(entry -> look(entry.getKey(), entry.getValue(), nowMs));
    }

    /** Whether there is nothing to be known of this agent any more. */
    private boolean look(int agentId, Seat seat, long nowMs) {
        if (!loggedIn.test(agentId)) {
            seat.known = Known.NOTHING;
            return seat.pages == 0; // who comes to work by phone later has no desk
        }
        if (nowMs >= seat.askFromMs) {
            if (seat.known == Known.NOTHING) {
                ask(agentId, seat, true, nowMs);
            } else if (seat.known == Known.THERE && seat.pages == 0 && nowMs - seat.leftAtMs >= awayAfterMs) {
                ask(agentId, seat, false, nowMs);
            }
        }
        return false;
    }

    private void ask(int agentId, Seat seat, boolean there, long nowMs) {
        seat.askFromMs = nowMs + 10 * ASK_AGAIN_MS; // longer than an answer may take
        var _ = desk.ask(id -> new Command.DeskChanged(id, agentId, there)).whenComplete((code, failure) -> {
            boolean answered = failure == null && code != ReplyCode.NOT_LOGGED_IN;
            if (failure != null) {
                log.warn("Agent {}'s desk could not be told to the engine: {}", agentId, failure.toString());
            } else if (!there && code != ReplyCode.UNCHANGED) {
                log.info("Agent {} has been away from the desk for {} ms: paused ({})", agentId, awayAfterMs, code);
            }
            answers.add(new Told(agentId, there, answered));
        });
    }

    private void heard(Told told, long nowMs) {
        Seat seat = seats.get(told.agentId);
        if (seat == null) {
            return;
        }
        if (!told.answered) {
            seat.askFromMs = nowMs + ASK_AGAIN_MS;
            return;
        }
        seat.askFromMs = Long.MIN_VALUE;
        // a page that came while his absence was told is told next
        seat.known = told.there ? Known.THERE : seat.pages > 0 ? Known.NOTHING : Known.AWAY;
    }
}
