package org.usher.server.drill;

import java.time.Duration;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.usher.core.api.Effect;
import org.usher.core.api.EngineView;
import org.usher.core.api.EntryOutcome;
import org.usher.core.api.Event;
import org.usher.core.api.Output;

/**
 * Whether the books balance: every caller whom the phones know of is accounted for, nobody is left over in the engine, and the history
 * holds everything that the command log leads to, once.
 */
final class Books {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private Books() {}

    /** What the log leads to, counted. */
    private static final class Tally implements Output {
        private final Set<Long> contacts = new HashSet<>();
        private long entries;
        private long entriesEnded;
        private long offers;
        private long talks;
        private long talkMs;
        private final Map<EntryOutcome, Long> outcomes = new EnumMap<>(EntryOutcome.class);

        @Override
        public void event(Event event) {
            switch (event) {
                case Event.ContactQueued queued -> {
                    contacts.add(queued.contactId());
                    entries++;
                }
                case Event.EntryEnded ended -> {
                    entriesEnded++;
                    outcomes.merge(ended.outcome(), 1L, Long::sum);
                }
                case Event.OfferMade made -> offers++;
                case Event.TalkEnded ended -> {
                    talks++;
                    talkMs += ended.talkMs();
                }
                default -> {}
            }
        }

        @Override
        public void effect(Effect effect) {
            // nobody carries anything out
        }
    }

    /**
     * Closes the books when everything has come to rest: all calls are over by now, or are not Usher's.
     *
     * @param fallback whether callers may have gone to the operator's fallback without Usher's ever knowing of them
     */
    static void close(Site site, History history, boolean fallback, Proof proof) throws Exception {
        Replay replay = atRest(site, proof);
        Tally tally = new Tally();
        replay.tell(tally);
        proof.holds(
                tally.entries == tally.entriesEnded,
                "of %d stays in a line %d have ended".formatted(tally.entries, tally.entriesEnded));
        tally.outcomes.forEach((outcome, count) -> proof.figure("outcome_" + outcome, count));
        awaitMirror(history, tally, proof);
        same(proof, "contacts", tally.contacts.size(), history.count("SELECT COUNT(*) FROM contacts"));
        same(proof, "stays in lines", tally.entries, history.count("SELECT COUNT(*) FROM queue_entries"));
        for (EntryOutcome outcome : EntryOutcome.values()) {
            same(
                    proof,
                    outcome.name(),
                    tally.outcomes.getOrDefault(outcome, 0L),
                    history.count("SELECT COUNT(*) FROM queue_entries WHERE outcome = '" + outcome + "'"));
        }
        same(proof, "offers", tally.offers, history.count("SELECT COUNT(*) FROM offers"));
        same(proof, "talks", tally.talks, history.count("SELECT COUNT(*) FROM talks WHERE ended_at_ms IS NOT NULL"));
        same(proof, "ms of talk", tally.talkMs, history.count("SELECT COALESCE(SUM(talk_ms), 0) FROM talks"));
        callers(site, history, fallback, proof);
    }

    /** Waits until the engine has nobody left, and says who is if that does not come. */
    private static Replay atRest(Site site, Proof proof) throws Exception {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Replay replay = Replay.of(site.usher().files().home().resolve("data"));
            List<EngineView.ContactView> left = replay.end().contacts();
            if (left.isEmpty() || System.nanoTime() > until) {
                proof.holds(
                        left.isEmpty(),
                        "the engine still has %d contacts, %s among them"
                                .formatted(left.size(), left.isEmpty() ? "" : left.getFirst()));
                return replay;
            }
            Pause.ms(2_000);
        }
    }

    private static void awaitMirror(History history, Tally tally, Proof proof) throws InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (history.count("SELECT COUNT(*) FROM contacts WHERE ended_at_ms IS NOT NULL") < tally.contacts.size()
                && System.nanoTime() < until) {
            Pause.ms(200);
        }
        proof.figure("contacts", tally.contacts.size());
        proof.figure("talks", tally.talks);
    }

    private static void same(Proof proof, String what, long log, long history) {
        proof.holds(log == history, "%s: %d by the command log, %d by the history".formatted(what, log, history));
    }

    /** Each of them once; what the phones call a talk the history does, too. */
    private static void callers(Site site, History history, boolean fallback, Proof proof) {
        Map<String, Long> contacts = history.contactsByCaller();
        Map<String, Long> talks = history.talksByCaller();
        long joined = 0;
        long unknown = 0;
        long twice = 0;
        long unseen = 0;
        long invented = 0;
        for (Journal.Call call : site.journal().calls()) {
            if (call.joinedUs == 0) {
                continue;
            }
            joined++;
            long count = contacts.getOrDefault(call.number, 0L);
            unknown += count == 0 ? 1 : 0;
            twice += count > 1 ? 1 : 0;
            long told = talks.getOrDefault(call.number, 0L);
            unseen += Math.max(0, call.talks().size() - told);
            invented += Math.max(0, told - call.talks().size());
        }
        proof.figure("callersWhoGotIn", joined);
        proof.figure("callersUsherNeverHad", unknown);
        proof.figure("talksMissingInHistory", unseen);
        proof.figure("talksOnlyInHistory", invented);
        proof.holds(twice == 0, "%d callers stand in the history more than once".formatted(twice));
        proof.holds(fallback || unknown == 0, "%d callers are not in the history".formatted(unknown));
        proof.holds(unseen == 0, "%d talks that took place are not in the history".formatted(unseen));
        proof.holds(invented == 0, "%d talks of the history never took place".formatted(invented));
    }
}
