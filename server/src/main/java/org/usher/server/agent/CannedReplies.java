package org.usher.server.agent;

import java.util.List;
import java.util.Set;

/**
 * What the centre has written beforehand for agents to say in chats. Of no concern to the engine: what is said is what the agent sends.
 *
 * @param all in the order in which they are to be shown
 */
public record CannedReplies(List<Reply> all) {
    public static final CannedReplies NONE = new CannedReplies(List.of());

    public CannedReplies {
        all = List.copyOf(all);
    }

    /**
     * One of them.
     *
     * @param title by which agents choose it
     * @param text which they may change before they send it
     * @param queues names of the queues at whose chats the desk shows it; none for every queue
     */
    public record Reply(String name, String title, String text, Set<String> queues) {
        public Reply {
            queues = Set.copyOf(queues);
        }
    }
}
