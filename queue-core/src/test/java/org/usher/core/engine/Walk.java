package org.usher.core.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.usher.core.api.ActionOutcome;
import org.usher.core.api.AnyOf;
import org.usher.core.api.CallbackWindow;
import org.usher.core.api.Channel;
import org.usher.core.api.Command;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.DeviceState;
import org.usher.core.api.Effect;
import org.usher.core.api.EndedBy;
import org.usher.core.api.EngineView;
import org.usher.core.api.EngineView.ContactState;
import org.usher.core.api.EngineView.ContactView;
import org.usher.core.api.GoneCause;
import org.usher.core.api.LogEntry;
import org.usher.core.api.OfferOutcome;
import org.usher.core.api.QueueEngine;
import org.usher.core.api.Requirement;
import org.usher.core.api.TalkId;

/**
 * A world without memory of its own: from a seed and a look at the engine it makes the next entry, mostly one that fits, often one that
 * is late, doubled, or nonsense.
 */
public final class Walk {
    private static final List<Channel> CHANNELS = List.of(
            Channel.VOICE,
            Channel.VOICE,
            Channel.VOICE,
            Channel.VOICE,
            Channel.CHAT,
            Channel.CHAT,
            Channel.CHAT,
            Channel.CALLBACK);

    /** A model of waits instead of a tick, now and then; no chance is drawn for it, so that the walks of known seeds stay the same. */
    private static final int MODEL_EVERY = 3;

    /** Whether customers are promised calls, who take agents' time from what other walks come to. */
    private final boolean books;

    private final Random random;
    private final List<Long> offers = new ArrayList<>();
    private final List<Long> actions = new ArrayList<>();
    private final List<Long> goneContacts = new ArrayList<>();
    private long nowMs = 1_700_000_000_000L;
    private long index;
    private long calls;
    private int revision;

    public Walk(long seed) {
        random = new Random(seed);
        books = seed % 2 == 0;
    }

    /** The next entry; the first adopts a configuration. */
    public LogEntry next(EngineView view) {
        index++;
        nowMs += stepMs();
        Command command = index == 1 ? adopt() : command(view);
        if (command instanceof Command.Tick && index % MODEL_EVERY == 0) {
            command = new Command.AdoptWaitModel(Models.ofEverything(1 + (int) (index % 1_000)));
        } else if (books && command instanceof Command.Tick) {
            command = new Command.BookCallback(index, (int) (index % 6), window(), ContactDetails.NONE);
        } else if (books && command instanceof Command.CancelCallback cancel && index % 2 == 0) {
            command = new Command.ConvertToBooking(cancel.requestId(), cancel.contactId(), "", window());
        }
        return new LogEntry(index, 1, QueueEngine.VERSION, nowMs, command);
    }

    /** Some are over already, some as good as due; like the model, without chance. */
    private CallbackWindow window() {
        long fromMs = nowMs + (index % 7 - 2) * 1_000;
        return new CallbackWindow(fromMs, fromMs + index % 11 * 8_000, fromMs + index % 13 * 1_000);
    }

    /** Remembers the ids of the actions, so that they can be answered, late as well. */
    public void saw(List<Effect> effects) {
        for (Effect effect : effects) {
            if (effect instanceof Effect.Action action) {
                remember(actions, action.actionId());
                if (action instanceof Effect.Offer) {
                    remember(offers, action.actionId());
                }
            }
        }
    }

    private long stepMs() {
        return switch (random.nextInt(100)) {
            case 0 -> random.nextInt(60_000);
            case 1, 2, 3, 4 -> random.nextInt(8_000);
            default -> random.nextInt(3) == 0 ? 0 : random.nextInt(300);
        };
    }

    private Command command(EngineView view) {
        int kind = random.nextInt(100);
        if (kind < 16) {
            return arrival();
        }
        if (kind < 55) {
            return fitting(view);
        }
        if (kind < 65) {
            return aboutCall(view);
        }
        if (kind < 74) {
            return aboutOffer(pick(offers));
        }
        if (kind < 80) {
            return new Command.ActionFinished(pick(actions), any(ActionOutcome.values()), "walk");
        }
        if (kind < 90) {
            return request(view);
        }
        if (kind < 96) {
            return random.nextInt(8) == 0
                    ? new Command.OwnCallExcused(random.nextInt(9))
                    : new Command.DeviceStateChanged(random.nextInt(1, 9), any(DeviceState.values()));
        }
        return kind == 99 && random.nextInt(3) == 0 ? adopt() : new Command.Tick();
    }

