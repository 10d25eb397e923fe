package org.usher.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Usher's HTTP API, as a program of a customer uses it. */
public final class Api {
    private static final JsonMapper JSON = JsonMapper.shared();
    /** The password of everybody whom {@link #as} lets in. */
    public static final String CHOSEN = "correct horse battery";

    private final HttpClient client;
    private final String address;
    private final String token;

    /** Status and body of an answer. */
    public record Answer(int status, String body) {
        public JsonNode json() {
            return JSON.readTree(body);
        }
    }

    public Api(HttpClient client, String address) {
        this(client, address, UsherFiles.TOKEN);
    }

    private Api(HttpClient client, String address, String token) {
        this.client = client;
        this.address = address;
        this.token = token;
    }

    /** As this person of these roles and queues, let in now and logged in. */
    public Api as(String person, String description) {
        String given = letIn(description);
        Api first = loggedIn(person, given);
        Answer changed = first.post(
                "api/v1/session/password",
                "{\"currentPassword\":\"" + given + "\",\"newPassword\":\"" + CHOSEN + "\"}");
        assertThat(changed.status()).as(changed.body()).isEqualTo(200);
        return loggedIn(person, CHOSEN);
    }

    /** Adds a person, as soon as MariaDB is there; gives the first password. */
    public String letIn(String description) {
        return await().atMost(Duration.ofMinutes(2))
                .until(() -> post("api/v1/people", description), answer -> answer.status() == 201)
                .json()
                .path("password")
                .asString();
    }

    /** The same person, after a start of Usher. */
    public Api loggedIn(String person) {
        return loggedIn(person, CHOSEN);
    }

    private Api loggedIn(String person, String password) {
        Answer in = await().atMost(Duration.ofMinutes(2))
                .until(
                        () -> post(
                                "api/v1/session",
                                "{\"name\":\"" + person + "\",\"password\":\"" + password + "\",\"bearer\":true}"),
                        answer -> answer.status() != 503);
        assertThat(in.status()).as(in.body()).isEqualTo(200);
        return new Api(client, address, in.json().path("token").asString());
    }

    public Answer delete(String path) {
        return send(request(path).DELETE());
    }

    public Answer get(String path) {
        return send(request(path).GET());
    }

    /** A file. */
    byte[] bytes(String path) {
        try {
            HttpResponse<byte[]> answer =
                    client.send(request(path).GET().build(), HttpResponse.BodyHandlers.ofByteArray());
            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            return answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public Answer post(String path, @Nullable String body) {
        HttpRequest.Builder request = request(path);
        return send(
                body == null
                        ? request.POST(HttpRequest.BodyPublishers.noBody())
                        : request.header("content-type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    public Answer put(String path, String body) {
        return send(request(path)
                .header("content-type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(address + path))
                .timeout(Duration.ofSeconds(30))
                .header("authorization", "Bearer " + token);
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(answer.statusCode(), answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public void logIn(String agent, String... devices) {
        String list = Stream.of(devices).map(device -> '"' + device + '"').collect(Collectors.joining(","));
        agent(agent, "login", "{\"devices\":[" + list + "]}");
    }

    public void closeQueue(String queue) {
        Answer answer = post("api/v1/queues/" + queue + "/close", null);
        assertThat(answer.status()).as(answer.body()).isBetween(200, 299);
    }

    public void logOut(String agent) {
        agent(agent, "logout", null);
    }

    public void pause(String agent, String reason) {
        agent(agent, "pause", "{\"reason\":\"" + reason + "\"}");
    }

    public void resume(String agent) {
        agent(agent, "resume", null);
    }

    public void endWrapUp(String agent) {
        agent(agent, "wrap-up/end", null);
    }

    private void agent(String agent, String what, @Nullable String body) {
        Answer answer = post("api/v1/agents/" + agent + "/" + what, body);
        assertThat(answer.status())
                .as("%s of %s: %s", what, agent, answer.body())
                .isBetween(200, 299);
    }

    public JsonNode health() {
        return get("health/ready").json();
    }

    /** The check of this name, as {@code /health/ready} shows it. */
    public JsonNode check(String name) {
        return health().path("checks")
                .valueStream()
                .filter(check -> check.path("name").asString().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no check named " + name));
    }

    /** All contacts of this queue, oldest first; none while the history cannot be reached. */
    public List<JsonNode> contacts(String queue) {
        Answer answer = get("api/v1/contacts?limit=1000&queue=" + queue);
        if (answer.status() == 503) {
            return List.of();
        }
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json().path("contacts").valueStream().toList();
    }
}
