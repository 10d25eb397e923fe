package org.usher.lab;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.usher.lab.replay.Fate;
import org.usher.lab.replay.Recording;

/**
 * Whether a replay under the recorded rules leads where the recording did.
 *
 * @param tornBytes behind the last whole entry of the log
 * @param differing contacts that were served by another agent, at another time, or not at all
 */
record Proof(
        long recordedEntries, long replayedEntries, boolean sameState, long contacts, long differing, long tornBytes) {

    static Proof of(Recording recording, Recording.Replayed same) {
        Map<Long, Fate> fates = recording.fates();
        long differing = fates.values().stream()
                .filter(fate -> !alike(fate, same.fatesByContact().get(fate.contactId())))
                .count();
        return new Proof(
                recording.extent().entries(),
                same.entries(),
                same.stateHash() == recording.stateHash(),
                fates.size(),
                differing,
                recording.extent().tornBytes());
    }

    static boolean alike(Fate recorded, @Nullable Fate replayed) {
        return replayed != null
                && recorded.end() == replayed.end()
                && recorded.agentId() == replayed.agentId()
                && recorded.waitedMs() == replayed.waitedMs();
    }

    String text() {
        String torn = tornBytes == 0
                ? ""
                : String.format(
                        Locale.ROOT,
                        "The log ends in %d bytes that are no whole entry (the server died, or is writing): they are left out.%n",
                        tornBytes);
        return torn
                + String.format(
                        Locale.ROOT,
                        "The same rules once more: %d of %d contacts differ, %d entries against %d, the engine's state is %s.%n",
                        differing,
                        contacts,
                        replayedEntries,
                        recordedEntries,
                        sameState ? "the same (equal hashes)" : "ANOTHER, so hold what follows for an approximation");
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("contacts", contacts);
        json.put("contactsThatDiffer", differing);
        json.put("recordedEntries", recordedEntries);
        json.put("replayedEntries", replayedEntries);
        json.put("sameState", sameState);
        json.put("tornBytes", tornBytes);
        return json;
    }
}
