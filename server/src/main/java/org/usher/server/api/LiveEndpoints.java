package org.usher.server.api;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import java.util.function.LongSupplier;
import org.usher.server.security.Access;
import org.usher.server.wallboard.AgentRow;
import org.usher.server.wallboard.QueueRow;
import org.usher.server.wallboard.Repair;
import org.usher.server.wallboard.Wallboard;

/** Queues and agents as they are now, the rows of the wallboard, and what was set right of late. */
final class LiveEndpoints {
    private final Wallboard wallboard;
    private final LongSupplier clockMs;

    LiveEndpoints(Wallboard wallboard, LongSupplier clockMs) {
        this.wallboard = wallboard;
        this.clockMs = clockMs;
    }

    /** {@code sequence} is that of the wallboard's feed: {@code /ws/wallboard?since=} goes on from it. */
    record QueuesAnswer(long sequence, long atMs, List<QueueRow> queues) {}

    record AgentsAnswer(long sequence, long atMs, List<AgentRow> agents) {}

    record RepairsAnswer(List<Repair> repairs) {}

    List<Route> routes() {
        return List.of(
                new Route(
                        HttpMethod.GET,
                        "/api/v1/queues",
                        Access.WALLBOARD,
                        Route.Doc.json("Every queue with its line and its figures since midnight", QueuesAnswer.class),
                        (Route.Answering) request -> completedFuture(Answer.json(200, queues()))),
                new Route(
                        HttpMethod.GET,
                        "/api/v1/agents",
                        Access.WALLBOARD,
                        Route.Doc.json("Every agent with state, queues and skills", AgentsAnswer.class),
                        (Route.Answering) request -> completedFuture(Answer.json(200, agents()))),
                new Route(
                        HttpMethod.GET,
                        "/api/v1/repairs",
                        Access.CONTACTS_READ,
                        Route.Doc.json(
                                "The last hundred times that what was known of an agent or a contact disagreed with its witness, and was set right; the latest first",
                                RepairsAnswer.class),
                        (Route.Answering)
                                request -> completedFuture(Answer.json(200, new RepairsAnswer(wallboard.repairs())))));
    }

    private QueuesAnswer queues() {
        Wallboard.Rows rows = wallboard.read(clockMs.getAsLong());
        return new QueuesAnswer(rows.sequence(), rows.atMs(), rows.queues());
    }

    private AgentsAnswer agents() {
        Wallboard.Rows rows = wallboard.read(clockMs.getAsLong());
        return new AgentsAnswer(rows.sequence(), rows.atMs(), rows.agents());
    }
}
