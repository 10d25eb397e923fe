package org.usher.server.sim;

import java.util.ArrayList;
import java.util.List;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration;
import org.usher.core.api.Event;
import org.usher.server.sim.Books.Chat;
import org.usher.server.sim.Books.Customer;
import org.usher.server.sim.Books.Person;

/** The chats that agents have beside each other: how long each takes its place, and that it gives it back. */
final class ChatAudit extends Audit {
    private record Closed(Chat chat, Event.ChatClosed event) {}

    private final List<Closed> closed = new ArrayList<>();
    private final AgentAudit agents;

    ChatAudit(Books books, AgentAudit agents) {
        super(books);
        this.agents = agents;
    }

    void talkEnded(Event.TalkEnded e) {
        Configuration.Queue queue = books.queue(e.queueId());
        Chat chat = books.person(e.agentId()).chats.get(e.talkId());
        for (Closed done : closed) {
            chat = done.chat.offerId == e.talkId() ? done.chat : chat;
        }
        if (chat != null) {
            must(chat.overAtMs == 0, "ends twice: " + e);
            chat.overAtMs = e.atMs();
            chat.wrapUpMs = queue == null ? 0 : queue.channels().chatWrapUpMs();
        }
    }

    void closed(Event.ChatClosed e) {
        Person person = books.person(e.agentId());
        Chat chat = person.chats.remove(e.offerId());
        if (chat == null || chat.contactId != e.contactId()) {
            throw wrong("none of his chats: " + e);
        }
        agents.chatClosed(person);
        closed.add(new Closed(chat, e));
    }

    void end(long nowMs) {
        for (Closed done : closed) {
            Chat chat = done.chat;
            must(!isGoingOn(chat), "closed while it goes on: " + done.event);
            boolean asked = now().command() instanceof Command.EndChatWrapUp
                    || now().command() instanceof Command.ContactReachable;
            long endsAtMs = chat.overAtMs == 0 ? done.event.atMs() : chat.overAtMs + chat.wrapUpMs;
            must(asked || done.event.atMs() == endsAtMs, "wrap-up of " + chat.wrapUpMs + " ms ended: " + done.event);
            must(
                    chat.overAtMs == 0 || done.event.wrapUpMs() == done.event.atMs() - chat.overAtMs,
                    "had another wrap-up: " + done.event);
        }
        closed.clear();
        for (Person person : books.people.values()) {
            for (Chat chat : person.chats.values()) {
                must(
                        isGoingOn(chat) || (chat.overAtMs > 0 && nowMs < chat.overAtMs + chat.wrapUpMs),
                        "chat " + chat.offerId + " takes a place of agent " + person.agentId + " for nothing");
            }
        }
    }

    /** Whether the customer is in it still. */
    private boolean isGoingOn(Chat chat) {
        Customer customer = books.ofContact(chat.contactId);
        return chat.overAtMs == 0 && customer != null && customer.bid == chat.offerId;
    }
}
