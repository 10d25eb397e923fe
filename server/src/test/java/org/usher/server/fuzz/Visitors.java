package org.usher.server.fuzz;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Who asks: nobody, strangers with forged proofs, programs by their tokens, and people who are logged in. Safe from any thread. */
final class Visitors {
    static final String ADMIN_TOKEN = "a-token-of-the-fuzz-run-that-may-do-everything";
    static final String SCREEN_TOKEN = "a-token-of-the-fuzz-run-that-may-only-look";
    private static final String PASSWORD = "seven green umbrellas at dawn";
    private static final long LOG_IN_AGAIN_AFTER_MS = 1_000;
    private static final int PATIENCE_S = 60;

    /** One kind of them; of the {@code weight}s of all, how often it asks. */
    enum Visitor {
        NOBODY(1),
        FORGED_TOKEN(1),
        FORGED_SESSION(1),
        ANOTHER_SCHEME(1),
        SCREEN(1),
        PROGRAM(3),
        AGENT(3),
        SUPERVISOR(2),
        ADMINISTRATOR(1);

        private final int weight;

        Visitor(int weight) {
            this.weight = weight;
        }

        private boolean person() {
            return compareTo(AGENT) >= 0;
        }

        private String personName() {
            return "fuzz." + name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private static final List<Visitor> DRAWN = java.util.Arrays.stream(Visitor.values())
            .flatMap(visitor -> java.util.Collections.nCopies(visitor.weight, visitor).stream())
            .toList();

    private final int port;
    private final HttpClient client;
    private final Map<Visitor, String> cookies = new ConcurrentHashMap<>();
    private final Map<Visitor, Long> loggedInAtMs = new EnumMap<>(Visitor.class);

    Visitors(int port, HttpClient client) {
        this.port = port;
        this.client = client;
    }

    /** Adds the people, of whom one is this agent, and logs them in. */
    void comeIn(String agent) throws IOException, InterruptedException {
        addAndLogIn(Visitor.AGENT, "\"roles\":[\"AGENT\"],\"agent\":\"" + agent + "\"");
        addAndLogIn(Visitor.SUPERVISOR, "\"roles\":[\"SUPERVISOR\"],\"allQueues\":true");
        addAndLogIn(Visitor.ADMINISTRATOR, "\"roles\":[\"ADMIN\"]");
    }

    private void addAndLogIn(Visitor visitor, String what) throws IOException, InterruptedException {
        HttpResponse<String> added = add(visitor, what);
        for (int i = 0; i < PATIENCE_S && added.statusCode() == 503; i++) {
            Thread.sleep(1_000); // the database is on its way
            added = add(visitor, what);
        }
        String first = told(added, 201).path("password").asString("");
        HttpResponse<String> in = logIn(visitor, first);
        told(in, 200);
        told(
                post(
                        "/api/v1/session/password",
                        "{\"currentPassword\":\"" + first + "\",\"newPassword\":\"" + PASSWORD + "\"}",
                        "Cookie",
                        cookie(in),
                        "Sec-Fetch-Site",
                        "same-origin"),
                200);
        HttpResponse<String> again = logIn(visitor, PASSWORD);
        told(again, 200);
        cookies.put(visitor, cookie(again));
        loggedInAtMs.put(visitor, System.currentTimeMillis());
    }

    private HttpResponse<String> add(Visitor visitor, String what) throws IOException, InterruptedException {
        return post(
                "/api/v1/people",
                "{\"name\":\"" + visitor.personName() + "\",\"displayName\":\"F\"," + what + "}",
                "Authorization",
                "Bearer " + ADMIN_TOKEN);
    }

    private static JsonNode told(HttpResponse<String> answer, int status) {
        if (answer.statusCode() != status) {
            throw new IllegalStateException("the people of the fuzz run cannot come in: " + answer.body());
        }
        return JsonMapper.shared().readTree(answer.body());
    }

    private HttpResponse<String> logIn(Visitor visitor, String password) throws IOException, InterruptedException {
        return post("/api/v1/session", "{\"name\":\"" + visitor.personName() + "\",\"password\":\"" + password + "\"}");
    }

    private HttpResponse<String> post(String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String cookie(HttpResponse<String> answer) {
        return answer.headers().firstValue("set-cookie").orElseThrow().split(";", 2)[0];
    }

    Visitor anyone(Random random) {
        return DRAWN.get(random.nextInt(DRAWN.size()));
    }

    /** The lines of a request's head that prove who asks, each ended. */
    String proof(Visitor visitor) {
        return switch (visitor) {
            case NOBODY -> "";
            case FORGED_TOKEN -> "Authorization: Bearer " + "x".repeat(43) + "\r\n";
            case FORGED_SESSION -> browser("usher_session=" + "y".repeat(43));
            case ANOTHER_SCHEME -> "Authorization: Basic eDp5\r\n";
            case SCREEN -> "Authorization: Bearer " + SCREEN_TOKEN + "\r\n";
            case PROGRAM -> "Authorization: Bearer " + ADMIN_TOKEN + "\r\n";
            case AGENT, SUPERVISOR, ADMINISTRATOR -> browser(cookies.getOrDefault(visitor, "usher_session=none"));
        };
    }

    private static String browser(String cookie) {
        return "Cookie: " + cookie + "\r\nSec-Fetch-Site: same-origin\r\n";
    }

    /** What a browser's socket adds to its subprotocol: it can send no header of its own. */
    String protocol(Visitor visitor) {
        String token = switch (visitor) {
            case FORGED_TOKEN -> "z".repeat(43);
            case SCREEN -> SCREEN_TOKEN;
            case PROGRAM -> ADMIN_TOKEN;
            default -> null;
        };
        return token == null
                ? ""
                : ", usher.token."
                        + Base64.getUrlEncoder()
                                .withoutPadding()
                                .encodeToString(token.getBytes(StandardCharsets.UTF_8));
    }

    /** He was told that he is nobody: of the inputs one logs people out, and others give them another password. */
    void refused(Visitor visitor) throws IOException {
        if (!visitor.person()) {
            return;
        }
        synchronized (loggedInAtMs) {
            Long lastMs = loggedInAtMs.get(visitor);
            long nowMs = System.currentTimeMillis();
            if (lastMs != null && nowMs - lastMs < LOG_IN_AGAIN_AFTER_MS) {
                return;
            }
            loggedInAtMs.put(visitor, nowMs);
        }
        try {
            HttpResponse<String> in = logIn(visitor, PASSWORD);
            if (in.statusCode() == 200) {
                cookies.put(visitor, cookie(in));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
