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
    private long idleTurns;

    AgentAudit(Books books) {
        super(books);
    }

    void asked(long requestId, Command request) {
        openRequests.put(requestId, request);
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
        must(e.to() != AgentState.OFFERED || person.idle(e.atMs()), "is not idle: " + e);
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
            }
            if (e.to() != AgentState.ON_CONTACT && e.to() != AgentState.CONSULTING) {
                person.talk = 0;
            }
        }
        if (e.to() == AgentState.LOGGED_OUT) {
            person.missedInRow = 0;
        }
        if (e.to() == AgentState.READY && e.from() != AgentState.OFFERED) {
            person.idleTurn = ++idleTurns;
        }
        if (e.to() != AgentState.READY) {
            person.sparedUntilMs = 0;
        }
        if (e.to() == AgentState.ON_CONTACT) {
            person.wrapUpKnown = false;
            person.missedInRow = 0; // who talks is there, whatever was heard of his picking up
        }
        person.state = e.to();
        person.sinceMs = e.atMs();
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

    void answered(Effect.Reply reply) {
        Command request = openRequests.remove(reply.requestId());
        must(request != null, "an answer to nobody: " + reply);
        boolean taken = reply.code() == ReplyCode.ACCEPTED
                || reply.code() == ReplyCode.ACCEPTED_PENDING
                || reply.code() == ReplyCode.UNCHANGED;
        if (!taken || !(request instanceof Command.AgentRequest asked)) {
            return;
        }
        Person person = books.person(asked.agentId());
        switch (asked) {
            case Command.LogIn _ -> person.wantsOut = false;
            case Command.LogOut _ -> person.wantsOut = true;
            case Command.Pause _ -> {
                person.wantsPause = true;
                person.wantsOut = false; // one wish waits at a time
            }
            case Command.Resume _ -> {
                person.wantsPause = false;
                person.wantsOut = false;
                if (reply.code() == ReplyCode.ACCEPTED) {
                    person.missedInRow = 0;
                    person.sparedUntilMs = 0;
                }
            }
            case Command.EndWrapUp _ -> must(person.state != AgentState.WRAP_UP, "still in wrap-up");
            case Command.EndChatWrapUp _ -> throw new AssertionError("nobody chats in the simulation: " + reply);
        }
        if (asked instanceof Command.LogIn || asked instanceof Command.LogOut) {
            person.wantsPause = asked instanceof Command.LogIn && person.state == AgentState.PAUSED;
        }
    }
}
