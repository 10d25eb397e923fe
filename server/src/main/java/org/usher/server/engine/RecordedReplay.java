package org.usher.server.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.usher.core.api.Effect;
import org.usher.core.api.Event;
import org.usher.core.api.LogEntry;
import org.usher.core.api.Output;
import org.usher.core.api.QueueEngine;

/** Applies the command log of a server that runs or has run once more, and compares what it leads to; changes nothing about it. */
public final class RecordedReplay {
    private RecordedReplay() {}

    /** Whether a snapshot is whole; {@code detail} says what is wrong, or what it holds. */
    public record SnapshotState(long index, boolean intact, String detail) {}

    /**
     * What it led to.
     *
     * @param afterIndex of the snapshot it began with, 0 for the log's beginning
     * @param compared state hashes that came out again
     * @param skippedSeals state hashes of other engine versions
     */
    public record Result(long afterIndex, long lastIndex, long stateHash, long compared, long skippedSeals) {}

    /** The same entries do not lead to the same state. */
    public static final class DiffersException extends IOException {
        private static final long serialVersionUID = 1L;

        DiffersException(String message) {
            super(message);
        }
    }

    /** The newest first. */
    public static List<SnapshotState> snapshots(Path place) throws IOException {
        List<SnapshotState> states = new ArrayList<>();
        for (Snapshots.Stored stored : new Snapshots(RecordedLog.directory(place)).stored()) {
            try {
                Snapshot snapshot = Snapshot.of(Files.readAllBytes(stored.path()));
                states.add(new SnapshotState(
                        stored.index(),
                        snapshot.index() == stored.index(),
                        "of engine version " + snapshot.engineVersion() + ", state hash "
                                + Long.toHexString(snapshot.stateHash()) + ", parts "
                                + snapshot.parts().keySet()));
            } catch (IOException e) {
                states.add(new SnapshotState(stored.index(), false, String.valueOf(e.getMessage())));
            }
        }
        return states;
    }

    /**
     * Applies all that the log holds.
     *
     * @throws DiffersException if a recorded state hash does not come out again, or the engine breaks
     * @throws CommandLogException if the log is damaged
     */
    public static Result run(Path place, EngineMaker maker) throws IOException {
        Path directory = RecordedLog.directory(place);
        long first = LogFiles.in(directory).getFirst().firstIndex();
        Applying applying = new Applying(directory, maker);
        long after = 0;
        if (first > 1) {
            after = applying.restore(oldest(directory, first));
        }
        RecordedLog.read(place, applying);
        QueueEngine engine = applying.engine;
        return new Result(after, engine.lastIndex(), engine.stateHash(), applying.compared, applying.skipped);
    }

    private static Snapshot oldest(Path directory, long first) throws IOException {
        Snapshots snapshots = new Snapshots(directory);
        for (Snapshots.Stored stored : snapshots.stored().reversed()) {
            Optional<Snapshot> read = stored.index() + 1 >= first ? snapshots.read(stored) : Optional.empty();
            if (read.isPresent()) {
                return read.get();
            }
        }
        throw new CommandLogException(
                directory + ": the log begins with entry " + first + " and there is no intact snapshot to begin with");
    }

    private static final class Applying implements LogTarget, Output {
        private final Path directory;
        private final EngineMaker maker;
        private QueueEngine engine;
        private long compared;
        private long skipped;

        private Applying(Path directory, EngineMaker maker) {
            this.directory = directory;
            this.maker = maker;
            this.engine = maker.create();
        }

        private long restore(Snapshot snapshot) throws IOException {
            engine = maker.restore(ByteBuffer.wrap(snapshot.part(Snapshot.ENGINE)));
            return snapshot.index();
        }

        @Override
        public void entry(LogEntry entry) throws IOException {
            if (entry.index() <= engine.lastIndex()) {
                return; // in the snapshot
            }
            try {
                engine.apply(entry, this);
            } catch (RuntimeException e) {
                throw new DiffersException(
                        "the engine broke on entry " + entry.index() + " (" + entry.command() + "): " + e.getMessage());
            }
        }

        @Override
        public void seal(Seal seal) throws IOException {
            if (seal.index() < engine.lastIndex()) {
                return;
            }
            if (seal.engineVersion() != QueueEngine.VERSION) {
                skipped++;
            } else if (seal.stateHash() != engine.stateHash()) {
                throw new DiffersException("after entry " + seal.index() + " the state hash is "
                        + Long.toHexString(engine.stateHash()) + ", the log recorded "
                        + Long.toHexString(seal.stateHash()));
            } else {
                compared++;
            }
        }

        @Override
        public void missing(long upToIndex) throws IOException {
            for (Snapshots.Stored stored : new Snapshots(directory).stored()) {
                if (stored.index() == upToIndex) {
                    restore(Snapshot.of(Files.readAllBytes(stored.path())));
                    return;
                }
            }
            throw new CommandLogException(Snapshots.path(directory, upToIndex)
                    + " is missing, and it stands for entries that no disk holds; restore it from a copy");
        }

        @Override
        public void event(Event event) {
            // the state is what counts
        }

        @Override
        public void effect(Effect effect) {
            // the state is what counts
        }
    }
}
