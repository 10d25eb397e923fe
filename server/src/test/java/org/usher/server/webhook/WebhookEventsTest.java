package org.usher.server.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.usher.core.api.AgentState;
import org.usher.core.api.BookingOutcome;
import org.usher.core.api.CallbackWindow;
import org.usher.core.api.Channel;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.EndedBy;
import org.usher.core.api.EntryOutcome;
import org.usher.core.api.Event;
import org.usher.core.api.ReleaseStatus;
import org.usher.server.Story;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the engine's events become outside. */
final class WebhookEventsTest {
    private static final ContactDetails EVA = new ContactDetails(1, "", "", "+49301234567", "Eva", "100", "de", "", "");

    private final List<WebhookEvent> told = new ArrayList<>();
    private final WebhookEvents events = new WebhookEvents(
            (queueId, caller, waitedMs) -> waitedMs >= 30_000 ? Optional.of("+49" + caller) : Optional.empty());
    private final Story story =
            new Story(1_795_000_000_000L, event -> told.addAll(events.of(event))).adopt(Story.CENTRE);

    private List<String> types() {
        return told.stream().map(event -> event.type().word()).toList();
    }

    private <T extends WebhookData> T only(Class<T> type) {
        return told.stream()
                .map(WebhookEvent::data)
                .filter(type::isInstance)
                .map(type::cast)
                .reduce((one, other) -> {
                    throw new AssertionError("told twice: " + one + ", " + other);
                })
                .orElseThrow();
    }

    private void callback(long contactId) {
        story.say(new Event.ContactQueued(
                story.nowMs(), contactId, contactId, Story.SALES, Channel.CALLBACK, 0, 0, story.nowMs(), 0, EVA));
    }

    private void connected(long contactId) {
        story.say(new Event.ContactConnected(
                story.nowMs(), contactId, contactId, 5, Story.SALES, Story.ALICE, 4_000, story.nowMs()));
        story.say(new Event.EntryEnded(story.nowMs(), contactId, contactId, Story.SALES, EntryOutcome.ANSWERED, 4_000));
    }

    @Test
    void shouldTellWhatACustomerSaidOfHisTalk() {
        story.say(new Event.ContactScored(story.nowMs(), 7, Story.SALES, Story.ALICE, 0)); // nothing
        assertThat(told).isEmpty();
        story.say(new Event.ContactScored(story.nowMs(), 7, Story.SALES, Story.ALICE, 2));
        assertThat(types()).containsExactly("survey.answered");
        assertThat(only(WebhookData.SurveyAnswered.class))
                .isEqualTo(new WebhookData.SurveyAnswered(7, "sales", "alice", 2));
    }

    @Test
    void shouldTellTheLifeOfACall() {
        long contact = story.call(Story.BILLING, "0301234567");
        story.say(new Event.CustomerIdentified(story.nowMs(), contact, Story.BILLING, "C-1"));
        story.after(12_000).answer(contact, Story.BILLING, Story.ALICE, 12_000);
        story.after(60_000).hangUp(contact, Story.ALICE, 60_000);
        assertThat(types())
                .containsExactly(
                        "contact.queued",
                        "contact.offered",
                        "agent.state",
                        "agent.state",
                        "contact.connected",
                        "contact.ended",
                        "agent.state");
        WebhookData.ContactQueued queued = only(WebhookData.ContactQueued.class);
        assertThat(queued.queue()).isEqualTo("billing");
        assertThat(queued.caller()).isEqualTo("0301234567");
        assertThat(only(WebhookData.ContactConnected.class))
                .isEqualTo(new WebhookData.ContactConnected(
                        contact, "billing", Channel.VOICE, "alice", 12_000, 1_795_000_012_000L, false));
        assertThat(only(WebhookData.ContactEnded.class))
                .isEqualTo(new WebhookData.ContactEnded(
                        contact,
                        "billing",
                        Channel.VOICE,
                        WebhookData.ContactOutcome.ANSWERED,
                        "alice",
                        EndedBy.CALLER,
                        60_000,
                        0));
        assertThat(told.getFirst().queues()).containsExactly("billing");
        assertThat(told.get(2).queues()).as("those the agent serves").containsExactlyInAnyOrder("billing", "sales");
    }

