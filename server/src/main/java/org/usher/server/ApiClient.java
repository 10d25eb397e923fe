package org.usher.server;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.usher.server.security.Secret;
import org.usher.server.tls.PinnedCertificate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks a running server, for the command line. */
final class ApiClient {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String server;
    private final Secret token;
    private final HttpClient http;

    ApiClient(String server, Secret token) {
        this(server, token, HttpClient.newBuilder());
    }

    private ApiClient(String server, Secret token, HttpClient.Builder http) {
        this.http = http.connectTimeout(PATIENCE).build();
        this.server = server.endsWith("/") ? server.substring(0, server.length() - 1) : server;
        this.token = token;
    }

    /** One that speaks with a server on this machine, whose certificate this is: it trusts that one, whatever name is in it. */
    static ApiClient pinned(String server, Secret token, Path certificate) throws IOException {
        return new ApiClient(
                server, token, HttpClient.newBuilder().sslContext(PinnedCertificate.trusting(certificate)));
    }

    /** What somebody has typed, as a part of a path. */
    static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** The detail, and each field that is wrong on a line of its own. */
    private static String refusal(JsonNode said) {
        StringBuilder refusal = new StringBuilder(said.path("detail").asString());
        boolean more = said.path("errors").size() > 1;
        for (JsonNode error : said.path("errors")) {
            String value = error.path("value").asString("");
            if (more || !refusal.toString().startsWith(error.path("field").asString())) {
                refusal.append("\n  ")
                        .append(error.path("field").asString())
                        .append(value.isEmpty() ? "" : " \"" + value + "\"")
                        .append(' ')
                        .append(error.path("fix").asString());
            }
        }
        return refusal.toString();
    }

    /**
     * The answer.
     *
     * @param body anything that can be written as JSON, or null for none
     * @throws StartException with what the server says if it refuses, or that it is not there
     */
    JsonNode send(String method, String path, @Nullable Object body) throws StartException, InterruptedException {
        return send(
                method,
                path,
                "application/json",
                body == null ? "" : JsonMapper.shared().writeValueAsString(body));
    }

    /** The same with a body that is no JSON. */
    JsonNode send(String method, String path, String contentType, String body)
            throws StartException, InterruptedException {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(server + path))
                    .header("Authorization", "Bearer " + token.reveal())
                    .header("Content-Type", contentType)
                    .timeout(PATIENCE)
                    .method(
                            method,
                            body.isEmpty()
                                    ? HttpRequest.BodyPublishers.noBody()
                                    : HttpRequest.BodyPublishers.ofString(body))
                    .build();
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            JsonNode said = JsonMapper.shared().readTree(answer.body());
            if (answer.statusCode() >= 400) {
                throw new StartException("the server refuses: " + refusal(said));
            }
            return said;
        } catch (IOException e) {
            throw new StartException("the server at " + server + " cannot be asked: " + e
                    + "; is it running there? Give --server for another address");
        } catch (JacksonException | IllegalArgumentException e) {
            throw new StartException("at " + server + " is no Usher: " + e.getMessage());
        }
    }
}
