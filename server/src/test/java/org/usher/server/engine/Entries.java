package org.usher.server.engine;

import java.util.List;
import org.usher.core.api.Channel;
import org.usher.core.api.Command;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.LogEntry;
import org.usher.core.api.QueueEngine;

/** Log entries for tests. */
final class Entries {
    private Entries() {}

    static LogEntry entry(long index, Command command) {
        return new LogEntry(index, 1, QueueEngine.VERSION, 1_000 + index, command);
    }

    static LogEntry tick(long index) {
        return entry(index, new Command.Tick());
    }

    static Command.ContactArrived arrival(long callKey, int pbxId) {
        ContactDetails details =
                new ContactDetails(pbxId, "u" + callKey, "PJSIP/x-1", "+4930123", "", "800", "de", "", "");
        return new Command.ContactArrived(callKey, Channel.VOICE, 1, 0, 0, 0, List.of(), details);
    }
}