    @Test
    void shouldSayOfWhoHungUpThatHeIsFollowedUp() {
        long patient = story.call(Story.SALES, "1");
        story.say(new Event.EntryEnded(story.nowMs(), patient, patient, Story.SALES, EntryOutcome.ABANDONED, 31_000));
        story.say(new Event.ContactEnded(story.nowMs(), patient, 0, EndedBy.CALLER, 0, 0));
        assertThat(only(WebhookData.FollowUpListed.class))
                .isEqualTo(new WebhookData.FollowUpListed(patient, "sales", "+491", "", 31_000, story.nowMs()));
        assertThat(only(WebhookData.ContactEnded.class).outcome()).isEqualTo(WebhookData.ContactOutcome.ABANDONED);
        assertThat(only(WebhookData.ContactEnded.class).agent()).isNull();
        told.clear();
        long hasty = story.call(Story.SALES, "2");
        story.say(new Event.EntryEnded(story.nowMs(), hasty, hasty, Story.SALES, EntryOutcome.SHORT_ABANDONED, 2_000));
        assertThat(types()).containsExactly("contact.queued");
    }

    @Test
    void shouldTellOfACallbackInTurnFromPromiseToEnd() {
        callback(901);
        assertThat(types()).containsExactly("callback.promised", "contact.queued");
        story.say(
                new Event.CustomerNotReached(story.nowMs(), 901, 4, Story.SALES, Story.ALICE, story.nowMs() + 300_000));
        callback(901);
        assertThat(types().subList(2, 4))
                .as("it is promised once")
                .containsExactly("callback.attempted", "contact.queued");
        connected(901);
        assertThat(types().subList(4, types().size()))
                .containsExactly("contact.connected", "callback.attempted", "callback.settled");
        assertThat(only(WebhookData.CallbackSettled.class).outcome()).isEqualTo(BookingOutcome.KEPT);
        story.say(new Event.ContactEnded(story.nowMs(), 901, Story.ALICE, EndedBy.CALLER, 1, 0));
        assertThat(types().getLast()).isEqualTo("contact.ended");
        assertThat(types()).containsOnlyOnce("callback.settled");
        assertThat(told.get(5).place().part())
                .as("of one event of the engine's")
                .isEqualTo(1);
        assertThat(told.stream().map(event -> event.id(new UUID(1, 2))))
                .as("no two have the same id")
                .doesNotHaveDuplicates()
                .allMatch(id -> id.matches("msg_[0-9a-f]{32}_\\d+_\\d+_\\d+"));
    }

    @Test
    void shouldTellWhyACallbackCameToNothing() {
        callback(902);
        story.say(new Event.CustomerNotReached(story.nowMs(), 902, 4, Story.SALES, Story.ALICE, 0));
        story.say(new Event.ContactEnded(story.nowMs(), 902, 0, EndedBy.SYSTEM, 0, 0));
        callback(903);
        story.say(new Event.ContactEnded(story.nowMs(), 903, 0, EndedBy.CALLER, 0, 0));
        callback(904);
        story.say(new Event.EntryEnded(story.nowMs(), 904, 904, Story.SALES, EntryOutcome.OVERFLOWED, 9));
        story.say(new Event.ContactEnded(story.nowMs(), 904, 0, EndedBy.SYSTEM, 0, 0));
        assertThat(told.stream()
                        .map(WebhookEvent::data)
                        .filter(WebhookData.CallbackSettled.class::isInstance)
                        .map(data -> ((WebhookData.CallbackSettled) data).outcome()))
                .containsExactly(BookingOutcome.NOT_REACHED, BookingOutcome.CANCELLED, BookingOutcome.MISSED);
    }

