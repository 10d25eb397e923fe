package org.usher.server.chat;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.Configuration;

/** What people and queues are called by those who chat. For one thread. */
final class ChatNames {
    private final Supplier<Configuration> centres;
    private Configuration named = Configuration.EMPTY;
    private final Map<Integer, String> agentTitles = new HashMap<>();
    private final Map<Integer, String> queueTitles = new HashMap<>();

    ChatNames(Supplier<Configuration> centres) {
        this.centres = centres;
    }

    String queueTitle(int queueId) {
        lookUp();
        return queueTitles.getOrDefault(queueId, "");
    }

    @Nullable
    String agentTitle(int agentId) {
        lookUp();
        return agentTitles.get(agentId);
    }

    /** Of the centre in force; looked up anew when that is another. */
    private void lookUp() {
        Configuration centre = centres.get();
        if (!centre.equals(named)) {
            agentTitles.clear();
            queueTitles.clear();
            centre.agents().forEach(agent -> agentTitles.put(agent.agentId(), agent.title()));
            centre.queues().forEach(queue -> queueTitles.put(queue.queueId(), queue.title()));
            named = centre;
        }
    }

    /** Who said this. */
    String writer(ChatRoom room, ChatLine line) {
        String name = line.agentId() == 0 ? room.name() : agentTitle(line.agentId());
        return name == null ? "" : name;
    }
}
