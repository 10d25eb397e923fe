package org.usher.server.api;

import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** What goes back to a client. */
final class Answer {
    private static final JsonMapper JSON = JsonMapper.shared();
    private final int status;
    private final String contentType;
    private final byte[] body;
    private final Map<String, String> headers;
    private final @Nullable Slice slice;

    /** A part of a file that is sent in place of a body, never held in memory as a whole; whoever sends it closes the file. */
    record Slice(FileChannel file, long from, long length) {}

    Answer(int status, String contentType, byte[] body, Map<String, String> headers) {
        this(status, contentType, body, headers, null);
    }

    private Answer(int status, String contentType, byte[] body, Map<String, String> headers, @Nullable Slice slice) {
        this.status = status;
        this.contentType = contentType;
        this.body = body;
        this.headers = Map.copyOf(headers);
        this.slice = slice;
    }

    static Answer file(int status, String contentType, Slice slice, Map<String, String> headers) {
        return new Answer(status, contentType, new byte[0], headers, slice);
    }

    static Answer json(int status, Object value) {
        return new Answer(
                status, "application/json", JSON.writeValueAsBytes(value), Map.of("cache-control", "no-store"));
    }

    static Answer text(String contentType, String text) {
        return new Answer(200, contentType, text.getBytes(StandardCharsets.UTF_8), Map.of("cache-control", "no-store"));
    }

    static Answer problem(Problem problem) {
        return problem(problem, Map.of());
    }

    static Answer problem(Problem problem, Map<String, String> headers) {
        return new Answer(problem.status(), Problem.CONTENT_TYPE, JSON.writeValueAsBytes(problem), headers);
    }

    int status() {
        return status;
    }

    String contentType() {
        return contentType;
    }

    byte[] body() {
        return body;
    }

    /** What is sent in place of the body, or null. */
    @Nullable
    Slice slice() {
        return slice;
    }

    Map<String, String> headers() {
        return headers;
    }
}
