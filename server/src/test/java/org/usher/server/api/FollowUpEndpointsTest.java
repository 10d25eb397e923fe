package org.usher.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.usher.core.api.Channel;
import org.usher.core.api.Command;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.EndedBy;
import org.usher.core.api.EntryOutcome;
import org.usher.core.api.Event;
import org.usher.server.Story;
import org.usher.server.callback.FollowUpRule;
import org.usher.server.customer.PhoneNumbers;
import org.usher.server.followup.FollowUpBook;
import org.usher.server.people.Staff;
import org.usher.server.security.TokenRole;

/** Callers who hung up after too long a wait. */
final class FollowUpEndpointsTest {
    private static final String EVA = "+49301234567";

    private ApiFixture api;

    @BeforeEach
    void start() throws Exception {
        api = new ApiFixture(TokenRole.ANONYMOUS);
        api.followUpRule.set(new FollowUpRule(30_000, FollowUpRule.How.LIST));
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private void queued(long contactId, String number, Channel channel) {
        api.story.say(new Event.ContactQueued(
                api.story.nowMs(),
                contactId,
                contactId,
                Story.BILLING,
                channel,
                0,
                channel == Channel.CALLBACK ? 0 : contactId,
                api.story.nowMs(),
                0,
                new ContactDetails(1, "", "", number, "Eva", "", "", "", "")));
    }

    private void hangsUp(long contactId, String number, long waitedMs) {
        queued(contactId, number, Channel.VOICE);
        ends(contactId, waitedMs);
    }

    private void ends(long contactId, long waitedMs) {
        api.story
                .after(waitedMs)
                .say(new Event.EntryEnded(
                        api.story.nowMs(), contactId, contactId, Story.BILLING, EntryOutcome.ABANDONED, waitedMs));
        api.story.say(new Event.ContactEnded(api.story.nowMs(), contactId, 0, EndedBy.CALLER, 0, 0));
    }

    private String list() throws Exception {
        HttpResponse<String> answer = api.get("/api/v1/follow-ups", "Authorization", "Bearer " + ApiFixture.BOSS);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return api.post("/api/v1/follow-ups/" + path, body, "Authorization", "Bearer " + ApiFixture.BOSS);
    }

    @Test
    void shouldListWhoHungUpAfterTheSetWait() throws Exception {
        hangsUp(801, EVA, 31_000);
        hangsUp(802, "+49301234568", 29_000);
        assertThat(list())
                .contains("\"id\":801")
                .contains("\"number\":\"" + EVA + "\"")
                .contains("\"waitedMs\":31000")
                .contains("\"queue\":\"billing\"")
                .doesNotContain("\"id\":802");
        api.followUpRule.set(FollowUpRule.NONE);
        assertThat(list()).as("unless the queue says so").doesNotContain("\"id\":801");
    }

    @Test
    void shouldLeaveOutWhomNobodyMayCall() throws Exception {
        hangsUp(801, "anonymous", 60_000);
        hangsUp(802, "+33123456789", 60_000);
        hangsUp(803, "+4930666", 60_000);
        assertThat(list()).doesNotContain("80");
    }

    @Test
    void shouldDropWhoWasServedSinceByWhateverCall() throws Exception {
        hangsUp(801, EVA, 60_000);
        queued(805, "030 1234567", Channel.VOICE);
        assertThat(list()).as("he is in the line").doesNotContain("\"id\":801");
        api.story.say(new Event.ContactConnected(
                api.story.nowMs(), 805, 805, 9, Story.BILLING, Story.ALICE, 1_000, api.story.nowMs()));
        api.story.say(new Event.ContactEnded(api.story.nowMs(), 805, Story.ALICE, EndedBy.CALLER, 1_000, 0));
        assertThat(list()).doesNotContain("\"id\"");
    }

    @Test
    void shouldKeepWhoHungUpAgainOnceWithHisLongestWait() throws Exception {
        hangsUp(801, EVA, 60_000);
        hangsUp(802, EVA, 2_000);
        assertThat(list()).contains("\"id\":802").contains("\"waitedMs\":60000").contains("\"times\":2");
    }

    @Test
    void shouldCallBackOnOrderAndListWhoWasNotReached() throws Exception {
        hangsUp(801, EVA, 60_000);
        assertThat(post("801/callback", "").statusCode()).isEqualTo(200);
        assertThat(api.callbackBook.of(EVA)).isPresent();
        assertThat(list()).as("he is to be called").doesNotContain("\"id\"");
        long callback = api.callbackBook.of(EVA).orElseThrow().contactId();
        ends(callback, 1_000);
        assertThat(list())
                .contains("\"id\":801")
                .contains("\"calledBack\":true")
                .contains("\"times\":1");
    }

    @Test
    void shouldTakeOffWhomSomebodyHasDealtWith() throws Exception {
        hangsUp(801, EVA, 60_000);
        assertThat(post("801/done", "{\"note\": \"" + "x".repeat(201) + "\"}").statusCode())
                .isEqualTo(422);
        assertThat(post("801/done", "{\"note\": \"reached\"}").statusCode()).isEqualTo(200);
        assertThat(api.desk.asked).last().isEqualTo(new Command.SettleFollowUp(7, 801, "token boss", "reached"));
        api.story.say(new Event.FollowUpSettled(api.story.nowMs(), 801, "token boss", "reached"));
        assertThat(list()).doesNotContain("\"id\":801");
        assertThat(post("801/done", "{}").statusCode()).isEqualTo(404);
    }

    @Test
    void shouldShowEachOnlyThoseOfHisQueues() throws Exception {
        hangsUp(801, EVA, 60_000);
        String[] serves = api.loggedIn(Staff.AGNES);
        String[] leadsSales = api.loggedIn(Staff.SONJA);
        assertThat(api.get("/api/v1/follow-ups", serves).body()).contains("\"id\":801");
        assertThat(api.get("/api/v1/follow-ups", leadsSales).body()).doesNotContain("\"id\":801");
        assertThat(api.post("/api/v1/follow-ups/801/done", "{}", leadsSales).statusCode())
                .isEqualTo(404);
        assertThat(api.post("/api/v1/follow-ups/801/done", "{}", serves).statusCode())
                .isEqualTo(200);
        assertThat(api.desk.asked).last().isEqualTo(new Command.SettleFollowUp(7, 801, "agnes", ""));
    }

    @Test
    void shouldRememberThemOverARestart() throws IOException {
        hangsUp(801, EVA, 60_000);
        FollowUpBook again = new FollowUpBook(new PhoneNumbers("DE"));
        again.remember(api.followUpBook.remembered());
        assertThat(again.all()).isEqualTo(api.followUpBook.all()).hasSize(1);
        assertThat(again.all()).extracting(FollowUpBook.Missed::times).isEqualTo(List.of(1));
    }
}
