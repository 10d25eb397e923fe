package org.usher.server.webhook;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.AgentState;
import org.usher.core.api.BookingOutcome;
import org.usher.core.api.CallbackWindow;
import org.usher.core.api.Channel;
import org.usher.core.api.ChatFile;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.EngineView;
import org.usher.core.api.EntryOutcome;
import org.usher.core.api.Event;
import org.usher.server.engine.RecordedEvent;
import org.usher.server.webhook.WebhookData.ContactOutcome;

/**
 * Makes of the engine's events what is told outside. It remembers of each contact what a later event does not say again, and the names in
 * force. One thread at a time.
 */
final class WebhookEvents {
    private final FollowedUp followedUp;
    private final Map<Long, Contact> contacts = new HashMap<>();
    private final Map<Integer, String> queues = new HashMap<>();
    private final Map<Integer, String> agents = new HashMap<>();
    private final Map<Integer, String> reasons = new HashMap<>();
    private final Map<Integer, Set<String>> queuesOfAgents = new HashMap<>();

    /** What is known of one that is not over. */
    private static final class Contact {
        private int queueId;
        private Channel channel;
        private ContactDetails details;
        private @Nullable CallbackWindow window;
        /** A call is promised, and it is not yet known what becomes of it. */
        private boolean promised;

        private boolean givenUp;
        private ContactOutcome outcome = ContactOutcome.NOT_QUEUED;

        private Contact(int queueId, Channel channel, ContactDetails details) {
            this.queueId = queueId;
            this.channel = channel;
            this.details = details;
        }
    }

    /** The parts of what one event of the engine leads to. */
    private final class Telling {
        private final RecordedEvent source;
        private final List<WebhookEvent> told = new ArrayList<>(2);

        private Telling(RecordedEvent source) {
            this.source = source;
        }

        private void tell(WebhookType type, int queueId, WebhookData data) {
            tell(type, Set.of(queue(queueId)), data);
        }

        private void tell(WebhookType type, Set<String> concerned, WebhookData data) {
            WebhookPlace place = new WebhookPlace(source.index(), source.number(), told.size());
            told.add(new WebhookEvent(place, type, source.event().atMs(), concerned, data));
        }
    }

    WebhookEvents(FollowedUp followedUp) {
        this.followedUp = followedUp;
    }

    /** What is to be told of it, in order. */
    List<WebhookEvent> of(RecordedEvent recorded) {
        Telling telling = new Telling(recorded);
        switch (recorded.event()) {
            case Event.ConfigurationAdopted e -> adopt(e.configuration());
            case Event.ContactQueued e -> queued(e, telling);
            case Event.CallbackBooked e -> booked(e, telling);
            case Event.ContactRefused e -> {
                Contact one = new Contact(e.queueId(), e.channel(), e.details());
                one.outcome = ContactOutcome.REFUSED;
                contacts.put(e.contactId(), one);
            }
            case Event.OfferMade e ->
                telling.tell(
                        WebhookType.CONTACT_OFFERED,
                        e.queueId(),
                        new WebhookData.ContactOffered(
                                e.contactId(),
                                queue(e.queueId()),
                                channel(e.contactId()),
                                agent(e.agentId()),
                                e.waitedMs()));
            case Event.ContactConnected e -> connected(e, telling);
            case Event.TalkJoined e -> joined(e, telling);
            case Event.CustomerNotReached e -> notReached(e, telling);
            case Event.BookingSettled e -> settle(e.contactId(), e.outcome(), telling);
            case Event.EntryEnded e -> left(e, telling);
            case Event.CustomerIdentified e -> {
                Contact one = contacts.get(e.contactId());
                if (one != null) {
                    one.details = one.details.withCustomer(e.customer());
                }
            }
            case Event.ContactScored e -> {
                if (e.score() != Command.ScoreContact.NO_ANSWER) {
                    telling.tell(
                            WebhookType.SURVEY_ANSWERED,
                            e.queueId(),
                            new WebhookData.SurveyAnswered(
                                    e.contactId(), queue(e.queueId()), nameOf(e.agentId()), e.score()));
                }
            }
            case Event.ChatSaid e -> said(e, telling);
            case Event.ChatAttached e -> attached(e, telling);
            case Event.ContactEnded e -> ended(e, telling);
            case Event.AgentStateChanged e -> agentChanged(e, telling);
            default -> {} // nothing that is told
        }
        return telling.told;
    }

