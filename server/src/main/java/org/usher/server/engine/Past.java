package org.usher.server.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.core.api.Effect;
import org.usher.core.api.Event;
import org.usher.core.api.LogEntry;
import org.usher.core.api.Output;
import org.usher.core.api.QueueEngine;

/** Where to begin when events of the past are to be had again: at a snapshot from which the log goes on without a hole. */
final class Past {
    private static final Logger LOG = LoggerFactory.getLogger(Past.class);

    private final CommandLog log;
    private final Snapshots snapshots;

    Past(CommandLog log, Snapshots snapshots) {
        this.log = log;
        this.snapshots = snapshots;
    }

    /** After which all that is known of the past can be told; empty if that is the log's first entry. */
    Optional<Snapshot> oldest() throws IOException {
        return before(0);
    }

    /** The newest one from which the events from {@code index} on follow; if that past is gone, the oldest; empty for the log's beginning. */
    Optional<Snapshot> before(long index) throws IOException {
        List<LogFiles.Segment> segments = log.segments();
        long first = segments.isEmpty() ? 1 : segments.getFirst().firstIndex();
        List<Snapshots.Stored> usable = snapshots.stored().stream()
                .filter(stored -> stored.index() + 1 >= first)
                .toList();
        for (Snapshots.Stored stored : usable) { // the newest first
            Optional<Snapshot> read = stored.index() < index ? snapshots.read(stored) : Optional.empty();
            if (read.isPresent()) {
                return read;
            }
        }
        if (first == 1) {
            return Optional.empty();
        }
        for (Snapshots.Stored stored : usable.reversed()) {
            Optional<Snapshot> read = snapshots.read(stored);
            if (read.isPresent()) {
                return read;
            }
        }
        throw new CommandLogException(log.directory() + ": the log begins with entry " + first
                + " and no snapshot from which it could be read is intact");
    }

    /** The oldest one that is intact and stands for this entry and more: where the past goes on behind damage. */
    Optional<Snapshot> beyond(long index) throws IOException {
        for (Snapshots.Stored stored : snapshots.stored().reversed()) {
            Optional<Snapshot> read = stored.index() > index ? snapshots.read(stored) : Optional.empty();
            if (read.isPresent()) {
                return read;
            }
        }
        return Optional.empty();
    }

    /** The snapshot that stands for the entries up to this one. */
    Snapshot at(long index) throws IOException {
        for (Snapshots.Stored stored : snapshots.stored()) {
            if (stored.index() == index) {
                return snapshots
                        .read(stored)
                        .orElseThrow(() -> new CommandLogException(stored.path()
                                + " is damaged, and it stands for entries that no disk holds; restore it from a copy"));
            }
        }
        throw new CommandLogException(Snapshots.path(log.directory(), index)
                + " is missing, and it stands for entries that no disk holds; restore it from a copy");
    }

    /** Gives the events from {@code fromIndex} on of all that was flushed, by applying it to an engine on the calling thread. */
    void tell(long fromIndex, EngineMaker maker, EventSink sink) throws IOException {
        Optional<Snapshot> start = before(fromIndex);
        long known = start.map(Snapshot::index).orElse(0L);
        if (fromIndex > 0 && known >= fromIndex) {
            LOG.warn(
                    "Events of entries {} to {} are no longer in the command log and are passed over",
                    fromIndex,
                    known);
        }
        Telling telling = new Telling(fromIndex, maker, sink);
        telling.index = known;
        telling.engine = start.isPresent() ? restored(start.get(), maker) : maker.create();
        while (!reread(telling)) {
            LOG.debug("read again behind the damage, from entry {} on", telling.index);
        }
    }

    /** False if it came upon damage, behind which a snapshot was found to go on from. */
    private boolean reread(Telling telling) throws IOException {
        try {
            log.reread(telling.index, telling);
            return true;
        } catch (CommandLogException e) {
            Snapshot next = beyond(telling.index).orElseThrow(() -> e);
            LOG.error(
                    "Events of entries {} to {} cannot be told again: {}",
                    telling.index + 1,
                    next.index(),
                    e.getMessage());
            telling.engine = restored(next, telling.maker);
            telling.index = next.index();
            return false;
        }
    }

    private static QueueEngine restored(Snapshot snapshot, EngineMaker maker) throws IOException {
        return maker.restore(ByteBuffer.wrap(snapshot.part(Snapshot.ENGINE)));
    }

    private final class Telling implements LogTarget, Output {
        private final long fromIndex;
        private final EngineMaker maker;
        private final EventSink sink;
        private QueueEngine engine;
        private long index;
        private int number;

        private Telling(long fromIndex, EngineMaker maker, EventSink sink) {
            this.fromIndex = fromIndex;
            this.maker = maker;
            this.sink = sink;
            this.engine = maker.create();
        }

        @Override
        public void entry(LogEntry entry) {
            index = entry.index();
            number = 0;
            engine.apply(entry, this);
        }

        @Override
        public void missing(long upToIndex) throws IOException {
            LOG.warn("Events of entries {} to {} were never on a disk and are passed over", index + 1, upToIndex);
            engine = restored(at(upToIndex), maker);
        }

        @Override
        public void event(Event event) {
            if (index >= fromIndex) {
                sink.accept(new RecordedEvent(index, number, event));
            }
            number++;
        }

        @Override
        public void effect(Effect effect) {
            // only the live engine's effects are carried out
        }
    }
}
