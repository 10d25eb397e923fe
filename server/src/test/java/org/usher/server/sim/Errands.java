package org.usher.server.sim;

import java.util.ArrayDeque;
import java.util.List;
import org.usher.core.api.Channel;
import org.usher.core.api.Command;
import org.usher.core.api.EngineView;
import org.usher.core.api.EngineView.ContactState;
import org.usher.server.engine.VirtualRoom;
import org.usher.server.sim.Happening.Matter;
import org.usher.server.sim.Happening.Wish;

/** What people and programs ask of the engine, in the order in which they do; it waits while no server takes it. */
final class Errands {
    private final ArrayDeque<Command> waiting = new ArrayDeque<>();
    private final int queues;
    private long requests;

    /** Nobody has asked for anything yet. */
    Errands(int queues) {
        this.queues = queues;
    }

    void add(Command command) {
        waiting.add(command);
    }

    /** As many as it takes. */
    void handTo(VirtualRoom room) {
        while (!waiting.isEmpty() && room.offer(waiting.element())) {
            waiting.remove();
        }
    }

    void ask(Wish wish, int whom) {
        long id = ++requests;
        add(
                switch (wish) {
                    case LOG_IN -> new Command.LogIn(id, whom, List.of(whom));
                    case LOG_OUT -> new Command.LogOut(id, whom);
                    case PAUSE -> new Command.Pause(id, whom, 1);
                    case RESUME -> new Command.Resume(id, whom);
                    case END_WRAP_UP -> new Command.EndWrapUp(id, whom);
                    case CLOSE_QUEUE -> new Command.SetQueueDoor(id, whom, false);
                    case OPEN_QUEUE -> new Command.SetQueueDoor(id, whom, true);
                });
    }

    void ask(Happening.AskAbout ask, EngineView view) {
        Channel wanted = ask.matter() == Matter.CANCEL_CALLBACK ? Channel.CALLBACK : Channel.VOICE;
        boolean anybody = ask.matter() != Matter.CANCEL_CALLBACK && ask.matter() != Matter.CALL_BACK;
        List<EngineView.ContactView> line = view.contacts().stream()
                .filter(c -> c.state() == ContactState.WAITING || c.state() == ContactState.OFFERED)
                .filter(c -> anybody || c.channel() == wanted)
                .toList();
        if (line.isEmpty()) {
            return;
        }
        long id = ++requests;
        EngineView.ContactView contact = line.get(ask.which() % line.size());
        long contactId = contact.contactId();
        add(
                switch (ask.matter()) {
                    case CALL_BACK -> new Command.ConvertToCallback(id, contactId, id % 2 == 0 ? "" : "110");
                    case CANCEL_CALLBACK -> new Command.CancelCallback(id, contactId);
                    case MOVE -> new Command.MoveContact(id, contactId, 1 + ask.which() % queues);
                    case PRIORITISE -> new Command.SetContactPriority(id, contactId, ask.which() % 4 - 1);
                    case WITHDRAW -> new Command.WithdrawContact(id, contactId);
                });
    }

    void finishChat(int agentId, EngineView view) {
        view.agents().stream()
                .filter(agent -> agent.agentId() == agentId)
                .flatMap(agent -> agent.chats().stream())
                .filter(EngineView.ChatView::wrapUp)
                .findFirst()
                .ifPresent(chat -> add(new Command.EndChatWrapUp(++requests, agentId, chat.offerId())));
    }
}
