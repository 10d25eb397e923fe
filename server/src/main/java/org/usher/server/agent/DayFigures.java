package org.usher.server.agent;

import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.usher.core.api.EngineView;
import org.usher.core.api.Event;
import org.usher.server.engine.EventSink;
import org.usher.server.engine.RecordedEvent;

/**
 * Each agent's figures since midnight. It hears behind the live engine, so that after a restart the day is counted from the command log;
 * readers find immutable values, and what goes on is added to them as it is asked for.
 */
public final class DayFigures implements EventSink {
    private final ZoneId zone;
    // of the thread of the engine that follows
    private final Map<Integer, Tally> tallies = new HashMap<>();
    private long dayEndsAtMs = Long.MIN_VALUE;
    // published
    private final Map<Integer, Tally> shown = new ConcurrentHashMap<>();

    /** @param zone where midnight is */
    public DayFigures(ZoneId zone) {
        this.zone = zone;
    }

    /** Counted up to now, of which day it may be. */
    FiguresRow of(int agentId, long nowMs) {
        Tally tally = shown.get(agentId);
        return (tally == null ? Tally.NOTHING : tally.on(midnightBefore(nowMs))).row(nowMs);
    }

    @Override
    public void resumed(EngineView view) {
        tallies.clear();
        shown.clear();
        dayEndsAtMs = Long.MIN_VALUE;
        beginDayIfOver(view.atMs());
        long midnight = midnightBefore(view.atMs());
        view.agents()
                .forEach(agent -> keep(
                        agent.agentId(), Tally.NOTHING.becomes(agent.state(), Math.max(midnight, agent.sinceMs()))));
    }

    @Override
    public void accept(RecordedEvent recorded) {
        Event event = recorded.event();
        switch (event) {
            case Event.OfferMade e -> change(e.agentId(), e.atMs(), Tally::offered);
            case Event.OfferEnded e -> change(e.agentId(), e.atMs(), tally -> tally.offerEnded(e.outcome()));
            case Event.TalkEnded e -> {
                if (e.agentId() != 0) {
                    change(e.agentId(), e.atMs(), tally -> tally.handled(e.talkMs(), e.holdMs()));
                }
            }
            case Event.AgentStateChanged e -> change(e.agentId(), e.atMs(), tally -> tally.becomes(e.to(), e.atMs()));
            default -> {} // counts for no agent
        }
    }

    private interface Counting {
        Tally next(Tally tally);
    }

    private void change(int agentId, long atMs, Counting counting) {
        beginDayIfOver(atMs);
        keep(agentId, counting.next(tallies.getOrDefault(agentId, Tally.NOTHING)));
    }

    private void keep(int agentId, Tally tally) {
        tallies.put(agentId, tally);
        shown.put(agentId, tally);
    }

    private void beginDayIfOver(long atMs) {
        if (atMs >= dayEndsAtMs) {
            long midnight = midnightBefore(atMs);
            tallies.replaceAll((id, tally) -> tally.on(midnight));
            shown.putAll(tallies);
            dayEndsAtMs = Instant.ofEpochMilli(midnight)
                    .atZone(zone)
                    .plusDays(1)
                    .toLocalDate()
                    .atStartOfDay(zone)
                    .toInstant()
                    .toEpochMilli();
        }
    }

    private long midnightBefore(long atMs) {
        return Instant.ofEpochMilli(atMs)
                .atZone(zone)
                .toLocalDate()
                .atStartOfDay(zone)
                .toInstant()
                .toEpochMilli();
    }
}
