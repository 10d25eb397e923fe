package org.usher.server.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.core.api.Command;
import org.usher.core.api.Event;
import org.usher.core.api.LogEntry;
import org.usher.core.api.QueueEngine;

/**
 * Brings an engine to where the last server left it: from the newest snapshot that is intact, with the rest of the log; from an older one,
 * or from the log's beginning, if that is damaged.
 *
 * <p>Entries of another engine version are applied too, but their result counts only if the state hashes that the log recorded come out
 * again. If they do not, or there are none, the line cannot be had from the log: its files are moved aside, the engine begins with nothing
 * but the next index, and reconciliation with the PBXs rebuilds the line. Calls are served in either case.
 */
final class Restart {
    private static final Logger LOG = LoggerFactory.getLogger(Restart.class);

    private final CommandLog log;
    private final Snapshots snapshots;
    private final EngineMaker maker;
    private final EngineCore core;
    private final long nowMs;

    Restart(CommandLog log, EngineMaker maker, EngineCore core, long nowMs) {
        this.log = log;
        this.snapshots = new Snapshots(log.directory());
        this.maker = maker;
        this.core = core;
        this.nowMs = nowMs;
    }

    /**
     * Leaves the log ready to be appended to.
     *
     * @return whether the engine knows what it was told before; false if it begins with nothing
     */
    boolean run() throws IOException {
        snapshots.tidy();
        try {
            for (Snapshots.Stored stored : snapshots.stored()) {
                Optional<Snapshot> snapshot = snapshots.read(stored).filter(this::restores);
                if (snapshot.isPresent()) {
                    replay(
                            snapshot.get().index(),
                            snapshot.get().logId(),
                            snapshot.get().engineVersion());
                    return true;
                }
            }
            core.beginAnew(maker.create());
            replay(0, UUID.randomUUID(), QueueEngine.VERSION);
            return true;
        } catch (ForeignLogException e) {
            beginWithNothing(String.valueOf(e.getMessage()));
            return false;
        }
    }

    private boolean restores(Snapshot snapshot) {
        try {
            core.restore(snapshot, maker);
            return true;
        } catch (IOException | RuntimeException e) {
            LOG.warn("Passed over the snapshot of entry {}: {}", snapshot.index(), e.getMessage());
            return false;
        }
    }

    private void replay(long afterIndex, UUID logId, int snapshotVersion) throws IOException {
        if (snapshotVersion != QueueEngine.VERSION) {
            LOG.warn(
                    "The snapshot of entry {} was made by engine version {}, this is version {}: it was read, and its state hash is right",
                    afterIndex,
                    snapshotVersion,
                    QueueEngine.VERSION);
        }
        Checked checked = new Checked();
        try {
            log.replay(afterIndex, logId, checked);
        } catch (ForeignLogException e) {
            throw e;
        } catch (CommandLogException e) {
            if (checked.foreign > 0) { // codes of a later version
                throw new ForeignLogException(String.valueOf(e.getMessage()));
            }
            if (afterIndex == 0 && onlyAnotherVersionKnowsTheBeginning()) {
                throw new ForeignLogException("the newest snapshot was made by another version, this is version "
                        + QueueEngine.VERSION + " and cannot restore it, and without it " + e.getMessage());
            }
            throw e;
        }
        checked.end();
    }

    /** Whether the log's first files are gone, and what stands for them is not damaged: there is nothing to be had from a copy. */
    private boolean onlyAnotherVersionKnowsTheBeginning() throws IOException {
        List<LogFiles.Segment> segments = LogFiles.in(log.directory());
        List<Snapshots.Stored> stored = snapshots.stored();
        return !segments.isEmpty()
                && segments.getFirst().firstIndex() > 1
                && !stored.isEmpty()
                && snapshots.isOfAnotherVersion(stored.getFirst());
    }

    /** Applies entries and compares what they lead to with what they led to when they were applied first. */
    private final class Checked implements LogTarget {
        private int foreign;
        private boolean proven = true;

        @Override
        public void entry(LogEntry entry) throws IOException {
            if (entry.engineVersion() != QueueEngine.VERSION) {
                if (entry.engineVersion() > QueueEngine.VERSION) {
                    throw new ForeignLogException("entry " + entry.index() + " was applied by engine version "
                            + entry.engineVersion() + ", this is version " + QueueEngine.VERSION);
                }
                foreign = entry.engineVersion();
                proven = false;
            }
            try {
                core.applyAgain(entry);
            } catch (IllegalStateException e) {
                if (foreign > 0) {
                    throw new ForeignLogException(String.valueOf(e.getMessage()));
                }
                throw e;
            }
        }

