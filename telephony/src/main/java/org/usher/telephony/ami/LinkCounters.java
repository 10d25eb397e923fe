package org.usher.telephony.ami;

import java.util.concurrent.atomic.LongAdder;

/** The live counters behind {@link LinkMetrics}. */
final class LinkCounters {
    final LongAdder messages = new LongAdder();
    final LongAdder messagesSkipped = new LongAdder();
    final LongAdder messagesOversized = new LongAdder();
    final LongAdder malformedLines = new LongAdder();
    final LongAdder readStalls = new LongAdder();
    final LongAdder commands = new LongAdder();
    final LongAdder commandsRefused = new LongAdder();
    final LongAdder connects = new LongAdder();
    final LongAdder disconnects = new LongAdder();
    final LongAdder loginsRefused = new LongAdder();
    final LongAdder reconciliations = new LongAdder();
    final LongAdder discrepancies = new LongAdder();
    final LongAdder suspicions = new LongAdder();
    final LongAdder actionsDone = new LongAdder();
    final LongAdder actionsFailed = new LongAdder();
    final LongAdder actionsTimedOut = new LongAdder();
    final LongAdder redirectsResent = new LongAdder();
    final LongAdder badInputs = new LongAdder();
    final LongAdder callsLost = new LongAdder();
    final LongAdder callsUntracked = new LongAdder();
    final LongAdder unwatched = new LongAdder();
    final LongAdder recordingsIncomplete = new LongAdder();
    final LongAdder sessionsEnded = new LongAdder();
    final LongAdder callbackMachines = new LongAdder();

    LinkMetrics snapshot() {
        return new LinkMetrics(
                messages.sum(),
                messagesSkipped.sum(),
                messagesOversized.sum(),
                malformedLines.sum(),
                readStalls.sum(),
                commands.sum(),
                commandsRefused.sum(),
                connects.sum(),
                disconnects.sum(),
                loginsRefused.sum(),
                reconciliations.sum(),
                discrepancies.sum(),
                suspicions.sum(),
                actionsDone.sum(),
                actionsFailed.sum(),
                actionsTimedOut.sum(),
                redirectsResent.sum(),
                badInputs.sum(),
                callsLost.sum(),
                callsUntracked.sum(),
                unwatched.sum(),
                recordingsIncomplete.sum(),
                sessionsEnded.sum(),
                callbackMachines.sum());
    }
}
