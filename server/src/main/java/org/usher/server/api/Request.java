package org.usher.server.api;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;
import org.usher.core.api.Configuration;
import org.usher.server.api.Problem.FieldError;
import org.usher.server.security.Principal;

/**
 * A request that has found its route and may use it.
 *
 * @param path values of the route's {@code {names}}
 * @param query every parameter with its values
 * @param headers by name in lower case; the first of each
 */
record Request(
        Caller caller,
        Map<String, String> path,
        Map<String, List<String>> query,
        Map<String, String> headers,
        String body) {
    private static final Pattern ID = Pattern.compile("[0-9]{1,18}");

    Principal principal() {
        return caller.principal();
    }

    String pathValue(String name) {
        String value = path.get(name);
        if (value == null) {
            throw new IllegalStateException("the route has no {" + name + "}");
        }
        return value;
    }

    /** An id of the engine's, such as a contact's. */
    long pathId(String name) {
        String given = pathValue(name);
        if (!ID.matcher(given).matches()) {
            throw wrong(name, given, "give the id of a " + name + ", a number");
        }
        return Long.parseLong(given);
    }

    /** What the path names by its name in the configuration or, if none has that name, by its number: {@code name} is "agent" or "queue". */
    private <T> T pathEntry(String name, List<T> known, Function<T, String> nameOf, ToIntFunction<T> numberOf) {
        String given = pathValue(name);
        return known.stream()
                .filter(entry -> nameOf.apply(entry).equals(given))
                .findFirst()
                .or(() -> known.stream()
                        .filter(entry ->
                                Integer.toString(numberOf.applyAsInt(entry)).equals(given))
                        .findFirst())
                .orElseThrow(() -> Problem.field(
                                404,
                                "unknown-" + name,
                                new FieldError(
                                        name, given, "no such " + name + "; GET /api/v1/" + name + "s lists them"))
                        .asException());
    }

    Configuration.Agent agent(List<Configuration.Agent> known) {
        return pathEntry("agent", known, Configuration.Agent::name, Configuration.Agent::agentId);
    }

    Configuration.Queue queue(List<Configuration.Queue> known) {
        return pathEntry("queue", known, Configuration.Queue::name, Configuration.Queue::queueId);
    }

    Optional<String> queryValue(String name) {
        List<String> values = query.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw wrong(name, String.join(", ", values), "may be given once only");
        }
        return values.stream().findFirst();
    }

    /** A time as epoch milliseconds or as ISO 8601 with zone. */
    long timeMs(String name, long fallback) {
        Optional<String> text = queryValue(name);
        if (text.isEmpty()) {
            return fallback;
        }
        try {
            return text.get().matches("-?[0-9]{1,18}")
                    ? Long.parseLong(text.get())
                    : Instant.parse(text.get()).toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            throw wrong(name, text.get(), "give epoch milliseconds, or ISO 8601 in UTC such as 2026-03-01T08:00:00Z");
        }
    }

    int number(String name, int fallback, int min, int max) {
        Optional<String> text = queryValue(name);
        if (text.isEmpty()) {
            return fallback;
        }
        if (text.get().matches("[0-9]{1,9}")) {
            int value = Integer.parseInt(text.get());
            if (value >= min && value <= max) {
                return value;
            }
        }
        throw wrong(name, text.get(), "give a whole number from " + min + " to " + max);
    }

    static Problem.ProblemException wrong(String field, String value, String fix) {
        return Problem.field(400, "invalid-parameter", new FieldError(field, value, fix))
                .asException();
    }
}
