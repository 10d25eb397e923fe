package org.usher.server.webhook;

import java.util.Optional;

/** Who is followed up, by the rules in force. Safe from any thread. */
@FunctionalInterface
public interface FollowedUp {
    /** His number with country code, if somebody who hung up in this queue after such a wait stands on the list. */
    Optional<String> number(int queueId, String caller, long waitedMs);
}