    @Test
    void shouldTellOfAPromisedWindowAsTheEngineSettlesIt() {
        CallbackWindow window = new CallbackWindow(story.nowMs() + 1_000, story.nowMs() + 9_000, story.nowMs() + 5_000);
        story.say(new Event.CallbackBooked(story.nowMs(), 905, Story.SALES, window, EVA));
        story.after(1_000);
        callback(905);
        connected(905);
        assertThat(types()).doesNotContain("callback.settled").containsOnlyOnce("callback.promised");
        story.say(new Event.BookingSettled(story.nowMs(), 905, Story.SALES, window, 1, BookingOutcome.KEPT));
        assertThat(only(WebhookData.CallbackPromised.class))
                .isEqualTo(new WebhookData.CallbackPromised(
                        905, "sales", "+49301234567", "Eva", window.fromMs(), window.untilMs()));
        assertThat(only(WebhookData.CallbackSettled.class))
                .isEqualTo(new WebhookData.CallbackSettled(
                        905, "sales", BookingOutcome.KEPT, window.fromMs(), window.untilMs()));
        assertThat(only(WebhookData.CallbackAttempted.class).reached()).isTrue();
    }

    @Test
    void shouldTellOfChatsPausesRefusalsAndTransfers() {
        story.say(new Event.ContactQueued(
                story.nowMs(), 906, 906, Story.BILLING, Channel.CHAT, 0, 0, story.nowMs(), 0, EVA));
        story.say(new Event.ChatSaid(story.nowMs(), 906, 0, "m-1", "Where is it?"));
        assertThat(only(WebhookData.ChatWritten.class))
                .isEqualTo(new WebhookData.ChatWritten(906, "billing", "m-1", null, "Where is it?", null));
        story.state(Story.BOB, AgentState.READY, AgentState.PAUSED, Story.LUNCH, null);
        assertThat(only(WebhookData.AgentChanged.class).reason()).isEqualTo("lunch");
        story.say(new Event.TalkJoined(story.nowMs(), 906, 7, Story.BILLING, 0, 0));
        assertThat(only(WebhookData.ContactConnected.class))
                .isEqualTo(
                        new WebhookData.ContactConnected(906, "billing", Channel.CHAT, null, 0, story.nowMs(), true));
        told.clear();
        story.say(
                new Event.ContactRefused(story.nowMs(), 907, Story.BILLING, Channel.VOICE, 0, ReleaseStatus.FULL, EVA));
        story.say(new Event.ContactEnded(story.nowMs(), 907, 0, EndedBy.SYSTEM, 0, 0));
        assertThat(types()).containsExactly("contact.ended");
        assertThat(only(WebhookData.ContactEnded.class).outcome()).isEqualTo(WebhookData.ContactOutcome.REFUSED);
    }

    @Test
    void shouldBeWrittenAsTheSpecificationRecommends() {
        long contact = story.call(Story.SALES, "+49301234567");
        assertThat(told.getFirst().body())
                .isEqualTo(
                        "{\"type\":\"contact.queued\",\"timestamp\":\"2026-11-18T11:06:40Z\",\"data\":{\"contactId\":"
                                + contact
                                + ",\"queue\":\"sales\",\"channel\":\"VOICE\",\"priority\":0,\"enqueuedAtMs\":1795000000000,"
                                + "\"caller\":\"+49301234567\",\"callerName\":\"\",\"dialled\":\"100\",\"language\":\"de\",\"customer\":\"\"}}");
        for (WebhookType type : WebhookType.values()) {
            JsonNode body = JsonMapper.shared().valueToTree(type.exampleBody());
            assertThat(body.get("type").asString()).isEqualTo(type.word());
            assertThat(type.word()).matches("[a-z_]+\\.[a-z_]+");
        }
    }
}
