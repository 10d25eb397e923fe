package org.usher.lab;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.ActionOutcome;
import org.usher.core.api.BookingOutcome;
import org.usher.core.api.Channel;
import org.usher.core.api.Command;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.Effect;
import org.usher.core.api.Event;
import org.usher.core.api.GoneCause;
import org.usher.core.api.LogEntry;
import org.usher.core.api.OfferOutcome;
import org.usher.core.api.Output;
import org.usher.core.api.QueueEngine;
import org.usher.core.api.ReplyCode;
import org.usher.core.api.WaitModel;
import org.usher.core.engine.Engines;
import org.usher.lab.ChannelAgenda.Happening;
import org.usher.lab.ChannelAgenda.Kind;
import org.usher.lab.ChannelBooks.Ending;
import org.usher.lab.ChannelParty.State;

/**
 * One day of a scenario on the real engine under virtual time, on which callers may accept a callback or move to a chat. Like
 * {@link Simulation} it believes nothing: an offer that cannot be carried out stops the run. Agents answer at once.
 *
 * <p>A caller who accepts a callback is converted in the engine and from then on held by nothing. One who moves to a chat leaves his call
 * and comes as the same contact, with the time of his first ring, in a room. When the scenario's span is over and some hours have passed,
 * who is still to be called was not served.
 */
final class ChannelDay implements Output {
    /** Who is to be called back later than so long after the day's end is not called any more. */
    private static final long OVERTIME_MS = 4 * 3_600_000L;

    /**
     * What is played.
     *
     * @param model by which the engine estimates waits, if there is one
     * @param beginMs epoch ms at which the day begins
     */
    record Play(Scenario scenario, ChannelArm arm, ChannelTerms terms, Optional<WaitModel> model, long beginMs) {}

    final Play play;
    private final Scenario scenario;
    private final ChannelTerms terms;
    private final ChannelCallers callers;
    private final Consumer<Event> listener;
    private final QueueEngine engine = Engines.create();
    final ChannelBooks books;
    final ChannelWindows windows;
    private final ChannelStaff staff;
    final ChannelAgenda agenda = new ChannelAgenda();
    private final Map<Long, ChannelParty> parties = new HashMap<>();
    private final Map<Long, ChannelOffer> offers = new HashMap<>();
    private final ArrayDeque<Effect> effects = new ArrayDeque<>();
    private final Map<Long, ReplyCode> replies = new HashMap<>();
    private @Nullable ChannelParty entering;
    private long nowMs;
    private long index;
    private long calls;

    private ChannelDay(Play play, Traffic.Callers callers, ChannelTraits.Source traits, Consumer<Event> listener) {
        this.play = play;
        this.scenario = play.scenario();
        this.terms = play.terms();
        this.callers = new ChannelCallers(this, callers, traits);
        this.listener = listener;
        this.books = new ChannelBooks(scenario.span().untilMs());
        this.windows = new ChannelWindows(scenario, terms, () -> play.beginMs() + nowMs);
        this.staff = new ChannelStaff(scenario, terms.chatting().pace(), books, this::submit);
    }

    /**
     * Plays the day to its end.
     *
     * @param listener hears every event of the engine
     */
    static ChannelBooks of(Play play, Traffic.Callers callers, ChannelTraits.Source traits, Consumer<Event> listener) {
        ChannelDay day = new ChannelDay(play, callers, traits, listener);
        day.play();
        return day.books;
    }

    private void play() {
        submit(new Command.AdoptConfiguration(Centre.configuration(
                scenario, play.arm().chat ? terms.chatting().atOnce() : 0)));
        play.model().ifPresent(model -> submit(new Command.AdoptWaitModel(model)));
        for (int g = 0; g < scenario.groups().size(); g++) {
            List<Scenario.Shift> shifts = scenario.groups().get(g).shifts();
            for (int s = 0; s < shifts.size(); s++) {
                agenda.add(shifts.get(s).fromMs(), Kind.SHIFT_CHANGES, shifts.get(s), g);
            }
        }
        callers.begin();
        long lastMs = scenario.span().untilMs() + OVERTIME_MS;
        while ((callers.isAnybodyToCome() || !parties.isEmpty()) && step(lastMs)) {
            // the day goes on
        }
        for (ChannelParty party : List.copyOf(parties.values())) {
            if (party.promised) {
                books.settled(BookingOutcome.MISSED, 0);
            }
            if (party.state != State.TALKING) {
                leaves(party, Ending.UNSERVED);
            }
        }
        staff.close(nowMs);
        books.check();
    }

