package org.usher.server.wallboard;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends the wallboard to its watchers: a {@code snapshot} first, then {@code delta}s with the rows that changed.
 *
 * <p>A watcher is one number here: the sequence it is up to date with. Every row knows the sequence of its last change, so the delta for
 * any watcher is "the rows that changed after that", however long ago that was: a slow watcher costs no memory, misses no row, and just
 * gets fewer and larger deltas; one that comes back with {@code ?since=} is in the same situation. Watchers at the same sequence, which
 * nearly all are, share one serialised message.
 *
 * <p>Deltas are made in rounds with a pause of a quarter second after each, so nobody gets more than four a second. Who was sent nothing
 * for five seconds gets an empty delta, by which a watcher knows that a silent feed is alive and up to date.
 */
public final class WallboardFeed implements AutoCloseable {
    private static final long PAUSE_MS = 250;
    private static final long SIGN_OF_LIFE_MS = 5_000;
    private static final long MAX_UNREADY_MS = 30_000;
    /** With more watchers than this at sequences of their own, the others of the round get the shared snapshot. */
    private static final int MAX_DELTAS_PER_ROUND = 32;

    /** As it goes over the wire. */
    private record Message(
            String type,
            long after,
            long sequence,
            long atMs,
            List<QueueRow> queues,
            List<AgentRow> agents,
            List<MinuteRow> minutes,
            @Nullable List<Silence> silences,
            @Nullable List<Repair> repairs,
            List<Alarm> alarms) {}

    /** A message for all who need the same, and what they are up to date with then. */
    private static final class Prepared {
        private final byte[] message;
        private final long sequence;
        private final long atMs;

        private Prepared(byte[] message, long sequence, long atMs) {
            this.message = message;
            this.sequence = sequence;
            this.atMs = atMs;
        }
    }

    private static final class Watcher {
        private final FeedClient client;
        private long sequence;
        private long sentAtMs;
        private long readyAtMs;

        private Watcher(FeedClient client, long sequence, long nowMs) {
            this.client = client;
            this.sequence = sequence;
            this.sentAtMs = nowMs;
            this.readyAtMs = nowMs;
        }
    }

    private final Wallboard wallboard;
    private final LongSupplier clockMs;
    private final Supplier<List<Alarm>> alarms;
    private final JsonMapper json = JsonMapper.shared();
    private final FeedThread thread;
    // of the feed's thread
    private final Map<FeedClient, Watcher> watchers = new HashMap<>();
    private @Nullable Prepared recent;
    private boolean dayWasOver = true;
    private Map<String, Long> knownOpenings = Map.of();

    /**
     * A feed that does not run yet.
     *
     * @param clockMs epoch ms
     * @param maxClients more are turned away
     * @param alarms what is wrong with the server now; told with every message, so nobody sees it later than a sign of life
     */
    public WallboardFeed(Wallboard wallboard, LongSupplier clockMs, int maxClients, Supplier<List<Alarm>> alarms) {
        this.alarms = alarms;
        this.wallboard = wallboard;
        this.clockMs = clockMs;
        this.thread = new FeedThread("wallboard-feed", maxClients);
    }

    /** Begins the rounds. */
    public void start() {
        thread.start(PAUSE_MS, this::round);
    }

    /** How many watch now. */
    public int clients() {
        return thread.clients();
    }

    /**
     * Lets a client watch until it {@link #leave}s.
     *
     * @param since the sequence it is up to date with; empty for a new one. One that we do not know is answered by a snapshot
     * @return false if there are too many
     */
    public boolean join(FeedClient client, OptionalLong since) {
        return thread.join(client, () -> welcome(client, since));
    }

    /** The client is gone; must follow each successful {@link #join}. */
    public void leave(FeedClient client) {
        thread.leave(() -> watchers.remove(client));
    }

    /** On the feed's thread. */
    void welcome(FeedClient client, OptionalLong since) {
        long nowMs = clockMs.getAsLong();
        long known = since.orElse(Long.MIN_VALUE);
        Watcher watcher = new Watcher(client, known, nowMs);
        watchers.put(client, watcher);
        if (known >= wallboard.rowsLeftAt() && known <= wallboard.sequence() && !wallboard.dayOver(nowMs)) {
            watcher.sentAtMs = Long.MIN_VALUE; // the next round sends what it missed, be it nothing
        } else {
            sendSnapshot(watcher, nowMs);
        }
    }

    /** On the feed's thread. */
    void round() {
        long nowMs = clockMs.getAsLong();
        boolean dayOver = wallboard.dayOver(nowMs);
        Map<String, Long> openings = wallboard.opensAt();
        boolean stale = (dayOver && !dayWasOver) || !openings.equals(knownOpenings);
        dayWasOver = dayOver;
        knownOpenings = openings;
        if (stale) {
            recent = null; // it shows yesterday's figures, or hours that are others now
        }
        Map<Long, Prepared> deltas = new HashMap<>();
        for (Watcher watcher : watchers.values()) {
            if (!watcher.client.isReady()) {
                if (nowMs - watcher.readyAtMs > MAX_UNREADY_MS) {
                    watcher.client.drop("too slow: nothing was read for " + MAX_UNREADY_MS / 1_000 + " s");
                }
                if (stale) {
                    watcher.sequence = Long.MIN_VALUE;
                }
                continue;
            }
            watcher.readyAtMs = nowMs;
            if (stale || watcher.sequence < wallboard.rowsLeftAt()) {
                sendSnapshot(watcher, nowMs);
            } else if (watcher.sequence < wallboard.sequence() || nowMs - SIGN_OF_LIFE_MS >= watcher.sentAtMs) {
                sendDelta(watcher, deltas, nowMs);
            }
        }
    }

    private void sendDelta(Watcher watcher, Map<Long, Prepared> deltas, long nowMs) {
        Prepared delta = deltas.get(watcher.sequence);
        if (delta == null) {
            if (deltas.size() >= MAX_DELTAS_PER_ROUND) {
                sendSnapshot(watcher, nowMs);
                return;
            }
            delta = prepared("delta", watcher.sequence, wallboard.readSince(watcher.sequence, nowMs));
            deltas.put(watcher.sequence, delta);
        }
        send(watcher, delta, nowMs);
    }

    private void sendSnapshot(Watcher watcher, long nowMs) {
        Prepared snapshot = recent;
        if (snapshot == null || snapshot.sequence < wallboard.rowsLeftAt() || nowMs - snapshot.atMs >= PAUSE_MS) {
            Wallboard.Rows rows = wallboard.read(nowMs);
            snapshot = prepared("snapshot", rows.sequence(), rows);
            recent = snapshot;
        }
        send(watcher, snapshot, nowMs);
    }

    private static void send(Watcher watcher, Prepared prepared, long nowMs) {
        watcher.sequence = prepared.sequence;
        watcher.sentAtMs = nowMs;
        watcher.client.send(prepared.message);
    }

    private Prepared prepared(String type, long after, Wallboard.Rows rows) {
        Message message = new Message(
                type,
                after,
                rows.sequence(),
                rows.atMs(),
                rows.queues(),
                rows.agents(),
                rows.minutes(),
                rows.silences(),
                rows.repairs(),
                alarms.get());
        return new Prepared(json.writeValueAsBytes(message), rows.sequence(), rows.atMs());
    }

    /** Ends the rounds and drops the watchers. */
    @Override
    public void close() {
        thread.close(() -> watchers.values().forEach(watcher -> watcher.client.drop("the server stops")));
    }
}
