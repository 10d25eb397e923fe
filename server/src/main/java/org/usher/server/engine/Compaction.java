package org.usher.server.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.server.engine.Snapshots.Stored;

/**
 * Deletes what nobody needs any more of the log and its snapshots. Always kept are the two newest snapshots, the newest from which the
 * history can read what the database does not hold yet, and the log since the oldest of these. So much of the past as was asked for is kept
 * beside if it fits. If what must be kept does not fit, it is kept, and an alarm says so.
 */
final class Compaction {
    private static final Logger LOG = LoggerFactory.getLogger(Compaction.class);
    private static final int NEWEST = 2;
    private static final long SPACING_MS = 3_600_000;

    private final Path directory;
    private final LogSettings settings;
    private final Snapshots snapshots;
    private volatile String alarm = "";
    private volatile long bytes;

    Compaction(Path directory, LogSettings settings) {
        this.directory = directory;
        this.settings = settings;
        this.snapshots = new Snapshots(directory);
    }

    /** A snapshot with what is needed of it to decide. */
    private record Known(Stored stored, long atMs) {}

    /**
     * Looks through the directory once.
     *
     * @param heldByHistory index of the last entry whose events the database holds for certain, 0 if that is not known: then nothing goes
     */
    void run(long heldByHistory, long nowMs) throws IOException {
        List<Known> known = known();
        if (heldByHistory > 0 && known.size() > NEWEST) {
            thin(known, heldByHistory);
            long keptFrom = keptFrom(known, heldByHistory, nowMs);
            delete(known, keptFrom);
        }
        bytes = size(LogFiles.in(directory), snapshots.stored(), 0);
        String now = bytes <= settings.maxBytes()
                ? ""
                : "the command log takes " + bytes + " bytes, more than the " + settings.maxBytes()
                        + " it should: the history in the database stands at entry " + heldByHistory
                        + " (0: not known), and everything since is kept for it";
        if (!now.isEmpty() && alarm.isEmpty()) {
            LOG.error("{}. Bring the database back or make room", now);
        }
        alarm = now;
    }

    /** The newest first, those that are damaged left out. */
    private List<Known> known() throws IOException {
        List<Known> known = new ArrayList<>();
        for (Stored stored : snapshots.stored()) {
            snapshots.read(stored).ifPresent(snapshot -> known.add(new Known(stored, snapshot.atMs())));
        }
        return known;
    }

    /** One an hour is enough of the older ones. */
    private void thin(List<Known> known, long heldByHistory) throws IOException {
        Stored forHistory = forHistory(known, heldByHistory);
        for (int i = known.size() - 2; i >= NEWEST; i--) {
            boolean dense = known.get(i - 1).atMs() - known.get(i + 1).atMs() < SPACING_MS;
            Stored stored = known.get(i).stored();
            if (dense && !stored.equals(forHistory) && !standsForGap(stored)) {
                Files.delete(stored.path());
                known.remove(i);
            }
        }
    }

    private boolean standsForGap(Stored stored) {
        return Files.exists(directory.resolve(LogFormat.fileName(stored.index() + 1)));
    }

    private static @Nullable Stored forHistory(List<Known> known, long heldByHistory) {
        for (Known snapshot : known) {
            if (snapshot.stored().index() <= heldByHistory) {
                return snapshot.stored();
            }
        }
        return null;
    }

    /** Index of the snapshot before which nothing is kept. */
    private long keptFrom(List<Known> known, long heldByHistory, long nowMs) throws IOException {
        Stored forHistory = forHistory(known, heldByHistory);
        if (forHistory == null) {
            return 0;
        }
        long must = Math.min(forHistory.index(), known.get(NEWEST - 1).stored().index());
        long from = 0;
        for (Known snapshot : known.reversed()) {
            long index = snapshot.stored().index();
            boolean old = snapshot.atMs() <= nowMs - settings.keepMs();
            boolean tooMuch = size(LogFiles.in(directory), snapshots.stored(), from) > settings.maxBytes();
            if (index <= must && (old || tooMuch)) {
                from = index;
            }
        }
        return from;
    }

    private void delete(List<Known> known, long keptFrom) throws IOException {
        if (keptFrom == 0) {
            return;
        }
        List<LogFiles.Segment> segments = LogFiles.in(directory);
        List<LogFiles.Segment> kept = LogFiles.from(segments, keptFrom + 1);
        List<LogFiles.Segment> old = segments.subList(0, segments.size() - kept.size());
        for (Known snapshot : known.reversed()) { // before the entries that it would need
            if (snapshot.stored().index() < keptFrom) {
                Files.delete(snapshot.stored().path());
            }
        }
        for (LogFiles.Segment segment : old) {
            Files.delete(segment.path());
        }
        if (!old.isEmpty()) {
            LOG.info(
                    "Deleted {} files of the command log: nobody needs the entries up to {} any more",
                    old.size(),
                    keptFrom);
        }
    }

    private static long size(List<LogFiles.Segment> segments, List<Stored> stored, long from) throws IOException {
        long sum = 0;
        for (LogFiles.Segment segment : from == 0 ? segments : LogFiles.from(segments, from + 1)) {
            sum += Files.size(segment.path());
        }
        for (Stored snapshot : stored) {
            sum += snapshot.index() < from ? 0 : Files.size(snapshot.path());
        }
        return sum;
    }

    /** Empty if all fits. Safe from any thread. */
    String alarm() {
        return alarm;
    }

    /** Of all that is kept. Safe from any thread. */
    long bytes() {
        return bytes;
    }
}
