package org.usher.server.wallboard;

import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;
import org.usher.core.api.AgentState;
import org.usher.core.api.Configuration;
import org.usher.core.api.Event;
import org.usher.server.engine.RecordedEvent;

/**
 * Who follows the board by what changed since his last look, as the feed does for every watcher, misses no row: what he has of an agent is
 * what the board showed at some moment of that look.
 */
@Param(name = "agent", gen = IntGen.class, conf = "1:2")
public final class WallboardLincheckTest {
    private final Wallboard board = new Wallboard(ZoneOffset.UTC, 1);
    private final Map<Integer, Long> followed = new HashMap<>();
    private long upTo = Long.MIN_VALUE;
    private long nowMs = 1_000;

    public WallboardLincheckTest() {
        Configuration.Agent anna = new Configuration.Agent(1, "anna", "Anna", List.of(), List.of());
        Configuration.Agent ben = new Configuration.Agent(2, "ben", "Ben", List.of(), List.of());
        tell(new Event.ConfigurationAdopted(
                nowMs,
                new Configuration(
                        1,
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(anna, ben),
                        List.of(),
                        Configuration.Settings.DEFAULT)));
    }

    private void tell(Event event) {
        board.accept(new RecordedEvent(1, 0, event));
    }

    /** The engine's thread: something happens to an agent. */
    @Operation(nonParallelGroup = "engine")
    public long happen(@Param(name = "agent") int agentId) {
        nowMs++;
        tell(new Event.AgentStateChanged(nowMs, agentId, AgentState.PAUSED, AgentState.PAUSED, 0, null));
        return nowMs;
    }

    /** The feed's thread: since when the agent has been in the state that a watcher now shows. */
    @Operation(nonParallelGroup = "feed")
    public long look(@Param(name = "agent") int agentId) {
        Wallboard.Rows rows = board.readSince(upTo, 2_000);
        for (AgentRow row : rows.agents()) {
            followed.put(row.id(), row.sinceMs());
        }
        upTo = rows.sequence();
        return followed.getOrDefault(agentId, 0L);
    }

    @Test
    void shouldShowEveryChangeToWhoLooksAfterIt() {
        new ModelCheckingOptions()
                .threads(2)
                .actorsPerThread(3)
                .actorsBefore(1)
                .actorsAfter(1)
                .iterations(4)
                .invocationsPerIteration(30)
                .check(WallboardLincheckTest.class);
    }
}
