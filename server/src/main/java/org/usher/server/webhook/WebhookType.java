package org.usher.server.webhook;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.usher.core.api.AgentState;
import org.usher.core.api.BookingOutcome;
import org.usher.core.api.Channel;
import org.usher.core.api.EndedBy;

/** What can be told. The words never change their meaning. */
public enum WebhookType {
    CONTACT_QUEUED(
            "contact.queued",
            "A contact stands in a queue's line; said again after a transfer, or when a callback is tried once more",
            new WebhookData.ContactQueued(
                    4711, "sales", Channel.VOICE, 0, 1_795_000_000_000L, "+49301234567", "Eva", "100", "de", "C-4711")),
    CONTACT_OFFERED(
            "contact.offered",
            "An agent is asked to take a contact",
            new WebhookData.ContactOffered(4711, "sales", Channel.VOICE, "anna", 12_000)),
    CONTACT_CONNECTED(
            "contact.connected",
            "Customer and agent talk, or write to each other",
            new WebhookData.ContactConnected(4711, "sales", Channel.VOICE, "anna", 14_500, 1_795_000_014_500L, false)),
    CONTACT_ENDED(
            "contact.ended",
            "A contact is over; the outcome is that of its last stay in a line",
            new WebhookData.ContactEnded(
                    4711,
                    "sales",
                    Channel.VOICE,
                    WebhookData.ContactOutcome.ANSWERED,
                    "anna",
                    EndedBy.CALLER,
                    95_000,
                    0)),
    CALLBACK_PROMISED(
            "callback.promised",
            "A customer is promised a call, in turn or within a window",
            new WebhookData.CallbackPromised(
                    4712, "sales", "+49301234567", "Eva", 1_795_003_600_000L, 1_795_007_200_000L)),
    CALLBACK_ATTEMPTED(
            "callback.attempted",
            "A customer was called, and reached or not",
            new WebhookData.CallbackAttempted(4712, "sales", "anna", false, 1_795_004_200_000L)),
    CALLBACK_SETTLED(
            "callback.settled",
            "What became of the promise of a call; said once for each",
            new WebhookData.CallbackSettled(
                    4712, "sales", BookingOutcome.KEPT, 1_795_003_600_000L, 1_795_007_200_000L)),
    CHAT_MESSAGE(
            "chat.message",
            "Somebody has written in a chat. It carries what was said, so it is sent only to who asks for it by name",
            new WebhookData.ChatWritten(4713, "sales", "m-1", null, "Where is my parcel?", null)),
    AGENT_STATE(
            "agent.state",
            "An agent's state changed",
            new WebhookData.AgentChanged("anna", AgentState.READY, AgentState.PAUSED, "lunch")),
    FOLLOW_UP_LISTED(
            "follow_up.listed",
            "A caller who hung up after follow_up_after or more stands on the list of those to be followed up",
            new WebhookData.FollowUpListed(4714, "sales", "+49301234567", "Eva", 64_000, 1_795_000_064_000L)),
    SURVEY_ANSWERED(
            "survey.answered",
            "A customer said after his talk how satisfied he was, from 1 to 5",
            new WebhookData.SurveyAnswered(4711, "sales", "anna", 4)),
    TEST(
            "usher.test",
            "Somebody asked for it by POST /api/v1/webhooks/{webhook}/test; sent to every webhook, and not repeated",
            new WebhookData.Tested("crm"));

    private static final long EXAMPLE_AT_MS = 1_795_000_000_000L;

    private final String word;
    private final String meaning;

    @SuppressWarnings("ImmutableEnumChecker") // all of them are records of values
    private final WebhookData example;

    WebhookType(String word, String meaning, WebhookData example) {
        this.word = word;
        this.meaning = meaning;
        this.example = example;
    }

    /** As it goes over the wire, and is asked for. */
    public String word() {
        return word;
    }

    /** In one sentence, for people. */
    public String meaning() {
        return meaning;
    }

    /** One such as is sent. */
    public WebhookData example() {
        return example;
    }

    /** The same, all of it. */
    public WebhookBody exampleBody() {
        return WebhookBody.of(this, EXAMPLE_AT_MS, example);
    }

    /** One that can be asked for. */
    public static Optional<WebhookType> of(String word) {
        return choices().stream().filter(type -> type.word.equals(word)).findFirst();
    }

    /** Those that can be asked for. */
    public static Set<WebhookType> choices() {
        return EnumSet.complementOf(EnumSet.of(TEST));
    }

    /** What who asks for all is told: nothing that customers or agents said. */
    public static Set<WebhookType> all() {
        return EnumSet.complementOf(EnumSet.of(TEST, CHAT_MESSAGE));
    }

    /** For people: every word that can be asked for. */
    public static String words() {
        return Arrays.stream(values())
                .filter(type -> type != TEST)
                .map(WebhookType::word)
                .collect(Collectors.joining(", "));
    }

    @Override
    public String toString() {
        return word;
    }
}