    private void queued(Event.ContactQueued e, Telling telling) {
        Contact one = contacts.computeIfAbsent(e.contactId(), id -> new Contact(e.queueId(), e.channel(), e.details()));
        boolean promisedNow = e.channel() == Channel.CALLBACK && !one.promised;
        if (one.promised && e.channel() != Channel.CALLBACK && one.window == null) {
            settle(e.contactId(), BookingOutcome.CANCELLED, telling); // he came by himself
        }
        one.queueId = e.queueId();
        one.channel = e.channel();
        one.details = e.details();
        one.givenUp = false;
        if (promisedNow) {
            promise(e.contactId(), one, null, telling);
        }
        telling.tell(
                WebhookType.CONTACT_QUEUED,
                e.queueId(),
                new WebhookData.ContactQueued(
                        e.contactId(),
                        queue(e.queueId()),
                        e.channel(),
                        e.priority(),
                        e.enqueuedAtMs(),
                        e.details().caller(),
                        e.details().callerName(),
                        e.details().dialled(),
                        e.details().language(),
                        e.details().customer()));
    }

    private void booked(Event.CallbackBooked e, Telling telling) {
        Contact one =
                contacts.computeIfAbsent(e.contactId(), id -> new Contact(e.queueId(), Channel.CALLBACK, e.details()));
        one.queueId = e.queueId();
        one.channel = Channel.CALLBACK;
        one.details = e.details();
        if (!one.promised || !e.window().equals(one.window)) { // said again of one whom his queue sent away
            if (one.promised && one.window == null) {
                settle(e.contactId(), BookingOutcome.CANCELLED, telling); // in its turn; now it has a window
            }
            promise(e.contactId(), one, e.window(), telling);
        }
    }

    private void promise(long contactId, Contact one, @Nullable CallbackWindow window, Telling telling) {
        one.promised = true;
        one.window = window;
        telling.tell(
                WebhookType.CALLBACK_PROMISED,
                one.queueId,
                new WebhookData.CallbackPromised(
                        contactId,
                        queue(one.queueId),
                        one.details.caller(),
                        one.details.callerName(),
                        window == null ? null : window.fromMs(),
                        window == null ? null : window.untilMs()));
    }

    private void settle(long contactId, BookingOutcome outcome, Telling telling) {
        Contact one = contacts.get(contactId);
        if (one == null || !one.promised) {
            return;
        }
        CallbackWindow window = one.window;
        one.promised = false;
        one.window = null;
        telling.tell(
                WebhookType.CALLBACK_SETTLED,
                one.queueId,
                new WebhookData.CallbackSettled(
                        contactId,
                        queue(one.queueId),
                        outcome,
                        window == null ? null : window.fromMs(),
                        window == null ? null : window.untilMs()));
    }

    private void connected(Event.ContactConnected e, Telling telling) {
        Channel channel = channel(e.contactId());
        telling.tell(
                WebhookType.CONTACT_CONNECTED,
                e.queueId(),
                new WebhookData.ContactConnected(
                        e.contactId(),
                        queue(e.queueId()),
                        channel,
                        agent(e.agentId()),
                        e.waitedMs(),
                        e.connectedAtMs(),
                        false));
        Contact one = contacts.get(e.contactId());
        if (one == null) {
            return;
        }
        if (channel == Channel.CALLBACK) {
            telling.tell(
                    WebhookType.CALLBACK_ATTEMPTED,
                    e.queueId(),
                    new WebhookData.CallbackAttempted(
                            e.contactId(), queue(e.queueId()), agent(e.agentId()), true, null));
            one.channel = Channel.VOICE; // a call like any other from now on
            if (one.window == null) {
                settle(e.contactId(), BookingOutcome.KEPT, telling);
            }
        }
    }

    private void joined(Event.TalkJoined e, Telling telling) {
        telling.tell(
                WebhookType.CONTACT_CONNECTED,
                e.queueId(),
                new WebhookData.ContactConnected(
                        e.contactId(),
                        queue(e.queueId()),
                        channel(e.contactId()),
                        nameOf(e.agentId()),
                        0,
                        e.atMs(),
                        true));
    }

    private void notReached(Event.CustomerNotReached e, Telling telling) {
        telling.tell(
                WebhookType.CALLBACK_ATTEMPTED,
                e.queueId(),
                new WebhookData.CallbackAttempted(
                        e.contactId(),
                        queue(e.queueId()),
                        agent(e.agentId()),
                        false,
                        e.retryAtMs() == 0 ? null : e.retryAtMs()));
        Contact one = contacts.get(e.contactId());
        if (one != null) {
            one.givenUp = e.retryAtMs() == 0;
        }
    }

    private void left(Event.EntryEnded e, Telling telling) {
        Contact one = contacts.get(e.contactId());
        if (one == null) {
            return;
        }
        one.outcome = ContactOutcome.valueOf(e.outcome().name());
        boolean hungUp = e.outcome() == EntryOutcome.ABANDONED || e.outcome() == EntryOutcome.SHORT_ABANDONED;
        if (hungUp && one.channel == Channel.VOICE) {
            followedUp
                    .number(e.queueId(), one.details.caller(), e.waitedMs())
                    .ifPresent(number -> telling.tell(
                            WebhookType.FOLLOW_UP_LISTED,
                            e.queueId(),
                            new WebhookData.FollowUpListed(
                                    e.contactId(),
                                    queue(e.queueId()),
                                    number,
                                    one.details.callerName(),
                                    e.waitedMs(),
                                    e.atMs())));
        }
    }

