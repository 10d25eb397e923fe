package org.usher.server.api;

import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** What goes back to a client. */
final class Answer {
    /** As a header's value: this answer goes without it, though all others have it. */
    static final String NOT_SENT = "";

    private static final JsonMapper JSON = JsonMapper.shared();
    private final int status;
    private final String contentType;
    private final byte[] body;
    private final Map<String, String> headers;
    private final @Nullable Slice slice;
    private final Remark remark;

    /**
     * For the audit log.
     *
     * @param who did it, if that is another one than who asked, as when somebody has just logged in
     */
    record Remark(@Nullable String who, String detail) {
        private static final Remark NONE = new Remark(null, "");
    }

    /** A part of a file that is sent in place of a body, never held in memory as a whole; whoever sends it closes the file. */
    record Slice(FileChannel file, long from, long length) {}

    Answer(int status, String contentType, byte[] body, Map<String, String> headers) {
        this(status, contentType, body, headers, null, Remark.NONE);
    }

    private Answer(
            int status,
            String contentType,
            byte[] body,
            Map<String, String> headers,
            @Nullable Slice slice,
            Remark remark) {
        this.status = status;
        this.contentType = contentType;
        this.body = body;
        this.headers = Map.copyOf(headers);
        this.slice = slice;
        this.remark = remark;
    }

    static Answer file(int status, String contentType, Slice slice, Map<String, String> headers) {
        return new Answer(status, contentType, new byte[0], headers, slice, Remark.NONE);
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
        return new Answer(problem.status(), Problem.CONTENT_TYPE, JSON.writeValueAsBytes(problem), headers)
                .noted(null, problem.name());
    }

    static Answer tooMany(String detail, int retryAfterS) {
        return problem(
                Problem.of(429, "too-many-requests", detail), Map.of("retry-after", Integer.toString(retryAfterS)));
    }

    /** The same, with headers besides its own. */
    Answer with(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(headers);
        all.putAll(more);
        return new Answer(status, contentType, body, all, slice, remark);
    }

    /** The same, with this said of it in the audit log. */
    Answer noted(@Nullable String who, String detail) {
        return new Answer(status, contentType, body, headers, slice, new Remark(who, detail));
    }

    Remark remark() {
        return remark;
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
