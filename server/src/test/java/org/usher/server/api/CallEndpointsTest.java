package org.usher.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.usher.server.api.ApiFixture.as;
import static org.usher.server.api.ApiFixture.json;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.usher.core.api.Channel;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.DeviceKind;
import org.usher.server.Story;
import org.usher.server.call.CallDesk;
import org.usher.server.call.CallOrder;
import org.usher.server.call.CallTarget;
import org.usher.server.people.Staff;
import tools.jackson.databind.JsonNode;

/** The call in an agent's hand over HTTP: what is shown of it, and what becomes of orders. */
class CallEndpointsTest {
    private static final long CALL_KEY = 100;
    private static final long CONTACT_ID = 3;
    private static final ContactDetails DETAILS =
            new ContactDetails(1, "u1", "PJSIP/trunk-1", "+4930123", "", "100", "de", "", "");

    private ApiFixture api;
    private final List<String> ordered = new ArrayList<>();
    private CallDesk.Outcome outcome = new CallDesk.Outcome(CallDesk.Result.DONE, "");
    private CallDesk.Picture picture = CallDesk.Picture.NOTHING;

    /** The PBX, which obeys as told. */
    private final class Pbx implements CallDesk.Pbx {
        @Override
        public CompletableFuture<CallDesk.Outcome> order(
                CallDesk.Hand hand, CallOrder order, @Nullable CallTarget target) {
            assertThat(hand.callKey()).isEqualTo(CALL_KEY);
            assertThat(hand.deviceIds()).containsExactly(21);
            ordered.add(order + (target == null ? "" : " " + target));
            return CompletableFuture.completedFuture(outcome);
        }

        @Override
        public CompletableFuture<CallDesk.Picture> picture(CallDesk.Hand hand) {
            return CompletableFuture.completedFuture(picture);
        }
    }

    @BeforeEach
    void open() throws Exception {
        api = new ApiFixture();
        api.calls.attach(1, new Pbx());
        api.eye.tell(
                new Command.AdoptConfiguration(Story.CENTRE),
                new Command.LogIn(0, Story.ALICE, List.of(21)),
                new Command.ContactArrived(CALL_KEY, Channel.VOICE, Story.BILLING, 0, 0, 0, List.of(), DETAILS),
                new Command.ContactReachable(CALL_KEY));
    }

    @AfterEach
    void close() {
        api.close();
    }

    private void aliceTalks() {
        long offerId = api.eye
                .look(engine -> engine.view().contacts().getFirst().offerId())
                .join();
        api.eye.tell(
                new Command.OfferRinging(offerId),
                new Command.OfferAccepted(offerId, 21),
                new Command.OfferConnected(offerId));
    }

    private HttpResponse<String> post(String order, @Nullable String body) throws Exception {
        return api.post("/api/v1/agents/alice/call/" + order, body, as(ApiFixture.SUPERVISOR));
    }

    private JsonNode shown(String agent) throws Exception {
        HttpResponse<String> response = api.get("/api/v1/agents/" + agent + "/call", as(ApiFixture.SUPERVISOR));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return json(response);
    }

