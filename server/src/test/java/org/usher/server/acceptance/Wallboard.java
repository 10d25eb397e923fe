package org.usher.server.acceptance;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A wallboard: it keeps what {@code /ws/wallboard} sends, and a test waits for what is to be seen on it. */
public final class Wallboard implements AutoCloseable, WebSocket.Listener {
    private static final long PATIENCE_SECONDS = 30;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, JsonNode> rows = new LinkedHashMap<>();
    private final StringBuilder partial = new StringBuilder();
    private final StringBuilder story = new StringBuilder();
    private long sequence = -1;
    private @Nullable String broken;
    private @Nullable WebSocket socket;

    public static Wallboard watch(HttpClient client, String address) {
        Wallboard board = new Wallboard();
        board.socket = client.newWebSocketBuilder()
                .buildAsync(URI.create(address.replace("http:", "ws:") + "ws/wallboard"), board)
                .join();
        board.await("the snapshot", () -> board.sequence >= 0);
        return board;
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            take(JsonMapper.shared().readTree(partial.toString()));
            partial.setLength(0);
        }
        return WebSocket.Listener.super.onText(from, data, last);
    }

    private void take(JsonNode message) {
        lock.lock();
        try {
            boolean snapshot = message.path("type").asString().equals("snapshot");
            if (snapshot) {
                rows.clear();
            } else if (message.path("after").asLong() != sequence) {
                broken = "a gap: at sequence " + sequence + " came " + message;
            }
            sequence = message.path("sequence").asLong();
            for (String kind : List.of("queues", "agents")) {
                message.path(kind).forEach(row -> {
                    rows.put(kind + "/" + row.path("name").asString(), row);
                    story.append(told(row)).append('\n');
                });
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private static String told(JsonNode row) {
        StringBuilder line = new StringBuilder(row.path("name").asString());
        for (String key : List.of("state", "reason", "pending", "waiting", "offered", "answered", "abandoned")) {
            if (row.has(key)) {
                line.append(' ').append(key).append('=').append(row.path(key).asString());
            }
        }
        return line.toString();
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        lock.lock();
        try {
            broken = error.toString();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int status, String reason) {
        onError(from, new IllegalStateException("closed by the server: " + status + " " + reason));
        return WebSocket.Listener.super.onClose(from, status, reason);
    }

    private interface Seen {
        boolean now();
    }

    private void await(String what, Seen seen) {
        lock.lock();
        try {
            long leftNanos = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (broken == null && !seen.now()) {
                if (leftNanos <= 0) {
                    throw new AssertionError(
                            "the wallboard never showed " + what + "; it showed, one row a line:\n" + story);
                }
                leftNanos = changed.awaitNanos(leftNanos);
            }
            if (broken != null) {
                throw new AssertionError("the feed broke: " + broken);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            lock.unlock();
        }
    }

    private JsonNode await(String row, String what, Predicate<JsonNode> fits) {
        await(row + " " + what, () -> rows.containsKey(row) && fits.test(row(row)));
        return row(row);
    }

    private JsonNode row(String row) {
        lock.lock();
        try {
            if (broken != null) {
                throw new AssertionError("the feed broke: " + broken);
            }
            JsonNode found = rows.get(row);
            if (found == null) {
                throw new AssertionError("the wallboard has no " + row + ", it has " + rows.keySet());
            }
            return found;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the queue's row fits, and returns it. */
    JsonNode awaitQueue(String queue, String what, Predicate<JsonNode> fits) {
        return await("queues/" + queue, what, fits);
    }

    JsonNode awaitWaiting(String queue, int count) {
        return awaitQueue(queue, "waiting " + count, row -> row.path("waiting").asInt() == count);
    }

    /** Waits until the agent is in one of these states, and returns his row. */
    public JsonNode awaitAgent(String agent, String... states) {
        List<String> any = List.of(states);
        return await(
                "agents/" + agent,
                String.join(" or ", any),
                row -> any.contains(row.path("state").asString()));
    }

    public JsonNode queue(String queue) {
        return row("queues/" + queue);
    }

    JsonNode agent(String agent) {
        return row("agents/" + agent);
    }

    String stateOf(String agent) {
        return agent(agent).path("state").asString();
    }

    @Override
    public void close() {
        WebSocket open = socket;
        if (open != null) {
            open.abort();
        }
    }
}