    private boolean step(long lastMs) {
        long deadlineMs = engine.nextDeadlineAtMs() == Long.MAX_VALUE
                ? Long.MAX_VALUE
                : Math.max(nowMs, engine.nextDeadlineAtMs() - play.beginMs());
        long soonestMs = agenda.soonestAtMs();
        if (Math.min(deadlineMs, soonestMs) > lastMs) {
            return false;
        }
        if (deadlineMs <= soonestMs) {
            nowMs = deadlineMs;
            submit(new Command.Tick());
        } else {
            nowMs = soonestMs;
            happen(agenda.remove());
        }
        return true;
    }

    private void happen(Happening happening) {
        switch (happening.of()) {
            case ChannelParty party -> {
                switch (happening.kind()) {
                    case CALLER_IS_ASKED -> callers.asked(party);
                    case CALLER_DECIDES -> callers.decides(party);
                    case CALLER_GIVES_UP -> callers.givesUp(party);
                    default -> throw new IllegalStateException(happening.toString());
                }
            }
            case ChannelOffer offer -> {
                // an offer that was taken back is none any more
                if (offer.equals(offers.get(offer.offerId()))) {
                    switch (happening.kind()) {
                        case AGENT_ANSWERS -> agentAnswers(offer);
                        case CUSTOMER_ANSWERS -> customerAnswers(offer);
                        case CUSTOMER_DOES_NOT -> customerDoesNot(offer);
                        case TALK_ENDS -> talkEnds(offer);
                        default -> throw new IllegalStateException(happening.toString());
                    }
                }
            }
            case ChannelAgent agent -> {
                if (agent.chatsVersion == happening.number()) {
                    chatEnds(agent);
                }
            }
            case Scenario.Shift shift -> staff.change((int) happening.number(), shift.agents(), nowMs);
            default -> callers.comes();
        }
    }

    // customers

    /** The party asks for its line by this channel, with the time of its first ring. */
    void enters(ChannelParty party, Channel channel) {
        entering = party;
        submit(new Command.ContactArrived(
                party.callKey,
                channel,
                Centre.queueId(party.call.line()),
                0,
                play.beginMs() + party.call.arrivalMs() - party.call.creditMs(),
                party.contactId,
                List.of(),
                ContactDetails.NONE));
        entering = null;
        if (party.waitsInPerson()) {
            submit(new Command.ContactReachable(party.callKey));
        }
    }

    /** Without a talk. */
    void leaves(ChannelParty party, Ending ending) {
        if (party.waitsInPerson()) {
            books.held(party.traits, nowMs - party.call.arrivalMs(), ending);
        }
        books.ended(ending, nowMs - party.call.arrivalMs());
        party.state = State.GONE;
        parties.remove(party.contactId);
    }

    private void meets(ChannelParty party, Ending ending) {
        if (party.waitsInPerson()) {
            books.held(party.traits, nowMs - party.call.arrivalMs(), ending);
        }
        books.ended(ending, nowMs - party.call.arrivalMs());
        party.state = State.TALKING;
        party.ringing = null;
    }

    // agents

