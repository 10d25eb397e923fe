package org.usher.lab.replay;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.usher.core.api.Channel;
import org.usher.core.api.Configuration;
import org.usher.core.api.LogEntry;
import org.usher.core.api.QueueEngine;
import org.usher.server.engine.LogTarget;
import org.usher.server.engine.RecordedLog;

/**
 * A recorded command log, taken apart into who came and what each of them did, to be played again under other rules.
 *
 * <p>What is the world's own stays as it was: arrivals; configurations; agents' log-ins, pauses and returns; opened and closed queues. What
 * followed from something follows from it again, by the same delay: an offer's ringing and answer, the talk and its end, the wrap-up that
 * the agent cut short, the release of a caller. A talk belongs to the customer, whoever serves him.
 */
public final class Recording {
    final List<LogEntry> ofItself;
    final Map<Long, Story> storiesByArrival;
    final Map<Long, Fired> fired;
    private final Map<PlainTalks, List<Tried>> plainTalks = new HashMap<>();
    private final RecordedLog.Extent extent;
    private final Map<Long, Fate> fates;
    private final Configuration configuration;
    private final long stateHash;
    private final long firstAtMs;
    private final long lastAtMs;
    private final Staffing staffing;

    /** When a deadline of the recording fired, and by which entry. */
    record Fired(long atMs, long order) {}

    /** Which talks may stand for one that is not known. */
    private record PlainTalks(int queueId, Channel channel) {}

    private Recording(RecordedLog.Extent extent, Recorder recorder) {
        this.extent = extent;
        this.ofItself = recorder.ofItself;
        this.storiesByArrival = recorder.storiesByArrival;
        this.fired = recorder.fired;
        this.configuration = recorder.configuration;
        this.stateHash = recorder.engine.stateHash();
        this.firstAtMs = recorder.firstAtMs;
        this.lastAtMs = recorder.engine.lastAtMs();
        this.fates = recorder.fates.at(lastAtMs);
        this.staffing = recorder.staffing.ended(lastAtMs);
        for (Story story : storiesByArrival.values()) {
            for (Story.Stay stay : story.stays) {
                for (Tried tried : stay.offers) {
                    if (tried.isPlainTalk()) {
                        plainTalks
                                .computeIfAbsent(
                                        new PlainTalks(tried.offer.queueId(), tried.offer.channel()),
                                        key -> new ArrayList<>())
                                .add(tried);
                    }
                }
            }
        }
    }

    /**
     * Reads the log of a server that runs or has run.
     *
     * @param place see {@link RecordedLog#read}
     * @throws IOException if it cannot be read; the message says why and what to do
     */
    public static Recording read(Path place) throws IOException {
        Recorder recorder = new Recorder();
        RecordedLog.Extent extent = RecordedLog.read(place, new LogTarget() {
            private long next = 1;

            @Override
            public void entry(LogEntry entry) throws IOException {
                if (entry.index() != next) {
                    throw new IOException(
                            place + ": entries " + next + " to " + (entry.index() - 1)
                                    + " are not in the log any more; the lab needs all of it from the first entry on (keep in usher.toml)");
                }
                next++;
                recorder.accept(entry);
            }
        });
        if (extent.entries() == 0) {
            throw new IOException(extent.file() + " holds no entry yet: there is nothing to replay");
        }
        return new Recording(extent, recorder);
    }

    /** What a replay led to. */
    public record Replayed(
            long entries, long stateHash, Map<Long, Fate> fatesByContact, Staffing staffing, long strayed) {}

    /**
     * Plays it again.
     *
     * @param change of each configuration that was adopted
     * @param patience of customers whose own is not known
     * @param seed of what must be drawn
     */
    public Replayed replay(UnaryOperator<Configuration> change, UnknownPatience patience, long seed) {
        World world = new World(this, change, patience, seed);
        world.play();
        Map<Long, Fate> byContact = new LinkedHashMap<>();
        Map<Long, Fate> simulated = world.fates();
        world.contactIds().forEach((recorded, replayed) -> {
            Fate fate = simulated.get(replayed);
            if (fate != null) {
                byContact.put(recorded, fate);
            }
        });
        return new Replayed(world.entries(), world.stateHash(), byContact, world.staffing(), world.strayed());
    }

    /** How long a customer would have waited whom the recording did not see give up. */
    @FunctionalInterface
    public interface UnknownPatience {
        /**
         * Since he joined the line (ms); {@link Long#MAX_VALUE} for ever.
         *
         * @param recorded what became of him: he was still there after that wait
         */
        long drawMs(Fate recorded);
    }

    /** Talks of this queue and channel that any of its customers might have had; none if there were none. */
    List<Tried> plainTalks(int queueId, Channel channel) {
        return plainTalks.getOrDefault(new PlainTalks(queueId, channel), List.of());
    }

    public RecordedLog.Extent extent() {
        return extent;
    }

    /** Of each contact, in the order in which they came, by the recording. */
    public Map<Long, Fate> fates() {
        return fates;
    }

    public Staffing staffing() {
        return staffing;
    }

    /** Of the engine after the last entry. */
    public long stateHash() {
        return stateHash;
    }

    /** The last one adopted. */
    public Configuration configuration() {
        return configuration;
    }

    public long firstAtMs() {
        return firstAtMs;
    }

    public long lastAtMs() {
        return lastAtMs;
    }

    /** For the error that a log of other rules gets. */
    static void requireThisEngine(LogEntry entry) {
        if (entry.engineVersion() != QueueEngine.VERSION) {
            throw new IllegalArgumentException(
                    "entry " + entry.index() + " of the log was written by engine version " + entry.engineVersion()
                            + ", this is version " + QueueEngine.VERSION
                            + ": replay it with the lab of the Usher that wrote it");
        }
    }
}
