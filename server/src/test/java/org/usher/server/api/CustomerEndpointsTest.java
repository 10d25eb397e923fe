package org.usher.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.usher.server.api.ApiFixture.as;

import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.usher.core.api.Event;
import org.usher.server.Story;
import org.usher.server.customer.Customer;
import org.usher.server.customer.Lookup;
import org.usher.server.customer.Question;
import org.usher.server.people.Staff;
import org.usher.server.security.TokenRole;

/** Who the caller may be, for whom he speaks with and nobody else. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
final class CustomerEndpointsTest {
    private static final Customer MARIE =
            new Customer("C-1", "Marie Curie", "fr", "gold", true, "alice", Set.of("claim"));

    private ApiFixture api;

    @BeforeEach
    void start() throws Exception {
        api = new ApiFixture(TokenRole.ANONYMOUS);
        api.known.put(new Question.ByNumber("+4930123456"), new Lookup.Known(MARIE));
        api.known.put(new Question.ById("C-1"), new Lookup.Known(MARIE));
        api.known.put(new Question.ByNumber("+4930999999"), new Lookup.Shared());
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void shouldTellTheNameAsOneThatIsNotVerified() throws Exception {
        long contact = api.story.call(Story.BILLING, "030 123456");
        assertThat(asked(contact))
                .isEqualTo(
                        "{\"contactId\":" + contact + ",\"match\":\"KNOWN\",\"foundBy\":\"NUMBER\",\"verified\":false,"
                                + "\"customer\":{\"id\":\"C-1\",\"name\":\"Marie Curie\",\"language\":\"fr\",\"segment\":\"gold\","
                                + "\"vip\":true,\"lastAgent\":\"alice\",\"openMatters\":[\"claim\"]}}");
        api.story.say(new Event.CustomerIdentified(api.story.nowMs(), contact, Story.BILLING, "C-1"));
        assertThat(asked(contact)).as("it was we who found him").contains("\"foundBy\":\"NUMBER\"");
    }

    @Test
    void shouldTakeNoIdentityFromWhatSeveralHaveOrNobodyShows() throws Exception {
        assertThat(asked(api.story.call(Story.BILLING, "+4930999999")))
                .contains("\"match\":\"SHARED\"", "\"customer\":null");
        assertThat(asked(api.story.call(Story.BILLING, "+49305555555"))).contains("\"match\":\"UNKNOWN\"");
        assertThat(asked(api.story.call(Story.BILLING, "anonymous"))).contains("\"match\":\"WITHHELD\"");
        assertThat(asked(api.story.call(Story.BILLING, ""))).contains("\"match\":\"WITHHELD\"");
    }

    @Test
    void shouldShowAnAgentWhoCallsHimAndNobodyElse() throws Exception {
        String[] agnes = api.loggedIn(Staff.AGNES); // who is alice at the phones
        long contact = api.story.call(Story.BILLING, "030 123456");
        String path = "/api/v1/contacts/" + contact + "/customer";
        assertThat(api.get(path, agnes).statusCode()).as("he waits").isEqualTo(404);
        api.story.say(new Event.OfferMade(api.story.nowMs(), contact, 77, Story.BILLING, Story.ALICE, 0));
        assertThat(api.get(path, agnes).body()).contains("Marie Curie");
        api.story.answer(contact, Story.BILLING, Story.ALICE, 1_000);
        assertThat(api.get(path, agnes).body()).contains("Marie Curie");
        long other = api.story.call(Story.BILLING, "030 123456");
        api.story.answer(other, Story.BILLING, Story.BOB, 1_000);
        assertThat(api.get("/api/v1/contacts/" + other + "/customer", agnes).statusCode())
                .as("he talks with Bob")
                .isEqualTo(404);
        api.story.hangUp(contact, Story.ALICE, 5_000);
        assertThat(api.get(path, agnes).statusCode()).as("it is over").isEqualTo(404);
        assertThat(api.get(path, as(ApiFixture.SUPERVISOR)).statusCode()).isEqualTo(404);
    }

    private String asked(long contact) throws Exception {
        return api.get("/api/v1/contacts/" + contact + "/customer", as(ApiFixture.SUPERVISOR))
                .body();
    }
}