    private void said(Event.ChatSaid e, Telling telling) {
        written(e.contactId(), e.agentId(), telling, new Words(e.messageId(), e.text(), null));
    }

    private void attached(Event.ChatAttached e, Telling telling) {
        ChatFile file = e.file();
        written(
                e.contactId(),
                e.agentId(),
                telling,
                new Words(e.messageId(), "", new WebhookData.AttachmentSent(file.name(), file.type(), file.bytes())));
    }

    /** What somebody has said in a chat, or sent. */
    private record Words(String messageId, String text, WebhookData.@Nullable AttachmentSent attachment) {}

    private void written(long contactId, int agentId, Telling telling, Words words) {
        Contact one = contacts.get(contactId);
        int queueId = one == null ? 0 : one.queueId;
        telling.tell(
                WebhookType.CHAT_MESSAGE,
                queueId,
                new WebhookData.ChatWritten(
                        contactId, queue(queueId), words.messageId, nameOf(agentId), words.text, words.attachment));
    }

    private void ended(Event.ContactEnded e, Telling telling) {
        Contact one = contacts.get(e.contactId());
        if (one != null && one.window == null) {
            settle(
                    e.contactId(),
                    one.givenUp
                            ? BookingOutcome.NOT_REACHED
                            : one.outcome == ContactOutcome.OVERFLOWED
                                    ? BookingOutcome.MISSED
                                    : BookingOutcome.CANCELLED,
                    telling);
        }
        int queueId = one == null ? 0 : one.queueId;
        telling.tell(
                WebhookType.CONTACT_ENDED,
                queueId,
                new WebhookData.ContactEnded(
                        e.contactId(),
                        queue(queueId),
                        channel(e.contactId()),
                        one == null ? ContactOutcome.NOT_QUEUED : one.outcome,
                        nameOf(e.agentId()),
                        e.endedBy(),
                        e.talkMs(),
                        e.holdMs()));
        contacts.remove(e.contactId());
    }

    private void agentChanged(Event.AgentStateChanged e, Telling telling) {
        String reason = e.to() != AgentState.PAUSED
                ? null
                : e.reasonId() == Configuration.PauseReason.AWAY_FROM_DESK.reasonId()
                        ? Configuration.PauseReason.AWAY_FROM_DESK.name()
                        : reasons.get(e.reasonId());
        telling.tell(
                WebhookType.AGENT_STATE,
                queuesOfAgents.getOrDefault(e.agentId(), Set.of()),
                new WebhookData.AgentChanged(agent(e.agentId()), e.from(), e.to(), reason));
    }

    /** Goes on from this state. */
    void resumed(EngineView state) {
        contacts.clear();
        adopt(state.configuration());
        for (EngineView.ContactView contact : state.contacts()) {
            Contact one = new Contact(contact.queueId(), contact.channel(), contact.details());
            one.promised = contact.channel() == Channel.CALLBACK;
            one.outcome = outcome(contact.state());
            contacts.put(contact.contactId(), one);
        }
        for (EngineView.BookingView booking : state.bookings()) {
            Contact one = contacts.computeIfAbsent(
                    booking.contactId(), id -> new Contact(booking.queueId(), Channel.CALLBACK, booking.details()));
            one.promised = true;
            one.window = booking.window();
        }
    }

    private static ContactOutcome outcome(EngineView.ContactState state) {
        return switch (state) {
            case WAITING, OFFERED, CONNECTING -> ContactOutcome.NOT_QUEUED; // it is told when it ends
            case TALKING, IN_TRANSFER -> ContactOutcome.ANSWERED;
            case RELEASING -> ContactOutcome.OVERFLOWED;
        };
    }

    private void adopt(Configuration centre) {
        centre.queues().forEach(queue -> queues.put(queue.queueId(), queue.name()));
        centre.pauseReasons().forEach(reason -> reasons.put(reason.reasonId(), reason.name()));
        // who is no longer in it keeps his: that he has logged out is said afterwards
        centre.agents().forEach(agent -> {
            agents.put(agent.agentId(), agent.name());
            Set<String> served = new HashSet<>();
            agent.queueIds().forEach(queueId -> served.add(queue(queueId)));
            queuesOfAgents.put(agent.agentId(), Set.copyOf(served));
        });
    }

    private Channel channel(long contactId) {
        Contact one = contacts.get(contactId);
        return one == null ? Channel.VOICE : one.channel;
    }

    private String queue(int queueId) {
        return queues.getOrDefault(queueId, "");
    }

    private String agent(int agentId) {
        return agents.getOrDefault(agentId, "");
    }

    private @Nullable String nameOf(int agentId) {
        return agents.get(agentId);
    }
}