    private static void refused(HttpResponse<String> response, int status, String problem, String detail) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.body())
                .contains("urn:usher:problem:" + problem + "\"")
                .contains(detail);
    }

    @Test
    void shouldShowWhatRings() throws Exception {
        JsonNode call = shown("alice").get("call");
        assertThat(call.get("contactId").asLong()).isEqualTo(CONTACT_ID);
        assertThat(call.get("state").asString()).isEqualTo("OFFERED");
        assertThat(call.get("queue").asString()).isEqualTo("billing");
        assertThat(call.get("caller").asString()).isEqualTo("+4930123");
        assertThat(call.get("sinceMs").asLong()).isEqualTo(4_000);
        assertThat(shown("bob").get("call").isNull()).isTrue();
        assertThat(shown("bob").get("device").isNull()).isTrue();
        assertThat(shown("bob").get("capabilities").isEmpty()).isTrue();
    }

    @Test
    void shouldShowHowATalkStands() throws Exception {
        aliceTalks();
        picture = new CallDesk.Picture(21, false, true, CallDesk.Consult.TALKING, false, false, "");
        JsonNode call = shown("alice").get("call");
        assertThat(call.get("state").asString()).isEqualTo("TALKING");
        assertThat(call.get("muted").asBoolean()).isTrue();
        assertThat(call.get("consult").toString())
                .isEqualTo("{\"with\":null,\"state\":\"TALKING\",\"withCustomer\":false}");
    }

    @Test
    void shouldSayWhomTheAgentConsults() throws Exception {
        api.eye.tell(new Command.LogIn(0, Story.BOB, List.of(22)));
        aliceTalks();
        assertThat(post("consult", "{\"agent\":\"bob\"}").statusCode()).isEqualTo(200);
        assertThat(ordered).containsExactly("CONSULT Agent[name=bob, deviceIds=[22]]");
        picture = new CallDesk.Picture(21, false, false, CallDesk.Consult.CALLING, false, false, "");
        assertThat(shown("alice").get("call").get("consult").toString())
                .isEqualTo("{\"with\":\"bob\",\"state\":\"CALLING\",\"withCustomer\":false}");
    }

    @Test
    void shouldSayOfEachOrderWhetherThePhoneCanBeToldAndWhyNot() throws Exception {
        JsonNode answer = shown("alice");
        assertThat(answer.get("device").asString()).isEqualTo("alice-desk");
        assertThat(answer.get("capabilities").size()).isEqualTo(CallOrder.values().length);
        assertThat(answer.get("capabilities").get(0).get("order").asString()).isEqualTo("accept");
        assertThat(answer.get("capabilities").get(0).get("possible").asBoolean())
                .isFalse();
        assertThat(answer.get("capabilities").get(0).get("reason").asString()).contains("pick it up");
        assertThat(answer.get("capabilities").get(1).toString())
                .isEqualTo("{\"order\":\"decline\",\"possible\":true,\"reason\":null}");
        refused(post("accept", null), 409, "not-possible", "pick it up");
        assertThat(ordered).isEmpty();
    }

    /** Boris answers for billing, Agnes is alice. */
    @Test
    void shouldGiveCustomersForAnAgentOnlyToThoseWhomOneAnswersFor() throws Exception {
        aliceTalks();
        api.eye.tell(new Command.LogIn(0, Story.BOB, List.of(22)));
        Configuration.Agent bob = Story.CENTRE.agents().get(1);
        api.story.adopt(new Configuration(
                2,
                Story.CENTRE.skills(),
                Story.CENTRE.queues(),
                Story.CENTRE.devices(),
                List.of(
                        Story.CENTRE.agents().getFirst(),
                        new Configuration.Agent(
                                Story.BOB, bob.name(), bob.title(), bob.skills(), List.of(Story.SALES))),
                Story.CENTRE.pauseReasons(),
                Story.CENTRE.settings()));
        String[] boris = api.loggedIn(Staff.BORIS);
        for (String order : List.of("transfer", "consult")) {
            String path = "/api/v1/agents/alice/call/" + order;
            refused(api.post(path, "{\"queue\":\"sales\"}", boris), 403, "not-your-queue", "sales");
            refused(api.post(path, "{\"agent\":\"bob\"}", boris), 403, "not-your-agent", "bob");
        }
        assertThat(ordered).isEmpty();
        String[] agnes = api.loggedIn(Staff.AGNES);
        HttpResponse<String> own = api.post("/api/v1/agents/alice/call/consult", "{\"agent\":\"bob\"}", agnes);
        assertThat(own.statusCode()).as(own.body()).isEqualTo(200);
        assertThat(ordered).containsExactly("CONSULT Agent[name=bob, deviceIds=[22]]");
    }

    @Test
    void shouldAcceptWhereThePhoneAndThePbxAllowIt() throws Exception {
        api.story.adopt(new Configuration(
                2,
                Story.CENTRE.skills(),
                Story.CENTRE.queues(),
                List.of(new Configuration.Device(21, 1, "alice-desk", DeviceKind.PHONE, false, true)),
                Story.CENTRE.agents(),
                Story.CENTRE.pauseReasons(),
                Story.CENTRE.settings()));
        assertThat(shown("alice").get("capabilities").get(0).toString())
                .isEqualTo("{\"order\":\"accept\",\"possible\":true,\"reason\":null}");
        assertThat(post("accept", null).statusCode()).isEqualTo(200);
        assertThat(ordered).containsExactly("ACCEPT");
        picture = new CallDesk.Picture(21, false, false, CallDesk.Consult.NONE, false, false, "no right for that");
        assertThat(shown("alice").get("capabilities").get(0).get("reason").asString())
                .isEqualTo("No right for that.");
        refused(post("accept", null), 409, "not-possible", "No right for that.");
        assertThat(ordered).hasSize(1);
    }

    @Test
    void shouldGiveTheOrderToThePbxAndSayWhatItSays() throws Exception {
        assertThat(post("decline", null).body()).isEqualTo("{\"result\":\"DONE\"}");
        assertThat(ordered).containsExactly("DECLINE");
        outcome = new CallDesk.Outcome(CallDesk.Result.REFUSED, "the customer is on hold already");
        refused(post("hold", null), 409, "call-refused", "The customer is on hold already.");
        outcome = new CallDesk.Outcome(CallDesk.Result.UNKNOWN, "this agent is not in that talk");
        refused(post("hang-up", null), 409, "no-call", "This agent is not in that talk.");
        outcome = new CallDesk.Outcome(CallDesk.Result.NOT_CONFIRMED, "no answer came");
        refused(post("hold", null), 504, "not-confirmed", "no answer came");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"agent":"alice"}                 | 422 | invalid-field   | somebody else
            {"agent":"nobody"}                | 422 | invalid-field   | no such agent
            {"agent":"bob"}                   | 409 | agent-away      | not logged in
            {"queue":"nowhere"}               | 422 | invalid-field   | no such queue
            {"agent":"bob","queue":"sales"}   | 422 | invalid-field   | give one of
            {}                                | 422 | invalid-field   | give one of
            {"number":"0301234"}              | 403 | number-denied   | numbers of [desk]
            {"number":"112"}                  | 403 | number-denied   | numbers of [desk]
            {"number":"08001234"}             | 403 | number-denied   | numbers of [desk]
            {"number":"sip:x@y"}              | 422 | invalid-field   | digits
            """)
    void shouldRefuseATargetThatCannotBe(String body, int status, String problem, String detail) throws Exception {
        aliceTalks();
        refused(post("transfer", body), status, problem, detail);
        assertThat(ordered).isEmpty();
    }

    @Test
    void shouldNotGiveACustomerToAColleagueWhoIsInACall() throws Exception {
        api.eye.tell(
                new Command.LogIn(0, Story.BOB, List.of(22)),
                new Command.ContactArrived(200, Channel.VOICE, Story.BILLING, 0, 0, 0, List.of(), DETAILS),
                new Command.ContactReachable(200));
        refused(post("transfer", "{\"agent\":\"bob\"}"), 409, "agent-busy", "bob is in a call");
    }

    @Test
    void shouldGiveACustomerToAQueueThatSomebodyServes() throws Exception {
        aliceTalks();
        assertThat(post("transfer", "{\"queue\":\"billing\"}").statusCode()).isEqualTo(200);
        assertThat(ordered).containsExactly("TRANSFER Queue[name=billing]");
    }

    @ParameterizedTest
    @CsvSource({"+49 (30) 123-4,+49301234", "0800 123,0800123"})
    void shouldCallANumberThatIsAllowed(String written, String dialled) throws Exception {
        aliceTalks();
        assertThat(post("transfer", "{\"number\":\"" + written + "\"}").statusCode())
                .isEqualTo(200);
        assertThat(ordered).containsExactly("TRANSFER Outside[name=" + dialled + "]");
    }

    @Test
    void shouldSayThatThereIsNoCall() throws Exception {
        refused(
                api.post("/api/v1/agents/bob/call/hang-up", null, as(ApiFixture.SUPERVISOR)),
                409,
                "no-call",
                "bob has no call in hand");
    }
}
