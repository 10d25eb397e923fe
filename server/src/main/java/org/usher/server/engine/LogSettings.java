package org.usher.server.engine;

/**
 * How the command log is kept.
 *
 * @param segmentBytes a file that has grown to this is followed by another one at the next good moment
 * @param heldBytes how much is held in memory while the disk takes nothing; beyond that a snapshot has to stand for what no disk holds
 * @param sealEvery after so many entries the engine's state hash is written into the log
 * @param maxBytes of all files of the log and its snapshots; an alarm if they must be kept beyond that
 * @param keepMs how much of the past is kept if there is room, for the wallboard's day and for learning
 * @param snapshotEvery entries between two snapshots
 * @param snapshotEveryMs time between two snapshots, of the log's own clock
 */
public record LogSettings(
        long segmentBytes,
        int heldBytes,
        int sealEvery,
        long maxBytes,
        long keepMs,
        long snapshotEvery,
        long snapshotEveryMs) {

    /** What a centre of some hundred agents is well served with. */
    public static final LogSettings DEFAULT =
            new LogSettings(64L << 20, 64 << 20, 1_000, 8L << 30, 7 * 86_400_000L, 200_000, 600_000);

    LogSettings withSegmentBytes(long bytes) {
        return new LogSettings(bytes, heldBytes, sealEvery, maxBytes, keepMs, snapshotEvery, snapshotEveryMs);
    }

    LogSettings withHeldBytes(int bytes) {
        return new LogSettings(segmentBytes, bytes, sealEvery, maxBytes, keepMs, snapshotEvery, snapshotEveryMs);
    }

    LogSettings withSnapshots(long every, long everyMs) {
        return new LogSettings(segmentBytes, heldBytes, sealEvery, maxBytes, keepMs, every, everyMs);
    }

    LogSettings withKept(long bytes, long ms) {
        return new LogSettings(segmentBytes, heldBytes, sealEvery, bytes, ms, snapshotEvery, snapshotEveryMs);
    }
}