    private void agentAnswers(ChannelOffer offer) {
        ChannelParty party = offer.party();
        ChannelAgent agent = offer.agent();
        switch (party.state) {
            case ON_LINE -> {
                submit(new Command.OfferAccepted(offer.offerId(), agent.agentId));
                meets(party, Ending.ON_THE_LINE);
                agenda.add(nowMs + workMs(offer), Kind.TALK_ENDS, offer);
                submit(new Command.OfferConnected(offer.offerId()));
            }
            case IN_CHAT_LINE -> {
                meets(party, Ending.IN_CHAT);
                agent.offer = null;
                offers.remove(offer.offerId());
                agent.beginsChat(offer, workMs(offer) * terms.chatting().work(), nowMs);
                scheduleChatEnd(agent);
                submit(new Command.OfferConnected(offer.offerId()));
            }
            case TO_BE_CALLED -> {
                books.attempts++;
                submit(new Command.OfferAccepted(offer.offerId(), agent.agentId));
                submit(new Command.CustomerCalled(offer.offerId(), offer.calledBy(), ContactDetails.NONE));
                boolean answers = party.traits.answers();
                agenda.add(
                        nowMs
                                + (answers
                                        ? terms.calledBack().answerMs()
                                        : terms.calledBack().ringMs()),
                        answers ? Kind.CUSTOMER_ANSWERS : Kind.CUSTOMER_DOES_NOT,
                        offer);
            }
            case TALKING, GONE -> throw new IllegalStateException("an agent answers whom nobody waits for: " + offer);
        }
    }

    private long workMs(ChannelOffer offer) {
        Call call = offer.party().call;
        return Math.max(1, Math.round(call.work() * staff.meanServiceMs(offer.agent(), call.line())));
    }

    private void customerAnswers(ChannelOffer offer) {
        ChannelParty party = offer.party();
        party.callKey = offer.calledBy();
        meets(party, party.promised ? Ending.PROMISED : Ending.CALLED_BACK);
        agenda.add(nowMs + workMs(offer), Kind.TALK_ENDS, offer);
        submit(new Command.OfferConnected(offer.offerId()));
    }

    private void customerDoesNot(ChannelOffer offer) {
        ChannelParty party = offer.party();
        long retryAfterMs = terms.calledBack().rule().retryAfterMs(windows.notReached(party.contactId));
        party.ringing = null;
        submit(new Command.CustomerNotReached(offer.offerId(), retryAfterMs));
        if (retryAfterMs < 0) {
            leaves(party, Ending.NOT_REACHED);
        }
        stopsRinging(offer);
        submit(new Command.AgentLegEnded(offer.offerId()));
    }

    private void talkEnds(ChannelOffer offer) {
        ChannelParty party = offer.party();
        stopsRinging(offer);
        party.state = State.GONE;
        parties.remove(party.contactId);
        submit(new Command.ContactGone(party.callKey, GoneCause.HUNG_UP));
        submit(new Command.AgentLegEnded(offer.offerId()));
    }

    private void chatEnds(ChannelAgent agent) {
        ChannelParty party = agent.endsChat(nowMs).party();
        party.state = State.GONE;
        parties.remove(party.contactId);
        scheduleChatEnd(agent);
        staff.freed(agent, nowMs);
        submit(new Command.ContactGone(party.callKey, GoneCause.HUNG_UP));
    }

    private void scheduleChatEnd(ChannelAgent agent) {
        long atMs = agent.nextChatEndsAtMs(nowMs);
        if (atMs >= 0) {
            agenda.add(atMs, Kind.CHAT_ENDS, agent, agent.chatsVersion);
        }
    }

    /** The agent has nothing to do with it any more. */
    void stopsRinging(ChannelOffer offer) {
        offers.remove(offer.offerId());
        offer.party().ringing = null;
        offer.agent().offer = null;
        staff.freed(offer.agent(), nowMs);
    }

    long nowMs() {
        return nowMs;
    }

    /** Of a call or a room that there has not been yet. */
    long nextCallKey() {
        return ++calls;
    }

    // the engine

    void submit(Command command) {
        index++;
        engine.apply(new LogEntry(index, 1, 1, play.beginMs() + nowMs, command), this);
        while (!effects.isEmpty()) {
            carryOut(effects.remove());
        }
    }

