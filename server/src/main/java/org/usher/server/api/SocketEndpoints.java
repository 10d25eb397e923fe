package org.usher.server.api;

import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import java.util.OptionalLong;
import org.usher.server.agent.DeskFeed;
import org.usher.server.security.Access;
import org.usher.server.security.Principal;
import org.usher.server.wallboard.FeedClient;
import org.usher.server.wallboard.WallboardFeed;

/** The feeds that browsers follow over sockets. */
final class SocketEndpoints {
    private static final long WALLBOARD_SILENCE_MS = 20_000;

    private final WallboardFeed wallboard;
    private final DeskFeed desks;

    SocketEndpoints(WallboardFeed wallboard, DeskFeed desks) {
        this.wallboard = wallboard;
        this.desks = desks;
    }

    List<Route> routes() {
        return List.of(
                new Route(
                        HttpMethod.GET,
                        "/ws/wallboard",
                        Access.WALLBOARD,
                        Route.Doc.other(
                                "The wallboard's feed (WebSocket): a snapshot, then deltas",
                                "application/json",
                                new Route.Parameter(
                                        "since", "integer", "the last sequence seen, to get only what was missed")),
                        new Route.SocketEndpoint(
                                "usher.wallboard", WALLBOARD_SILENCE_MS, request -> new Watching(wallboard))),
                new Route(
                        HttpMethod.GET,
                        "/ws/agent",
                        Access.DESK,
                        Route.Doc.other(
                                "The feed of one's own desk (WebSocket): what one does, whom one serves, then changes. Who is at work and"
                                        + " whose last socket is gone for too long is paused",
                                "application/json"),
                        new Route.SocketEndpoint("usher.desk", desks.settings().silenceMs(), this::desk)));
    }

    private FeedSocket.Feed desk(Request request) {
        if (request.principal() instanceof Principal.Person person && person.agent() != null) {
            return new AtDesk(desks, person.agent());
        }
        throw Problem.of(403, "no-agent", request.principal().name() + " is no agent of the centre.")
                .asException();
    }

    /** Whoever may see the wallboard may see all of it. */
    record Watching(WallboardFeed feed) implements FeedSocket.Feed {
        @Override
        public boolean join(FeedClient client, OptionalLong since) {
            return feed.join(client, since);
        }

        @Override
        public void leave(FeedClient client) {
            feed.leave(client);
        }

        @Override
        public boolean isFor(Principal principal) {
            return true;
        }
    }

    /** {@code agent} is the name of the one whose desk it is. */
    private record AtDesk(DeskFeed feed, String agent) implements FeedSocket.Feed {
        @Override
        public boolean join(FeedClient client, OptionalLong since) {
            return feed.join(client, agent);
        }

        @Override
        public void leave(FeedClient client) {
            feed.leave(client);
        }

        @Override
        public boolean isFor(Principal principal) {
            return principal instanceof Principal.Person person && agent.equals(person.agent());
        }
    }
}
