package org.usher.server.agent;

import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.usher.server.history.ContactNotes;

/** Where earlier notes are kept. May block. */
@FunctionalInterface
public interface NoteSource {
    /** The latest {@code limit} of other contacts from this number, of what was said in these queues, the latest first. */
    List<ContactNotes.Note> ofCaller(String caller, long exceptContactId, Set<Integer> queueIds, int limit)
            throws SQLException;
}