    @Override
    public void event(Event event) {
        listener.accept(event);
        if (play.arm().callback) {
            windows.happened(event);
        }
        switch (event) {
            case Event.ContactQueued e
            when entering != null && e.callKey() == entering.callKey -> {
                if (entering.contactId != 0 && entering.contactId != e.contactId()) {
                    throw new IllegalStateException("who moves to a chat is another contact: " + e);
                }
                entering.contactId = e.contactId();
                parties.put(e.contactId(), entering);
            }
            case Event.WaitEstimated e -> {
                ChannelParty party = parties.get(e.contactId());
                if (party != null) {
                    party.estimateMs = e.estimate().meanMs();
                }
            }
            case Event.BookingSettled e -> {
                books.settled(e.outcome(), e.attempts());
                ChannelParty party = parties.get(e.contactId());
                if (party == null) {
                    throw new IllegalStateException("a promise to nobody: " + e);
                }
                party.promised = false;
                if (e.outcome() == BookingOutcome.MISSED) {
                    leaves(party, Ending.UNSERVED);
                }
            }
            default -> {
                // what the engine decided is judged by what it makes the world do
            }
        }
    }

    /** Asks for something that is to be granted, as request of this number. */
    void submitGranted(long request, Command command) {
        submit(command);
        ReplyCode code = replies.remove(request);
        if (code != ReplyCode.ACCEPTED) {
            throw new IllegalStateException(command + " was refused: " + code);
        }
    }

    @Override
    public void effect(Effect effect) {
        effects.add(effect);
    }

    private void carryOut(Effect effect) {
        switch (effect) {
            case Effect.Offer offer -> ring(offer);
            case Effect.Withdraw withdraw -> {
                ChannelOffer offer = offers.get(withdraw.offerId());
                if (offer != null && offer.equals(offer.party().ringing)) {
                    stopsRinging(offer);
                    submit(new Command.OfferFailed(offer.offerId(), OfferOutcome.WITHDRAWN));
                }
                submit(new Command.ActionFinished(withdraw.actionId(), ActionOutcome.DONE, ""));
            }
            case Effect.Release release -> {
                ChannelParty party = parties.get(release.contactId());
                if (party == null || party.state != State.TO_BE_CALLED) {
                    throw new IllegalStateException("released a caller who was to wait: " + release);
                }
                submit(new Command.ActionFinished(release.actionId(), ActionOutcome.DONE, ""));
                submit(new Command.ContactGone(release.callKey(), GoneCause.LEFT_TO_DIALPLAN));
            }
            case Effect.Reply reply -> {
                if (reply.requestId() != 0) {
                    replies.put(reply.requestId(), reply.code());
                }
            }
            case Effect.Notice notice -> {
                // shown to people and to the dialplan; nobody in this world looks
            }
        }
    }

    private void ring(Effect.Offer effect) {
        ChannelParty party = parties.get(effect.contactId());
        ChannelAgent agent = staff.agent(effect.rung().getFirst().agentId());
        State fits = switch (effect.channel()) {
            case VOICE -> State.ON_LINE;
            case CALLBACK -> State.TO_BE_CALLED;
            case CHAT -> State.IN_CHAT_LINE;
        };
        if (party == null || party.state != fits || party.ringing != null) {
            throw new IllegalStateException("offered who does not wait: " + effect);
        }
        if (!agent.mayTake(effect.channel() == Channel.CHAT) || staff.meanServiceMs(agent, party.call.line()) == 0) {
            throw new IllegalStateException("offered to an agent who cannot take it: " + effect);
        }
        long calledBy = effect.channel() == Channel.CALLBACK ? nextCallKey() : 0;
        ChannelOffer offer = new ChannelOffer(effect.actionId(), party, agent, calledBy);
        party.ringing = offer;
        agent.offer = offer;
        agent.account(nowMs, books);
        offers.put(offer.offerId(), offer);
        agenda.add(nowMs, Kind.AGENT_ANSWERS, offer);
        submit(new Command.ActionFinished(effect.actionId(), ActionOutcome.DONE, ""));
    }
}
