package org.usher.core.engine;

import java.util.Objects;
import org.usher.core.api.Command;
import org.usher.core.api.Event;
import org.usher.core.api.ReplyCode;

/**
 * The chats that agents have beside each other. While a chat is offered it reserves the agent as any offer does: nobody is asked two
 * things at once. Accepted, it takes one of his places for chats, and he is free again for what is left; it keeps the place until its own
 * after-call work is over.
 */
final class Chats {
    private final State state;
    private final Step step;
    private final Roster roster;
    private final Releases releases;

    Chats(State state, Step step, Roster roster, Releases releases) {
        this.state = state;
        this.step = step;
        this.roster = roster;
        this.releases = releases;
    }

    /** Somebody has written in its room; nothing of the state depends on it. */
    void said(ContactRecord contact, Command.ChatSaid said) {
        if (contact.isChat()) {
            step.event(
                    new Event.ChatSaid(step.nowMs(), contact.contactId, said.agentId(), said.messageId(), said.text()));
        }
    }

    /** Somebody has sent a file there. */
    void attached(ContactRecord contact, Command.ChatAttached sent) {
        if (contact.isChat()) {
            step.event(new Event.ChatAttached(
                    step.nowMs(), contact.contactId, sent.agentId(), sent.messageId(), sent.file()));
        }
    }

    /** The agent, whom it was offered to, takes the chat. */
    void accepted(AgentRecord agent, OfferRecord chat) {
        state.hash.touch(agent);
        state.hash.touch(chat);
        agent.offer = null;
        agent.noAnswersInRow = 0;
        agent.addChat(chat);
        chat.agent = agent;
        chat.agentId = agent.agentId;
        roster.rest(agent);
    }

    /** The contact is no longer the agent's: after-call work, if there is any. */
    void over(OfferRecord chat, int wrapUpMs) {
        if (chat.agent == null || chat.isInWrapUp()) {
            return;
        }
        if (wrapUpMs > 0) {
            state.deadlines.set(chat.wrapUpDeadline(), step.nowMs() + wrapUpMs);
        } else {
            close(chat);
        }
    }

    /** The chat and its after-call work are over: there is room for another. */
    void close(OfferRecord chat) {
        AgentRecord agent = Objects.requireNonNull(chat.agent);
        long wrapUpMs = chat.talkingSinceMs == 0 ? 0 : step.nowMs() - chat.endedAtMs;
        if (chat.wrapUp != null) {
            state.deadlines.cancel(chat.wrapUp);
        }
        state.hash.touch(agent);
        state.hash.touch(chat);
        agent.chats.remove(chat);
        chat.agent = null;
        step.event(new Event.ChatClosed(
                step.nowMs(), agent.agentId, chat.contactId, chat.offerId, chat.queueId, wrapUpMs));
        roster.chatClosed(agent);
        releases.forgetIfUnbound(chat);
    }

    /** The agent says that the after-call work is done. */
    ReplyCode endWrapUp(AgentRecord agent, long offerId) {
        for (int i = 0; i < agent.chats.size(); i++) {
            OfferRecord chat = agent.chats.get(i);
            if (chat.offerId == offerId && chat.isInWrapUp()) {
                close(chat);
                return ReplyCode.ACCEPTED;
            }
        }
        return ReplyCode.NOT_IN_WRAP_UP;
    }

    /** The contact he served is back and waits for him: there is no after-call work yet. */
    void skipWrapUp(AgentRecord agent, ContactRecord contact) {
        for (int i = agent.chats.size() - 1; i >= 0; i--) {
            OfferRecord chat = agent.chats.get(i);
            if (chat.contactId == contact.contactId && chat.isInWrapUp()) {
                close(chat);
            }
        }
    }
}
