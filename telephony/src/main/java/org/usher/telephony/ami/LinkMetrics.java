package org.usher.telephony.ami;

/**
 * What a link has counted since it was made; each only ever grows.
 *
 * @param messages AMI messages read
 * @param messagesSkipped of them, events nobody needs, dropped by name before parsing
 * @param messagesOversized dropped because longer than the limit
 * @param malformedLines lines without a colon, skipped
 * @param readStalls times the socket was left unread because messages waited to be mapped
 * @param commands handed to the engine
 * @param commandsRefused times the engine's inbox had no room and the command was kept for another try
 * @param connects times a login succeeded
 * @param disconnects times a connection was lost
 * @param loginsRefused by a wrong secret, a session already in use or an unsupported version
 * @param reconciliations completed
 * @param discrepancies mended by them
 * @param suspicions times something made the link doubt
 * @param actionsDone actions of the engine carried out
 * @param redirectsResent because a Redirect said Success and had no effect
 * @param badInputs refused for what the operator's dialplan set
 * @param callsLost by the PBX, as its signature says
 * @param callsUntracked joins while the ledger was full
 * @param unwatched reconciliations that found the dialplan's watchdog missing
 * @param recordingsIncomplete recordings that hold less than was said, as with a full disk
 * @param sessionsEnded sessions of our own that Asterisk had kept though to us they were over
 * @param callbackMachines customers called back for whom Asterisk found that a machine had picked up
 */
public record LinkMetrics(
        long messages,
        long messagesSkipped,
        long messagesOversized,
        long malformedLines,
        long readStalls,
        long commands,
        long commandsRefused,
        long connects,
        long disconnects,
        long loginsRefused,
        long reconciliations,
        long discrepancies,
        long suspicions,
        long actionsDone,
        long actionsFailed,
        long actionsTimedOut,
        long redirectsResent,
        long badInputs,
        long callsLost,
        long callsUntracked,
        long unwatched,
        long recordingsIncomplete,
        long sessionsEnded,
        long callbackMachines) {}
