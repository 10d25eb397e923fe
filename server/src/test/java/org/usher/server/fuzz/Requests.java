package org.usher.server.fuzz;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import tools.jackson.databind.JsonNode;

/** Requests as the server's own description of its API has them, with right, odd and wrong values. */
final class Requests {
    private static final List<String> VALUES = List.of(
            "sales",
            "support",
            "1",
            "0",
            "-1",
            "anna",
            "11",
            "4711",
            "999999999999999999",
            "9223372036854775808",
            "true",
            "",
            "null",
            "nobody",
            "../../etc/passwd",
            "%",
            "a b",
            "ä€😀",
            "\u0000",
            "x".repeat(300),
            "2026-11-23T10:00:00Z",
            "caller",
            "agent",
            "PAUSED",
            "break",
            "*5*1",
            "+4930123",
            "' OR 1=1 --",
            "<b>",
            "{}",
            "\\");
    private static final List<String> METHODS =
            List.of("GET", "GET", "GET", "HEAD", "POST", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW");

    private record Operation(String method, String path, JsonNode described) {}

    private final List<Operation> operations = new ArrayList<>();
    private final List<Operation> costly = new ArrayList<>();
    private final JsonNode schemas;
    private final String token;
    private final Random random;
    private final Mutator mutator;

    /** @param token that may do everything */
    Requests(JsonNode api, String token, Random random, Mutator mutator) {
        this.schemas = api.path("components").path("schemas");
        this.token = token;
        this.random = random;
        this.mutator = mutator;
        for (Map.Entry<String, JsonNode> path : api.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                String name = path.getKey();
                Operation one = new Operation(operation.getKey().toUpperCase(Locale.ROOT), name, operation.getValue());
                // a password takes a processor a tenth of a second: of these fewer
                (name.contains("people") || name.contains("session") ? costly : operations).add(one);
            }
        }
        for (String page :
                List.of("/", "/login", "/web/kit/kit.css", "/login/openid", "/login/openid/back", "/favicon.ico")) {
            operations.add(new Operation("GET", page, api.path("nothing")));
        }
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    /** A request that is rightly framed, whatever stands in it. */
    byte[] framed() {
        Operation operation = one(random.nextInt(50) == 0 ? costly : operations);
        String method = random.nextInt(8) == 0 ? one(METHODS) : operation.method;
        byte[] body = method.equals("GET") || method.equals("HEAD") ? new byte[0] : body(operation);
        StringBuilder head = new StringBuilder(method + " " + target(operation) + " HTTP/1.1\r\n");
        head.append("Host: ")
                .append(random.nextInt(50) == 0 ? "evil.example.org" : "127.0.0.1")
                .append("\r\n");
        credentials(head);
        if (body.length > 0 || random.nextInt(10) == 0) {
            head.append("Content-Type: ")
                    .append(random.nextInt(10) == 0 ? "text/plain" : "application/json")
                    .append("\r\n");
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            head.append(one(List.of(
                            "Origin",
                            "Sec-Fetch-Site",
                            "Range",
                            "If-None-Match",
                            "Accept-Encoding",
                            "X-Forwarded-For",
                            "Cookie",
                            "Upgrade",
                            "Connection",
                            "Accept",
                            "X-" + random.nextInt(100))))
                    .append(": ")
                    .append(one(List.of(
                            "http://127.0.0.1",
                            "https://evil.example.org",
                            "same-origin",
                            "bytes=0-",
                            "bytes=9-1,2-",
                            "gzip",
                            "websocket",
                            "keep-alive",
                            "usher_session=x; usher_openid=1.2.3",
                            "1.2.3.4, 5.6.7.8",
                            "\"",
                            "*")))
                    .append("\r\n");
        }
        head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
        return joined(head.toString().getBytes(StandardCharsets.UTF_8), body);
    }

    static byte[] joined(byte[] first, byte[] second) {
        byte[] all = new byte[first.length + second.length];
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    private void credentials(StringBuilder head) {
        switch (random.nextInt(10)) {
            case 0, 1 -> head.append("");
            case 2 ->
                head.append("Authorization: Bearer ")
                        .append("x".repeat(random.nextInt(60)))
                        .append("\r\n");
            case 3 ->
                head.append("Cookie: usher_session=").append("y".repeat(43)).append("\r\n");
            case 4 -> head.append("Authorization: Basic eDp5\r\n");
            default -> head.append("Authorization: Bearer ").append(token).append("\r\n");
        }
    }

    private String target(Operation operation) {
        StringBuilder target = new StringBuilder();
        for (String segment : operation.path.split("(?=/)", -1)) {
            target.append(segment.contains("{") ? "/" + encoded(one(VALUES)) : segment);
        }
        char next = '?';
        for (JsonNode parameter : operation.described.path("parameters")) {
            if (parameter.path("in").asString("").equals("query") && random.nextInt(3) == 0) {
                target.append(next)
                        .append(parameter.path("name").asString(""))
                        .append('=')
                        .append(encoded(one(VALUES)));
                next = '&';
            }
        }
        if (random.nextInt(15) == 0) {
            target.append(next).append(encoded(one(VALUES))).append('=').append(encoded(one(VALUES)));
        }
        return target.toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private byte[] body(Operation operation) {
        JsonNode schema = operation
                .described
                .path("requestBody")
                .path("content")
                .path("application/json")
                .path("schema");
        byte[] right = (schema.isMissingNode() ? "{}" : value(schema, 0)).getBytes(StandardCharsets.UTF_8);
        return switch (random.nextInt(5)) {
            case 0 -> mutator.mutate(right, right);
            case 1 -> random.nextInt(10) == 0 ? "[".repeat(30_000).getBytes(StandardCharsets.UTF_8) : right;
            default -> right;
        };
    }

    private String value(JsonNode schema, int depth) {
        JsonNode known = schema;
        String reference = schema.path("$ref").asString("");
        if (!reference.isEmpty()) {
            known = schemas.path(reference.substring(reference.lastIndexOf('/') + 1));
        }
        if (random.nextInt(12) == 0 || depth > 6) {
            return one(List.of(
                    "null", "1", "\"x\"", "[]", "{}", "true", "1e400", "-0.5", "123456789012345678901234567890"));
        }
        if (known.has("properties")) {
            List<String> fields = new ArrayList<>();
            for (Map.Entry<String, JsonNode> field : known.path("properties").properties()) {
                if (random.nextInt(4) > 0) {
                    fields.add('"' + field.getKey() + "\":" + value(field.getValue(), depth + 1));
                }
            }
            return "{" + String.join(",", fields) + "}";
        }
        String type = known.path("type").isArray()
                ? known.path("type").path(0).asString("")
                : known.path("type").asString("");
        return switch (type) {
            case "array" -> "[" + value(known.path("items"), depth + 1) + "]";
            case "integer", "number" -> one(List.of("0", "1", "5", "-1", "4711", "2147483648", "9223372036854775807"));
            case "boolean" -> one(List.of("true", "false"));
            default ->
                known.path("enum").isEmpty()
                        ? text(one(VALUES))
                        : text(known.path("enum")
                                .path(random.nextInt(known.path("enum").size()))
                                .asString(""));
        };
    }

    private static String text(String value) {
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\u0000", "\\u0000") + '"';
    }

    /** The beginning of a socket, as it should be. */
    byte[] handshake(String path) {
        String protocol =
                Base64.getUrlEncoder().withoutPadding().encodeToString(token.getBytes(StandardCharsets.UTF_8));
        return ("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Protocol: usher.wallboard, usher.token." + protocol + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8);
    }
}
