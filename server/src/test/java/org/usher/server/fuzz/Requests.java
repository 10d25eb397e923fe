package org.usher.server.fuzz;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.usher.server.fuzz.Visitors.Visitor;
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
    /** A password takes a processor a tenth of a second, and another centre is tried on a copy of the engine: of these fewer. */
    private static final Set<String> COSTLY = Set.of(
            "POST /api/v1/session",
            "POST /api/v1/session/password",
            "POST /api/v1/people",
            "POST /api/v1/people/{person}/password",
            "POST /api/v1/configuration");

    private static final List<String> METHODS =
            List.of("GET", "GET", "GET", "HEAD", "POST", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW");

    private static final String CONFIGURATION = "POST /api/v1/configuration";

    private record Operation(String method, String path, JsonNode described) {
        String route() {
            return method + " " + path;
        }
    }

    /**
     * A request.
     *
     * @param route as the API's description has it, or what it is instead
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Asked(String route, Visitor visitor, byte[] bytes) {}

    /** What all requests of a run are made of. */
    record Sources(JsonNode api, Known known, Visitors visitors) {}

    private final List<Operation> operations = new ArrayList<>();
    private final List<Operation> costly = new ArrayList<>();
    private final JsonNode schemas;
    private final Known known;
    private final Visitors visitors;
    private final Random random;
    private final Mutator mutator;

    Requests(Sources sources, Random random, Mutator mutator) {
        JsonNode api = sources.api();
        this.schemas = api.path("components").path("schemas");
        this.known = sources.known();
        this.visitors = sources.visitors();
        this.random = random;
        this.mutator = mutator;
        for (Map.Entry<String, JsonNode> path : api.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                String name = path.getKey();
                Operation one = new Operation(operation.getKey().toUpperCase(Locale.ROOT), name, operation.getValue());
                (COSTLY.contains(one.route()) ? costly : operations).add(one);
            }
        }
        operations.add(new Operation("GET", "/favicon.ico", api.path("nothing")));
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    /** Every route of the description. */
    static List<String> routes(JsonNode api) {
        return api.path("paths")
                .propertyStream()
                .flatMap(path -> path.getValue()
                        .propertyStream()
                        .map(operation -> operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey()))
                .toList();
    }

    /** A request that is rightly framed, whatever stands in it. */
    Asked framed() {
        Operation operation = one(random.nextInt(50) == 0 ? costly : operations);
        boolean another = random.nextInt(12) == 0;
        String method = another ? one(METHODS) : operation.method;
        Visitor visitor = visitors.anyone(random);
        byte[] body = method.equals("GET") || method.equals("HEAD") ? new byte[0] : body(operation);
        StringBuilder head = new StringBuilder(method + " " + target(operation) + " HTTP/1.1\r\n");
        head.append("Host: ")
                .append(random.nextInt(50) == 0 ? "evil.example.org" : "127.0.0.1")
                .append("\r\n")
                .append(visitors.proof(visitor));
        if (body.length > 0 || random.nextInt(10) == 0) {
            head.append("Content-Type: ")
                    .append(random.nextInt(20) == 0 ? "text/plain" : type(operation))
                    .append("\r\n");
        }
        odd(head);
        head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
        return new Asked(
                another ? "another method" : operation.route(),
                visitor,
                joined(head.toString().getBytes(StandardCharsets.UTF_8), body));
    }

    /** Headers that mean something, with values that may not; none three times of four. */
    private void odd(StringBuilder head) {
        if (random.nextInt(4) > 0) {
            return;
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
    }

    private static String type(Operation operation) {
        return operation.route().equals(CONFIGURATION) ? "application/toml" : "application/json";
    }

    static byte[] joined(byte[] first, byte[] second) {
        byte[] all = new byte[first.length + second.length];
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    private String target(Operation operation) {
        StringBuilder target = new StringBuilder();
        for (String segment : operation.path.split("(?=/)", -1)) {
            target.append(segment.contains("{") ? "/" + place(segment) : segment);
        }
        char next = '?';
        if (operation.route().equals(CONFIGURATION) && random.nextInt(4) > 0) {
            target.append(next).append("dryRun=true");
            next = '&';
        }
        for (JsonNode parameter : operation.described.path("parameters")) {
            if (parameter.path("in").asString("").equals("query") && random.nextInt(3) == 0) {
                target.append(next)
                        .append(parameter.path("name").asString(""))
                        .append('=')
                        .append(encoded(word(parameter.path("name").asString(""))));
                next = '&';
            }
        }
        if (random.nextInt(30) == 0) {
            target.append(next).append(encoded(one(VALUES))).append('=').append(encoded(one(VALUES)));
        }
        return target.toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** A piece of a path, most often one that there is. */
    private String place(String segment) {
        String name = segment.replaceAll("[/{}]", "");
        String right = known.value(name, random);
        return random.nextInt(4) == 0 || right.isEmpty()
                ? encoded(one(VALUES))
                : name.equals("file*") ? right : encoded(right);
    }

    private String word(String name) {
        String right = known.value(name, random);
        return right.isEmpty() || random.nextInt(3) == 0 ? one(VALUES) : right;
    }

    private byte[] body(Operation operation) {
        if (operation.route().equals(CONFIGURATION)) {
            byte[] centre = known.text().getBytes(StandardCharsets.UTF_8);
            return random.nextInt(3) == 0 ? centre : mutator.mutate(centre, centre);
        }
        JsonNode schema = operation
                .described
                .path("requestBody")
                .path("content")
                .path("application/json")
                .path("schema");
        byte[] right = (schema.isMissingNode() ? "{}" : value(schema, "", 0)).getBytes(StandardCharsets.UTF_8);
        return switch (random.nextInt(5)) {
            case 0 -> mutator.mutate(right, right);
            case 1 -> random.nextInt(10) == 0 ? "[".repeat(30_000).getBytes(StandardCharsets.UTF_8) : right;
            default -> right;
        };
    }

    private String value(JsonNode schema, String name, int depth) {
        JsonNode described = schema.has("anyOf") ? schema.path("anyOf").path(0) : schema; // or null
        String reference = described.path("$ref").asString("");
        if (!reference.isEmpty()) {
            described = schemas.path(reference.substring(reference.lastIndexOf('/') + 1));
        }
        if (random.nextInt(20) == 0 || depth > 6) {
            return one(List.of(
                    "null", "1", "\"x\"", "[]", "{}", "true", "1e400", "-0.5", "123456789012345678901234567890"));
        }
        if (described.has("properties")) {
            List<String> fields = new ArrayList<>();
            for (Map.Entry<String, JsonNode> field :
                    described.path("properties").properties()) {
                if (random.nextInt(6) > 0) {
                    fields.add('"' + field.getKey() + "\":" + value(field.getValue(), field.getKey(), depth + 1));
                }
            }
            return "{" + String.join(",", fields) + "}";
        }
        String type = described.path("type").isArray()
                ? described.path("type").path(0).asString("")
                : described.path("type").asString("");
        return switch (type) {
            case "array" -> "[" + value(described.path("items"), name, depth + 1) + "]";
            case "integer", "number" ->
                name.equals("contact")
                        ? known.value(name, random)
                        : one(List.of("0", "1", "5", "-1", "4711", "2147483648", "9223372036854775807"));
            case "boolean" -> one(List.of("true", "false"));
            default ->
                described.path("enum").isEmpty()
                        ? text(word(name))
                        : text(described
                                .path("enum")
                                .path(random.nextInt(described.path("enum").size()))
                                .asString(""));
        };
    }

    private static String text(String value) {
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\u0000", "\\u0000") + '"';
    }

    /** The beginning of a socket, as it should be. */
    byte[] handshake(String path, Visitor visitor) {
        String protocol = path.equals("/ws/agent") ? "usher.desk" : "usher.wallboard";
        return ("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
                        + visitors.proof(visitor)
                        + "Sec-WebSocket-Protocol: " + protocol + visitors.protocol(visitor) + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8);
    }
}
