package org.usher.server.api;

import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The table of all routes. */
final class Routes {

    /** What the table says of a method and a path. */
    sealed interface Match {
        record Found(Route route, Map<String, String> path) implements Match {}

        record WrongMethod(String allowed) implements Match {}

        record Nothing() implements Match {}
    }

    private final List<Route> all;

    Routes(List<Route> all) {
        this.all = List.copyOf(all);
    }

    List<Route> all() {
        return all;
    }

    /** {@code path} is decoded; HEAD finds what GET finds. */
    Match find(HttpMethod method, String path) {
        HttpMethod wanted = method.equals(HttpMethod.HEAD) ? HttpMethod.GET : method;
        List<String> segments = Route.segments(path);
        StringBuilder allowed = new StringBuilder();
        for (Route route : all) {
            Optional<Map<String, String>> values = route.match(segments);
            if (values.isPresent()) {
                if (route.method().equals(wanted)) {
                    return new Match.Found(route, values.get());
                }
                allowed.append(allowed.isEmpty() ? "" : ", ")
                        .append(route.method().name());
            }
        }
        return allowed.isEmpty() ? new Match.Nothing() : new Match.WrongMethod(allowed.toString());
    }
}
