package org.usher.server.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/**
 * The files under {@code web/} on the class path, read and compressed once. A browser asks each time and is told by the entity tag that
 * nothing changed, so that a new version of Usher shows at once.
 */
final class StaticPages {
    /** Scripts and styles come from files of ours only; nothing may be embedded, and nobody may frame us. */
    static final String CONTENT_SECURITY_POLICY = framedBy("'none'");

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]*(/[a-z0-9][a-z0-9._-]*){0,5}");
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml",
            "txt", "text/plain; charset=utf-8");

    /** One file as it is sent. */
    private static final class Page {
        private final String type;
        private final String etag;
        private final byte[] plain;
        private final byte[] gzipped;

        private Page(String type, String etag, byte[] plain, byte[] gzipped) {
            this.type = type;
            this.etag = etag;
            this.plain = plain;
            this.gzipped = gzipped;
        }
    }

    /** Only files that exist are kept, so it is bounded by what we ship. */
    private final Map<String, Page> pages = new ConcurrentHashMap<>();

    private static String framedBy(String ancestors) {
        return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self';"
                + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors " + ancestors;
    }

    /** What sets a page apart that these sites may hold in frames; nothing if there are none. */
    static Map<String, String> framed(List<String> sites) {
        return sites.isEmpty()
                ? Map.of()
                : Map.of(
                        "content-security-policy",
                        framedBy(String.join(" ", sites)),
                        "x-frame-options",
                        Answer.NOT_SENT);
    }

    Answer answer(String name, Request request) {
        return answer(name, request, Map.of());
    }

    /** @param more headers, which count for more than those that all files have */
    Answer answer(String name, Request request, Map<String, String> more) {
        Page page = find(name)
                .orElseThrow(() ->
                        Problem.of(404, "not-found", "There is no such page.").asException());
        Map<String, String> headers = new HashMap<>(Map.of(
                "etag",
                page.etag,
                "cache-control",
                "no-cache",
                "vary",
                "accept-encoding",
                "content-security-policy",
                CONTENT_SECURITY_POLICY));
        headers.putAll(more);
        if (request.headers().getOrDefault("if-none-match", "").contains(page.etag)) {
            return new Answer(304, page.type, new byte[0], headers);
        }
        if (request.headers().getOrDefault("accept-encoding", "").contains("gzip")
                && page.gzipped.length < page.plain.length) {
            headers.put("content-encoding", "gzip");
            return new Answer(200, page.type, page.gzipped, headers);
        }
        return new Answer(200, page.type, page.plain, headers);
    }

    private Optional<Page> find(String name) {
        Page known = pages.get(name);
        if (known != null) {
            return Optional.of(known);
        }
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        if (type == null || !NAME.matcher(name).matches()) {
            return Optional.empty();
        }
        try (InputStream file = StaticPages.class.getResourceAsStream("/web/" + name)) {
            if (file == null) {
                return Optional.empty();
            }
            byte[] content = file.readAllBytes();
            Page page = new Page(type, etag(content), content, gzip(content));
            pages.put(name, page);
            return Optional.of(page);
        } catch (IOException e) {
            throw new UncheckedIOException("web/" + name + " on the class path can not be read", e);
        }
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        }
        return out.toByteArray();
    }

    private static String etag(byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return '"' + HexFormat.of().formatHex(digest, 0, 12) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
