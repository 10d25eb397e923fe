package org.usher.server.sim;

import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The process dies at one of its writes to the command log's directory: of entries, which may begin a new file, or of a snapshot, after which
 * the files that nobody needs any more are deleted.
 *
 * @param moment at what kind of write
 * @param nth which of this kind, the first is 1; 0 for one that lives
 * @param left what the write leaves behind
 */
record Death(Moment moment, long nth, Left left) {
    static final Death NEVER = new Death(Moment.WRITE, 0, Left.ALL);

    static final String UNFINISHED = ".unfinished";

    /** Kinds of writes. */
    enum Moment {
        /** Any. */
        WRITE,
        /** Of entries with which a new file begins. */
        NEW_FILE,
        SNAPSHOT
    }

    /** How far the process gets. */
    enum Left {
        /** Nothing of the write has come to a file; it may have been begun. */
        NOTHING,
        /** Some bytes of it. */
        A_PART,
        /** All of it, but the engine has not been told; of a snapshot: and no old file is deleted. */
        ALL,
        /** The engine has decided, and what it wanted done is still in the process; of a snapshot: and some old files are deleted. */
        DECIDED,
        /** What it wanted done is done, and nobody has heard how it ended; of a snapshot: and all old files are deleted. */
        DONE;

        /** One after the other. */
        static Left inTurn(long number) {
            return values()[(int) (number % values().length)];
        }

        boolean beforeTheEngine() {
            return this == NOTHING || this == A_PART || this == ALL;
        }
    }

    /** Thrown in place of all that would have come after. */
    static final class Died extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Died() {
            super("the process died", null, false, false);
        }
    }

    /** What is on the disk after it, if {@code now} is what would have been there. */
    Disk leaves(Disk before, Disk now) {
        Optional<String> snapshot = now.files().keySet().stream()
                .filter(name -> Disk.isSnapshot(name) && !before.files().containsKey(name))
                .findFirst();
        return new Disk(
                snapshot.isPresent() ? leavesOfSnapshot(snapshot.get(), before, now) : leavesOfEntries(before, now));
    }

    private NavigableMap<String, byte[]> leavesOfEntries(Disk before, Disk now) {
        NavigableMap<String, byte[]> files = untouched(before, now);
        List<String> logs = now.files().keySet().stream().filter(Disk::isLog).toList();
        long left = some(logs.stream()
                .mapToLong(name -> now.bytes(name).length - before.bytes(name).length)
                .sum());
        for (String name : logs) {
            int had = before.bytes(name).length;
            int taken = (int) Math.min(left, now.bytes(name).length - had);
            boolean begun = had + taken > 0 || nth % 2 == 0; // an empty file, or none
            if (begun) {
                files.put(name, Arrays.copyOf(now.bytes(name), had + taken));
            }
            left -= taken;
        }
        return files;
    }

    private NavigableMap<String, byte[]> leavesOfSnapshot(String snapshot, Disk before, Disk now) {
        NavigableMap<String, byte[]> files = untouched(before, now);
        now.files().forEach((name, bytes) -> {
            if (Disk.isLog(name)) {
                files.put(name, bytes);
            }
        });
        byte[] whole = now.bytes(snapshot);
        switch (left) {
            case NOTHING -> files.put(snapshot + UNFINISHED, new byte[0]);
            case A_PART -> {
                byte[] part = Arrays.copyOf(whole, (int) some(whole.length));
                files.put(nth % 3 == 0 ? snapshot : snapshot + UNFINISHED, part); // some disks lie
            }
            case ALL, DECIDED, DONE -> {
                files.put(snapshot, whole);
                List<String> old = old(before, now);
                int deleted = left == Left.ALL ? 0 : left == Left.DECIDED ? (old.size() + 1) / 2 : old.size();
                old.subList(0, deleted).forEach(files::remove);
            }
        }
        return files;
    }

    /** What was there before, and what is written before any entry: the reign's number. */
    private static NavigableMap<String, byte[]> untouched(Disk before, Disk now) {
        NavigableMap<String, byte[]> files = new TreeMap<>(before.files());
        now.files().forEach((name, bytes) -> {
            if (!Disk.isLog(name) && !Disk.isSnapshot(name)) {
                files.put(name, bytes);
            }
        });
        return files;
    }

    /** In the order in which they are deleted. */
    private static List<String> old(Disk before, Disk now) {
        List<String> gone = before.files().keySet().stream()
                .filter(name -> !now.files().containsKey(name))
                .toList();
        return Stream.concat(
                        gone.stream().filter(Disk::isSnapshot), gone.stream().filter(Disk::isLog))
                .toList();
    }

    private long some(long all) {
        return switch (left) {
            case NOTHING -> 0;
            case A_PART -> Math.min(all, 1 + Math.floorMod(nth * 7_919, Math.max(1, all - 1)));
            case DECIDED, ALL, DONE -> all;
        };
    }
}
