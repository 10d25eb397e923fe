package org.usher.server.customer;

import java.util.HashMap;
import java.util.Map;
import org.usher.core.api.Configuration;
import org.usher.core.api.EngineView;
import org.usher.core.api.Event;
import org.usher.server.engine.EventSink;
import org.usher.server.engine.RecordedEvent;

/**
 * Tells the book who has served a customer last: he may call again before what is known of him is read again. In the database the history
 * writes it.
 */
public final class LastAgents implements EventSink {
    private final LiveContacts live;
    private final CustomerBook book;
    private Map<Integer, String> names = Map.of();

    /** @param live hears of each event before this does */
    public LastAgents(LiveContacts live, CustomerBook book) {
        this.live = live;
        this.book = book;
    }

    @Override
    public void resumed(EngineView state) {
        adopt(state.configuration());
    }

    @Override
    public void accept(RecordedEvent recorded) {
        switch (recorded.event()) {
            case Event.ConfigurationAdopted e -> adopt(e.configuration());
            case Event.TalkEnded e -> {
                String agent = names.get(e.agentId());
                if (agent != null) {
                    live.details(e.contactId())
                            .filter(details -> !details.customer().isEmpty())
                            .ifPresent(details -> book.served(details.customer(), agent));
                }
            }
            default -> {} // nobody has been served
        }
    }

    private void adopt(Configuration configuration) {
        names = new HashMap<>();
        configuration.agents().forEach(agent -> names.put(agent.agentId(), agent.name()));
    }
}