    /** What a working PBX would say next about one of the contacts. */
    private Command fitting(EngineView view) {
        if (view.contacts().isEmpty()) {
            return arrival();
        }
        ContactView contact = any(view.contacts());
        if (contact.state() == ContactState.RELEASING) {
            remember(goneContacts, contact.contactId());
        }
        return switch (contact.state()) {
            case WAITING ->
                switch (random.nextInt(contact.callKey() == 0 ? 1 : 12)) {
                    case 0 -> new Command.ContactGone(contact.callKey(), GoneCause.HUNG_UP);
                    case 1, 2, 3 -> new Command.ContactUnreachable(contact.callKey());
                    default -> new Command.ContactReachable(contact.callKey());
                };
            case OFFERED ->
                switch (random.nextInt(6)) {
                    case 0 -> new Command.OfferFailed(contact.offerId(), any(OfferOutcome.values()));
                    case 1 -> new Command.OfferRinging(contact.offerId());
                    case 2, 3 ->
                        new Command.OfferLegEnded(
                                contact.offerId(),
                                deviceOf(contact.agentId(), view),
                                any(List.of(OfferOutcome.REJECTED, OfferOutcome.BUSY, OfferOutcome.UNREACHABLE)));
                    default -> new Command.OfferAccepted(contact.offerId(), deviceOf(contact.agentId(), view));
                };
            case CONNECTING ->
                switch (random.nextInt(contact.channel() == Channel.CALLBACK ? 8 : 5)) {
                    case 0 -> new Command.OfferFailed(contact.offerId(), any(OfferOutcome.values()));
                    case 5, 6 -> new Command.CustomerCalled(contact.offerId(), ++calls, ContactDetails.NONE);
                    case 7 -> new Command.CustomerNotReached(contact.offerId(), random.nextInt(-1, 3) * 2_000L);
                    default -> new Command.OfferConnected(contact.offerId());
                };
            case TALKING -> talking(contact, view);
            case IN_TRANSFER ->
                switch (random.nextInt(4)) {
                    case 0 -> arrivalOf(contact.callKey(), 0);
                    case 1 ->
                        new Command.ContactMerged(
                                contact.callKey(), any(view.contacts()).callKey());
                    case 2 -> new Command.ContactGone(contact.callKey(), GoneCause.HUNG_UP);
                    default -> joined(contact.callKey());
                };
            case RELEASING ->
                switch (random.nextInt(4)) {
                    case 0 -> new Command.ContactReachable(contact.callKey());
                    case 1 -> arrivalOf(contact.callKey(), contact.contactId());
                    default -> new Command.ContactGone(contact.callKey(), GoneCause.LEFT_TO_DIALPLAN);
                };
        };
    }

    private Command talking(ContactView contact, EngineView view) {
        if (contact.channel() == Channel.CHAT && random.nextInt(4) > 0) {
            // a chat lasts: others come beside it
            return new Command.HoldChanged(contact.offerId(), random.nextBoolean());
        }
        return switch (random.nextInt(9)) {
            case 0 -> new Command.TalkEnded(contact.offerId(), any(EndedBy.values()), late());
            case 1 -> new Command.TalkEnded(contact.offerId(), EndedBy.SYSTEM);
            case 2 -> new Command.AgentLegEnded(contact.offerId(), late());
            case 3 -> new Command.HoldChanged(contact.offerId(), random.nextBoolean());
            case 4 -> new Command.ConsultChanged(contact.offerId(), random.nextBoolean());
            case 5 -> new Command.TalkTransferred(contact.offerId(), late());
            case 6 -> joined(contact.callKey());
            case 7 ->
                new Command.ContactMerged(
                        contact.callKey(), any(view.contacts()).callKey());
            default -> new Command.ContactGone(contact.callKey(), GoneCause.HUNG_UP);
        };
    }

    /** When it happened, if that is said: some time ago, or when it cannot have been. */
    private long late() {
        return switch (random.nextInt(4)) {
            case 0 -> nowMs - random.nextInt(20_000);
            case 1 -> random.nextLong();
            default -> 0;
        };
    }

