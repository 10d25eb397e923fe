package org.usher.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.usher.server.api.ApiFixture.as;
import static org.usher.server.api.ApiFixture.json;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.usher.core.api.Channel;
import org.usher.core.api.Command;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.EngineView;
import org.usher.core.api.QueueEngine;
import tools.jackson.databind.JsonNode;

/** A new description of the centre while people wait and talk: a real engine behind the real server. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
final class ConfigurationEndpointsTest {
    private static final String PATH = "/api/v1/configuration";
    private static final String CENTRE = """
            [[skill]]
            name = "german"
            [[queue]]
            name = "sales"
            [[queue]]
            name = "returns"
            [[device]]
            endpoint = "desk1"
            [[device]]
            endpoint = "desk2"
            [[agent]]
            name = "anna"
            skills = ["german:5"]
            queues = ["sales", "returns"]
            [[agent]]
            name = "bela"
            queues = ["sales"]
            """;

    private ApiFixture api;

    @BeforeEach
    void start() throws Exception {
        api = new ApiFixture();
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void shouldSayWhatWouldChangeAndChangeNothing() throws Exception {
        JsonNode tried = json(propose(CENTRE, "?dryRun=true"));
        assertThat(tried.path("adopted").asBoolean()).isFalse();
        assertThat(tried.path("revision").asLong()).isZero();
        assertThat(tried.path("next").asLong()).isEqualTo(1);
        assertThat(tried.path("changes").toString()).contains("\"agent\",\"name\":\"anna\"", "ADDED");
        assertThat(json(api.get(PATH, as(ApiFixture.BOSS))).path("revision").asLong())
                .isZero();

        assertThat(json(propose(CENTRE, "?revision=0")).path("adopted").asBoolean())
                .isTrue();
        assertThat(json(api.get(PATH, as(ApiFixture.BOSS))).path("revision").asLong())
                .isEqualTo(1);
        JsonNode again = json(propose(CENTRE, ""));
        assertThat(again.path("changes").isEmpty()).isTrue();
        assertThat(again.path("next").asLong())
                .as("what is in force makes no revision")
                .isEqualTo(1);
    }

    @Test
    void shouldTellWhomItTouchesByWhatTheEngineDoes() throws Exception {
        propose(CENTRE, "");
        List<EngineView.AgentView> agents =
                api.eye.look(QueueEngine::view).join().agents();
        int anna = agents.get(0).agentId();
        int bela = agents.get(1).agentId();
        api.eye.tell(
                new Command.LogIn(0, anna, List.of(1)),
                new Command.LogIn(0, bela, List.of(2)),
                call(101, 2),
                new Command.ContactReachable(101));
        long offer =
                api.eye.look(QueueEngine::view).join().contacts().getFirst().offerId();
        api.eye.tell(
                new Command.OfferRinging(offer),
                new Command.OfferAccepted(offer, 1),
                new Command.OfferConnected(offer),
                call(102, 2),
                new Command.ContactReachable(102));

        String without = CENTRE.replace("[[queue]]\nname = \"returns\"\n", "")
                .replace(", \"returns\"", "")
                .replace("[[agent]]\nname = \"bela\"\nqueues = [\"sales\"]\n", "");
        JsonNode told = json(propose(without, "?dryRun=true"));
        assertThat(told.path("changes").toString()).contains("\"REMOVED\"", "\"returns\"", "\"bela\"");
        assertThat(told.path("consequences").toString())
                .isEqualTo(
                        "{\"lines\":[{\"queue\":\"returns\",\"waiting\":1,\"changed\":0,\"stranded\":0,\"released\":1}],"
                                + "\"loggedOut\":[\"bela\"],\"loggedOutLater\":[],\"talks\":1,\"untried\":\"\"}");

        String annaGone = CENTRE.replace("name = \"anna\"", "name = \"zoe\"");
        assertThat(json(propose(annaGone, "?dryRun=true"))
                        .path("consequences")
                        .path("loggedOutLater")
                        .toString())
                .isEqualTo("[\"anna\"]");
        propose(annaGone, "");
        assertThat(api.eye.look(QueueEngine::view).join().contacts().getFirst().state())
                .as("she finishes her talk")
                .isEqualTo(EngineView.ContactState.TALKING);
    }

    @Test
    void shouldTellTheSecondOfTwoWhoApplyAtOnce() throws Exception {
        propose(CENTRE, "");
        CompletableFuture<HttpResponse<String>> one = later(CENTRE.replace("\"bela\"", "\"zoe\""), "?revision=1");
        CompletableFuture<HttpResponse<String>> other = later(CENTRE.replace("\"bela\"", "\"tim\""), "?revision=1");
        assertThat(List.of(one.join().statusCode(), other.join().statusCode())).containsExactlyInAnyOrder(200, 409);
        assertThat(one.join().body() + other.join().body())
                .contains("Somebody has adopted revision 2 meanwhile; look again and repeat.");
    }

    @Test
    void shouldAdoptWhatStrandsCallersOnlyIfItIsMeant() throws Exception {
        String nobody = CENTRE.replace(", \"returns\"", "");
        HttpResponse<String> refused = propose(nobody, "");
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(json(refused).path("errors").toString())
                .contains("line 6: queue[2].name", "is a queue that no agent serves");
        assertThat(json(propose(nobody, "?force=true")).path("adopted").asBoolean())
                .isTrue();
    }

    @Test
    void shouldRefuseWhatCannotBeUsedWithEveryPlaceAndFix() throws Exception {
        HttpResponse<String> refused = propose(
                CENTRE.replace("\"sales\", \"returns\"", "\"sale\"").replace("\"desk2\"", "\"desk2\"\npbx = 2"), "");
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("line 15: agent[1].queues[1]", "did you mean");
        assertThat(propose(CENTRE.replace("\"desk2\"", "\"desk2\"\npbx = 2"), "")
                        .body())
                .contains("device[2].pbx", "give one of [1]");
        assertThat(propose("[[", "").statusCode()).isEqualTo(422);
        assertThat(propose("", "").statusCode()).isEqualTo(422);
        assertThat(propose(CENTRE, "?revision=abc").statusCode()).isEqualTo(400);
        assertThat(propose(CENTRE, "?dryRun=maybe").statusCode()).isEqualTo(400);
        assertThat(api.post(PATH, "{}", as(ApiFixture.BOSS)).statusCode()).isEqualTo(415);
        assertThat(json(api.get(PATH, as(ApiFixture.BOSS))).path("revision").asLong())
                .isZero();
    }

    @Test
    void shouldTakeAFileLargerThanAnyOtherBodyAndNothingBeyond() throws Exception {
        String large = CENTRE + "# and so on\n".repeat(50_000);
        assertThat(propose(large, "").statusCode()).isEqualTo(200);
        assertThat(propose(CENTRE + "#".repeat(ConfigurationEndpoints.MAX_BYTES), "")
                        .statusCode())
                .isEqualTo(413);
        String post = "POST /api/v1/session HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n";
        assertThat(api.raw(post + "Content-Length: 65537\r\n\r\n")).startsWith("HTTP/1.1 413");
        assertThat(api.raw(post + "Transfer-Encoding: chunked\r\n\r\n10001\r\n" + "a".repeat(65_537) + "\r\n"))
                .startsWith("HTTP/1.1 413");
        assertThat(propose(large, "").statusCode()).as("and the next one").isEqualTo(200);
    }

    @Test
    void shouldSayInTheAuditLogWhoAdoptedWhat() throws Exception {
        propose(CENTRE, "?dryRun=true");
        propose(CENTRE, "");
        api.audit.close();
        assertThat(api.store.audited().toString()).contains("only tried", "revision 1, 7 changes", "boss");
    }

    private static Command call(long key, int queueId) {
        return new Command.ContactArrived(key, Channel.VOICE, queueId, 0, 0, 0, List.of(), ContactDetails.NONE);
    }

    private HttpResponse<String> propose(String text, String query) throws Exception {
        return api.send(request(text, query));
    }

    private CompletableFuture<HttpResponse<String>> later(String text, String query) {
        return api.client.sendAsync(request(text, query).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String text, String query) {
        return api.request(PATH + query, as(ApiFixture.BOSS))
                .header("content-type", "application/toml")
                .POST(HttpRequest.BodyPublishers.ofString(text));
    }
}
