package org.usher.server.api;

import io.netty.handler.codec.http.HttpMethod;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.usher.server.security.Access;

/**
 * One endpoint: who may call it, what it takes and gives, and what answers it. The table of all routes is the one truth: requests are
 * dispatched by it, access is checked by it, and {@code /api/openapi.json} is made from it.
 *
 * @param path segments, of which {@code {name}} takes any one segment, and a last {@code {name*}} all that follow
 */
record Route(HttpMethod method, String path, Access access, Doc doc, Endpoint endpoint) {

    /** What answers. */
    sealed interface Endpoint {}

    /** Never blocks. A {@link Problem.ProblemException} becomes its problem, anything else thrown a 500. */
    @FunctionalInterface
    non-sealed interface Answering extends Endpoint {
        CompletionStage<Answer> answer(Request request);
    }

    /** As {@link Answering}, but that the request's body is a file, and its text is empty. */
    @FunctionalInterface
    non-sealed interface Taking extends Endpoint {
        CompletionStage<Answer> take(Request request, byte[] file);
    }

    /**
     * The connection becomes a socket.
     *
     * @param protocol the subprotocol it speaks
     * @param silenceMs after so much silence a client is pinged
     * @param maxFrameBytes the most that a client may say at once
     * @param opening the feed that whoever asks joins
     */
    record SocketEndpoint(String protocol, long silenceMs, int maxFrameBytes, Opening opening) implements Endpoint {
        /** Enough for pings, pongs and farewells: who watches has nothing to say. */
        private static final int WATCHER_BYTES = 1_024;

        SocketEndpoint(String protocol, long silenceMs, Opening opening) {
            this(protocol, silenceMs, WATCHER_BYTES, opening);
        }
    }

    /** May refuse by a {@link Problem.ProblemException}. */
    @FunctionalInterface
    interface Opening {
        FeedSocket.Feed open(Request request);
    }

    /**
     * For the description of the API.
     *
     * @param query the query parameters it knows; any other is refused
     * @param body record that the JSON body must have, or null if none is taken
     * @param result record that it gives as JSON, or null for {@code contentType} alone
     */
    record Doc(
            String summary,
            List<Parameter> query,
            @Nullable Class<?> body,
            @Nullable Class<?> result,
            String contentType) {
        Doc {
            query = List.copyOf(query);
        }

        static Doc json(String summary, Class<?> result, Parameter... query) {
            return new Doc(summary, List.of(query), null, result, "application/json");
        }

        static Doc action(String summary, @Nullable Class<?> body, Class<?> result) {
            return new Doc(summary, List.of(), body, result, "application/json");
        }

        static Doc other(String summary, String contentType, Parameter... query) {
            return new Doc(summary, List.of(query), null, null, contentType);
        }
    }

    /** {@code type} is a JSON schema type. */
    record Parameter(String name, String type, String description) {
        /** The name of one that stands for whatever is given: others add to the address. */
        static final String ANY = "*";
    }

    /** The values of the path's names if this route is for the path. */
    Optional<Map<String, String>> match(List<String> segments) {
        List<String> pattern = segments(path);
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < pattern.size(); i++) {
            String wanted = pattern.get(i);
            if (wanted.endsWith("*}") && i < segments.size()) {
                values.put(
                        wanted.substring(1, wanted.length() - 2),
                        String.join("/", segments.subList(i, segments.size())));
                return Optional.of(values);
            }
            if (i >= segments.size()) {
                return Optional.empty();
            }
            if (wanted.startsWith("{")) {
                values.put(wanted.substring(1, wanted.length() - 1), segments.get(i));
            } else if (!wanted.equals(segments.get(i))) {
                return Optional.empty();
            }
        }
        return pattern.size() == segments.size() ? Optional.of(values) : Optional.empty();
    }

    static List<String> segments(String path) {
        List<String> segments = new ArrayList<>();
        for (String segment : path.split("/", -1)) {
            segments.add(segment);
        }
        return segments;
    }
}