        @Override
        public void seal(Seal seal) throws IOException {
            if (core.engine().stateHash() == seal.stateHash()) {
                proven = true;
                return;
            }
            String what = "after entry " + seal.index() + " the state hash is "
                    + Long.toHexString(core.engine().stateHash()) + ", the log recorded "
                    + Long.toHexString(seal.stateHash()) + " (engine version " + seal.engineVersion() + ")";
            if (foreign > 0) {
                throw new ForeignLogException(what);
            }
            LOG.error("The same engine came to another state than before: {}. This is a defect; calls go on", what);
        }

        @Override
        public void missing(long upToIndex) throws IOException {
            Snapshot standsForIt = new Past(log, snapshots).at(upToIndex);
            core.restore(standsForIt, maker);
        }

        void end() throws ForeignLogException {
            if (!proven) {
                throw new ForeignLogException("the last entries were applied by engine version " + foreign
                        + ", this is version " + QueueEngine.VERSION
                        + ", and no state hash was recorded after them: that server was not stopped in good order");
            }
            if (foreign > 0) {
                LOG.warn(
                        "Entries of engine version {} were applied by version {}; the recorded state hashes came out the same",
                        foreign,
                        QueueEngine.VERSION);
            }
        }
    }

    /** What can be known without applying anything: where the log ends, and which configurations there were. */
    private static final class Scan implements LogTarget {
        private final List<LogEntry> adoptions = new ArrayList<>();
        private @Nullable LogEntry last;

        @Override
        public void entry(LogEntry entry) {
            last = entry;
            if (entry.command() instanceof Command.AdoptConfiguration) {
                adoptions.add(entry);
            }
        }
    }

    private void beginWithNothing(String why) throws IOException {
        List<LogFiles.Segment> segments = LogFiles.in(log.directory());
        Scan scan = new Scan();
        LogEntry last = scanned(segments, scan);
        UUID logId = LogFiles.logId(segments);
        Path aside = log.directory().resolve("aside-" + nowMs);
        LOG.error(
                "The command log was written by another version of Usher and cannot be taken up: {}. Its files are moved to {};"
                        + " the line is rebuilt from the PBXs alone, and what no PBX knows (callbacks, chats, wrap-ups, pauses) is lost",
                why,
                aside);
        log.release();
        Files.createDirectories(aside);
        for (LogFiles.Segment segment : segments) {
            move(segment.path(), aside);
        }
        for (Snapshots.Stored stored : snapshots.stored()) {
            move(stored.path(), aside);
        }
        core.beginAnew(maker.create());
        core.goOnWith(maker.createAfter(last), last.epoch());
        for (LogEntry entry : scan.adoptions) {
            if (entry.command() instanceof Command.AdoptConfiguration adoption) {
                core.hear(new RecordedEvent(
                        entry.index(), 0, new Event.ConfigurationAdopted(entry.atMs(), adoption.configuration())));
            }
        }
        snapshots.write(core.snapshot(logId));
        log.replay(last.index(), logId, entry -> {});
    }

    /** Stands for the last entry: its index at least is known for certain. */
    private LogEntry scanned(List<LogFiles.Segment> segments, Scan scan) throws IOException {
        long first = segments.isEmpty() ? 1 : segments.getFirst().firstIndex();
        try {
            LogFiles.read(segments, first, -1, scan);
        } catch (CommandLogException e) {
            LOG.warn("Of the log, only the part up to this can be read: {}", e.getMessage());
        }
        LogFiles.End end = LogFiles.read(segments, Long.MAX_VALUE, -1, entry -> {});
        LogReader.Result result = end.result();
        LogEntry last = scan.last;
        long index = result == null ? 0 : result.lastIndex();
        long atMs = last == null ? nowMs : last.index() == index ? last.atMs() : Math.max(last.atMs(), nowMs);
        return new LogEntry(index, last == null ? 0 : last.epoch(), QueueEngine.VERSION, atMs, new Command.Tick());
    }

    private static void move(Path file, Path aside) throws IOException {
        Files.move(file, aside.resolve(String.valueOf(file.getFileName())));
    }
}
