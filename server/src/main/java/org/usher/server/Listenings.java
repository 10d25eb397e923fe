package org.usher.server;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.usher.server.supervisor.ListenDesk;
import org.usher.server.supervisor.ListenMode;
import org.usher.server.supervisor.ListenWord;
import org.usher.telephony.ami.AmiLink;
import org.usher.telephony.ami.ListenAnswer;
import org.usher.telephony.ami.ListenOrder;

/** Listening to talks on one PBX, in the words of the supervisors' desk, which are the link's own. */
record Listenings(AmiLink link) implements ListenDesk.Pbx {
    @Override
    public CompletableFuture<ListenWord> listen(ListenDesk.Order order) {
        return link.listen(new ListenOrder(
                        order.contactId(),
                        order.agentDeviceIds(),
                        order.deviceId(),
                        org.usher.telephony.ami.ListenMode.valueOf(order.mode().name()),
                        order.listener(),
                        order.display()))
                .thenApply(Listenings::word);
    }

    @Override
    public CompletableFuture<ListenWord> end(long contactId, Predicate<String> listeners) {
        return link.endListening(contactId, listeners).thenApply(Listenings::word);
    }

    @Override
    public List<ListenDesk.Listener> listeners() {
        return link.listeners().stream()
                .map(listener -> new ListenDesk.Listener(
                        listener.contactId(),
                        listener.deviceId(),
                        listener.listener(),
                        ListenMode.valueOf(listener.mode().name()),
                        listener.listens()))
                .toList();
    }

    private static ListenWord word(ListenAnswer answer) {
        return switch (answer) {
            case RINGING -> ListenWord.RINGING;
            case CHANGED -> ListenWord.CHANGED;
            case ENDED -> ListenWord.ENDED;
            case NOBODY -> ListenWord.NOBODY;
            case UNKNOWN -> ListenWord.UNKNOWN;
            case NOT_TALKING -> ListenWord.NOT_TALKING;
            case PHONE_NOT_FREE -> ListenWord.PHONE_NOT_FREE;
            case FULL -> ListenWord.FULL;
            case NOT_ALLOWED -> ListenWord.NOT_ALLOWED;
            case NOT_CONFIRMED -> ListenWord.NOT_CONFIRMED;
        };
    }
}
