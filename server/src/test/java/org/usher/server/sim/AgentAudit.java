package org.usher.server.sim;

import java.util.HashMap;
import java.util.Map;
import org.usher.core.api.AgentState;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration;
import org.usher.core.api.Effect;
import org.usher.core.api.Event;
import org.usher.core.api.OfferOutcome;
import org.usher.core.api.ReplyCode;
import org.usher.server.sim.Books.Person;

/** The states of agents, how long they last, and what agents ask for. */
final class AgentAudit extends Audit {
    private final Map<Long, Command> openRequests = new HashMap<>();
    private final WorkAudit work;
    private long idleTurns;

    AgentAudit(Books books, WorkAudit work) {
        super(books);
        this.work = work;
    }

    void asked(long requestId, Command request) {
        if (requestId != 0) {
            openRequests.put(requestId, request);
        }
    }

    void end(long nowMs) {
        openRequests.forEach((id, request) -> {
            throw wrong("no answer to " + request);
        });
        for (Person person : books.people.values()) {
            must(
                    person.state != AgentState.WRAP_UP
                            || person.wrapUpMs < 0
                            || nowMs < person.sinceMs + person.wrapUpMs,
                    "wrap-up of agent " + person.agentId + " does not end");
            must(
                    (person.state == AgentState.OFFERED) == (person.bid != 0),
                    "agent " + person.agentId + " is " + person.state + " with offer " + person.bid);
        }
    }

    void stateChanged(Event.AgentStateChanged e) {
        Person person = books.person(e.agentId());
        must(person.state == e.from(), "was " + person.state + ": " + e);
        boolean heldBack = person.heldUntilMs > e.atMs();
        work.stateChanged(e, person);
        must(e.to() != AgentState.OFFERED || heldBack || person.idle(e.atMs()), "is not idle: " + e);
        if (e.from() == AgentState.WRAP_UP && endedByItself(e)) {
            must(e.atMs() == person.sinceMs + person.wrapUpMs, "wrap-up of " + person.wrapUpMs + " ms ended: " + e);
        }
        if (e.from() == AgentState.NOT_RESPONDING && endedByItself(e)) {
            must(e.atMs() == person.sinceMs + backOffMs(person), "back-off ended: " + e);
        }
        if (e.from() == AgentState.ON_CONTACT || e.from() == AgentState.CONSULTING) {
            if (e.to() == AgentState.WRAP_UP) {
                person.wrapUpMs = person.wrapUpKnown ? person.wrapUpMs : wrapUpAfter(person);
                person.wrapUpKnown = false;
                person.wrapUpMs -= person.wrapUpMs < 0 ? 0 : e.atMs() - legEndedAtMs(person, e.atMs());
            }
            if (e.to() != AgentState.ON_CONTACT && e.to() != AgentState.CONSULTING) {
                person.talk = 0;
            }
        }
        if (e.to() == AgentState.LOGGED_OUT) {
            must(person.chats.isEmpty(), "goes home from " + person.chats.size() + " chats: " + e);
            person.missedInRow = 0;
        }
        if (e.to() == AgentState.READY && e.from() != AgentState.OFFERED) {
            person.idleTurn = ++idleTurns;
        }
        if (e.to() != AgentState.READY) {
            person.sparedUntilMs = 0;
        } else if (person.sparedAfterLeg) {
            person.sparedUntilMs = e.atMs() + OfferAudit.GUARD_MS;
        }
        person.sparedAfterLeg &= e.to() == AgentState.ON_CONTACT;
        if (e.to() == AgentState.ON_CONTACT) {
            person.wrapUpKnown = false;
            person.missedInRow = 0; // who talks is there, whatever was heard of his picking up
        }
        person.state = e.to();
        person.sinceMs = e.atMs();
    }

    /** After-call work counts from then: before now, if the end of the agent's leg was learnt late. */
    private long legEndedAtMs(Person person, long nowMs) {
        Books.Bid bid = books.bids.get(person.talk);
        return now().command() instanceof Command.AgentLegEnded told && told.offerId() == person.talk && bid != null
                ? Books.happenedAtMs(told.endedAtMs(), Math.max(bid.connectedAtMs, bid.endedAtMs), nowMs)
                : nowMs;
    }

    /** One of his chats is closed: of those who have as many, he is the last now. */
    void chatClosed(Person person) {
        if (person.state == AgentState.READY) {
            person.idleTurn = ++idleTurns;
        }
    }

    private boolean endedByItself(Event.AgentStateChanged e) {
        return now().command() instanceof Command.Tick && e.to() == AgentState.READY;
    }

    private long wrapUpAfter(Person person) {
        Configuration.Queue queue = books.queue(person.talkQueueId);
        return queue == null ? -1 : queue.wrapUpMs();
    }

    private long backOffMs(Person person) {
        Configuration.Settings settings = books.configuration.settings();
        return person.cause == OfferOutcome.TIMED_OUT
                ? (long) settings.noAnswerBackOffMs() << (person.missedInRow - 1)
                : settings.rejectBackOffMs();
    }

    /** What was answered. */
    Command answered(Effect.Reply reply) {
        Command request = openRequests.remove(reply.requestId());
        if (request == null) {
            throw wrong("an answer to nobody: " + reply);
        }
        boolean taken = reply.code() == ReplyCode.ACCEPTED
                || reply.code() == ReplyCode.ACCEPTED_PENDING
                || reply.code() == ReplyCode.UNCHANGED;
        if (taken && request instanceof Command.AgentRequest asked) {
            granted(asked, reply);
        }
        return request;
    }

    private void granted(Command.AgentRequest asked, Effect.Reply reply) {
        Person person = books.person(asked.agentId());
        switch (asked) {
            case Command.LogIn _ -> person.wantsOut = false;
            case Command.LogOut _ -> person.wantsOut = true;
            case Command.Pause _ -> {
                person.wantsPause = true;
                // one wish waits at a time, but chats and the way home after them go on during a pause
                person.wantsOut &= reply.code() != ReplyCode.ACCEPTED_PENDING;
            }
            case Command.Resume _ -> {
                person.wantsPause = false;
                person.wantsOut = false;
                if (reply.code() == ReplyCode.ACCEPTED) {
                    person.missedInRow = 0;
                    person.sparedUntilMs = 0;
                    person.sparedAfterLeg = false;
                }
            }
            case Command.DeskChanged change ->
                person.wantsPause |= !change.there() && reply.code() != ReplyCode.UNCHANGED;
            case Command.NoteContact _ -> {} // changes nobody's state
            case Command.EndWrapUp _ -> must(person.state != AgentState.WRAP_UP, "still in wrap-up");
            case Command.EndChatWrapUp end -> must(!person.chats.containsKey(end.offerId()), "still in wrap-up");
        }
        if (asked instanceof Command.LogIn || asked instanceof Command.LogOut) {
            person.wantsPause = asked instanceof Command.LogIn && person.state == AgentState.PAUSED;
        }
    }
}