    private Command joined(long callKey) {
        long talkId = random.nextInt(6) == 0 ? pick(offers) : TalkId.ofLeg(1, "leg" + index);
        remember(offers, talkId);
        return new Command.TalkJoined(callKey, talkId, random.nextInt(9));
    }

    /** A phone of the agent, mostly. */
    private int deviceOf(int agentId, EngineView view) {
        if (random.nextInt(4) == 0) {
            return random.nextInt(9);
        }
        return view.agents().stream()
                .filter(agent -> agent.agentId() == agentId)
                .flatMap(agent -> agent.deviceIds().stream())
                .findFirst()
                .orElse(0);
    }

    private Command arrival() {
        boolean comesBack = random.nextInt(4) == 0;
        long callKey = comesBack ? 1 + random.nextLong(calls + 1) : ++calls;
        return arrivalOf(callKey, comesBack ? pick(goneContacts) : 0);
    }

    private Command arrivalOf(long callKey, long contactId) {
        List<Requirement> requirements = new ArrayList<>();
        while (random.nextInt(3) == 0 && requirements.size() < 3) {
            requirements.add(wish());
        }
        return new Command.ContactArrived(
                callKey,
                any(CHANNELS),
                random.nextInt(1, 6),
                random.nextInt(4) == 0 ? random.nextInt(-3, 4) : 0,
                random.nextInt(3) == 0 ? nowMs - random.nextInt(-1_000, 60_000) : 0,
                contactId,
                requirements,
                random.nextInt(3) == 0 ? List.of(choice()) : List.of(),
                random.nextInt(3) == 0 ? random.nextInt(8) : 0,
                ContactDetails.NONE);
    }

    private AnyOf choice() {
        return new AnyOf(random.nextInt(4) == 0 ? List.of(wish()) : List.of(wish(), wish()));
    }

    private Requirement wish() {
        return new Requirement(random.nextInt(1, random.nextInt(10) == 0 ? 8 : 5), random.nextInt(1, 9));
    }

    private Command aboutCall(EngineView view) {
        boolean known = !view.contacts().isEmpty() && random.nextInt(5) > 0;
        long callKey = known ? any(view.contacts()).callKey() : random.nextLong(calls + 2);
        return switch (random.nextInt(9)) {
            case 8 -> new Command.ScoreContact(index % 3, noted(view), random.nextInt(-1, 7));
            case 7 -> new Command.ChatSaid(callKey, random.nextInt(8), "m" + random.nextInt(9), "words");
            case 6 ->
                new Command.CustomerIdentified(
                        callKey,
                        random.nextBoolean() ? "" : "C-" + random.nextInt(9),
                        random.nextInt(-1, 2),
                        random.nextInt(-3, 4),
                        random.nextBoolean() ? List.of() : List.of(wish()),
                        random.nextInt(9));
            case 0 -> new Command.ContactUnreachable(callKey);
            case 1, 2 -> new Command.ContactReachable(callKey);
            case 3 -> joined(callKey);
            case 4 -> new Command.ContactMerged(callKey, random.nextLong(calls + 2));
            default -> new Command.ContactGone(callKey, any(GoneCause.values()));
        };
    }

    private Command notice(long requestId) {
        return new Command.SetQueueNotice(
                requestId,
                random.nextInt(6),
                random.nextInt(3) == 0 ? "" : "notice " + random.nextInt(3),
                random.nextBoolean() ? "" : "north",
                random.nextBoolean() ? 0 : nowMs + random.nextInt(-1_000, 60_000));
    }

    private Command aboutOffer(long offerId) {
        return switch (random.nextInt(13)) {
            case 12 -> new Command.CustomerReached(offerId);
            case 10 -> new Command.CustomerCalled(offerId, random.nextLong(calls + 2), ContactDetails.NONE);
            case 11 -> new Command.CustomerNotReached(offerId, random.nextInt(-1, 3) * 2_000L);
            case 7 -> new Command.OfferLegEnded(offerId, random.nextInt(9), any(OfferOutcome.values()));
            case 8 -> new Command.ConsultChanged(offerId, random.nextBoolean());
            case 9 -> new Command.TalkTransferred(offerId, late());
            case 0 -> new Command.OfferRinging(offerId);
            case 1 -> new Command.OfferAccepted(offerId, random.nextInt(9));
            case 2 -> new Command.OfferConnected(offerId, late());
            case 3 -> new Command.OfferFailed(offerId, any(OfferOutcome.values()));
            case 4 -> new Command.TalkEnded(offerId, any(EndedBy.values()), late());
            case 5 -> new Command.AgentLegEnded(offerId, late());
            default -> new Command.HoldChanged(offerId, random.nextBoolean());
        };
    }

    private Command request(EngineView view) {
        int agentId = random.nextInt(8);
        long requestId = random.nextInt(3) == 0 ? 0 : index;
        return switch (random.nextInt(15)) {
            case 14 -> new Command.NoteContact(requestId, agentId, noted(view), "", "a note");
            case 13 -> new Command.DeskChanged(requestId, agentId, random.nextBoolean());
            case 11, 12 -> aboutChats(view, requestId);
            case 10 -> contactRequest(view, requestId);
            case 9 ->
                index % 4 == 1
                        ? notice(requestId)
                        : index % 4 == 0
                                ? new Command.SetQueueEmergency(requestId, random.nextInt(6), random.nextInt(3) == 0)
                                : new Command.SetQueueDoor(requestId, random.nextInt(6), random.nextInt(3) > 0);
            case 0 -> new Command.LogOut(requestId, agentId);
            case 1 -> new Command.Pause(requestId, agentId, random.nextInt(4));
            case 2, 3 -> new Command.Resume(requestId, agentId);
            case 4, 5 -> new Command.EndWrapUp(requestId, agentId);
            default ->
                new Command.LogIn(
                        requestId,
                        agentId,
                        random.nextInt(4) == 0 ? List.of(agentId, random.nextInt(9)) : List.of(agentId));
        };
    }

    private long noted(EngineView view) {
        return view.contacts().isEmpty()
                ? random.nextLong(index)
                : any(view.contacts()).contactId();
    }

    private Command aboutChats(EngineView view, long requestId) {
        List<EngineView.AgentView> chatting =
                view.agents().stream().filter(agent -> !agent.chats().isEmpty()).toList();
        if (chatting.isEmpty() || random.nextInt(6) == 0) {
            return new Command.EndChatWrapUp(requestId, random.nextInt(8), pick(offers));
        }
        EngineView.AgentView agent = any(chatting);
        if (random.nextInt(3) == 0) {
            return new Command.LogOut(requestId, agent.agentId());
        }
        return new Command.EndChatWrapUp(
                requestId, agent.agentId(), any(agent.chats()).offerId());
    }

    private Command contactRequest(EngineView view, long requestId) {
        boolean known = !view.contacts().isEmpty() && random.nextInt(6) > 0;
        long contactId = known ? any(view.contacts()).contactId() : random.nextLong(index);
        return switch (random.nextInt(12)) {
            // now and then by a key that another contact has
            case 10 -> new Command.ConvertToChat(requestId, contactId, chatKey(view), 1, "chat");
            case 11 -> new Command.ConvertChatToCallback(requestId, contactId, 1, random.nextBoolean() ? "" : "110");
            case 5, 6, 7, 8 -> new Command.ConvertToCallback(requestId, contactId, random.nextBoolean() ? "" : "110");
            case 9 -> new Command.CancelCallback(requestId, contactId);
            case 0, 1 -> new Command.MoveContact(requestId, contactId, random.nextInt(6));
            case 2, 3 -> new Command.SetContactPriority(requestId, contactId, random.nextInt(-4, 5));
            default -> new Command.WithdrawContact(requestId, contactId);
        };
    }

    private long chatKey(EngineView view) {
        boolean fresh = view.contacts().isEmpty() || random.nextInt(4) > 0;
        return fresh ? ++calls : any(view.contacts()).callKey();
    }

    private Command adopt() {
        revision++;
        return new Command.AdoptConfiguration(Centres.random(random, revision));
    }

    private static void remember(List<Long> ids, long id) {
        ids.add(id);
        if (ids.size() > 30) {
            ids.removeFirst();
        }
    }

    private long pick(List<Long> ids) {
        return ids.isEmpty() ? random.nextInt(3) : any(ids);
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private <T> T any(T[] values) {
        return values[random.nextInt(values.length)];
    }
}
