package org.usher.server.sim;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.usher.server.lease.Candidacy;
import org.usher.server.lease.Word;

/**
 * That only one routes, with another that stands by and looks all the time: the lease, the real {@link Candidacy}, and a server that was
 * replaced and may not know it yet. A PBX that knows of a later reign never goes back to an earlier one, and nobody takes over from a server
 * that lives where it can be seen.
 */
final class Twins {
    private static final long LOOK_EVERY_MS = 500;

    /** Until one that takes over has replayed the log; the one before may be in the PBXs first. */
    private static final long LONGEST_START_MS = 3_000;

    /** A server that wakes hears from the database so late, if it is busy; else at once. */
    private static final long LONGEST_SILENCE_MS = 20_000;

    private static final long MOMENT_MS = 100;

    /** Who has read an epoch may write its own over a later one that came meanwhile, where several can be logged in; answers may be late. */
    private static final long LATEST_ANSWER_MS = 15_000;

    private final Usher.Outside outside;
    private final Swarm.Second second;
    private final LeaseRow lease;
    private final SplittableRandom random;
    private final Map<Integer, Seen> epochs = new HashMap<>();
    private final Map<Integer, Seen> beats = new HashMap<>();
    private @Nullable Candidacy standby;
    private @Nullable Former former;
    private long lookAtMs = Long.MAX_VALUE;
    private long renewAtMs;
    private int names = 1;

    /** What a PBX's variable said, and since when. */
    private record Seen(String value, long sinceMs) {}

    /** Somebody takes over. */
    record Succession(Mandate mandate, int epochAtLeast, long startsAtMs) {}

    Twins(Usher.Outside outside, Swarm.Second second, long seed) {
        this.outside = outside;
        this.second = second;
        this.lease = new LeaseRow(outside.nowMs());
        this.random = new SplittableRandom(seed ^ 0x7715L);
        standBy();
    }

    private long nowMs() {
        return outside.nowMs().getAsLong();
    }

    private void standBy() {
        if (second.standsBy()) {
            standby = new Candidacy("usher-" + ++names, LeaseRow.LENGTH_MS, 0);
            lookAtMs = nowMs();
        }
    }

    void databaseAway(boolean isAway) {
        lease.away(isAway);
    }

    long nextAtMs() {
        Former before = former;
        return Math.min(lookAtMs, before == null ? Long.MAX_VALUE : before.nextAtMs(nowMs()));
    }

    /** Whoever acts makes its lease last. */
    void renew(Node acting) {
        if (renewAtMs > nowMs()) {
            return;
        }
        renewAtMs = nowMs() + LeaseRow.RENEWED_EVERY_MS;
        int epoch = acting.room().epoch();
        if (lease.renew(acting.mandate().holder(), epoch) instanceof Word.HeldBy other && other.epoch() > epoch) {
            throw new AssertionError(acting.mandate().holder() + " acts, and the lease is another's: " + other);
        }
    }

    /** {@return whether this process is stopped now} */
    boolean freeze(Node acting, long forMs) {
        if (former != null || !second.standsBy()) {
            return false;
        }
        former = asleep(acting, forMs);
        return true;
    }

    private Former asleep(Node node, long forMs) {
        long wakesAtMs = nowMs() + forMs;
        return new Former(
                node, wakesAtMs, wakesAtMs + (random.nextBoolean() ? 0 : random.nextLong(LONGEST_SILENCE_MS)));
    }

    /** {@return the process that wakes before anybody has taken over} */
    @Nullable
    Node woken() {
        Former frozen = former;
        if (frozen == null || frozen.node().mandate().isOver() || !frozen.isAwake(nowMs())) {
            return null;
        }
        former = null;
        return frozen.node();
    }

    /**
     * Does what is due to those who do not act.
     *
     * @param acting if anybody is
     * @return who acts from now on, if another takes over
     */
    @Nullable
    Succession advance(@Nullable Node acting) throws InterruptedException {
        lookAtEpochs();
        Former before = former;
        if (before != null && before.node().mandate().isOver() && !before.advance(nowMs(), lease)) {
            outside.coverage().note("reigns that learnt that they were over");
            before.node().kill();
            former = null;
            standBy();
        }
        Candidacy candidacy = standby;
        if (candidacy == null || lookAtMs > nowMs()) {
            return null;
        }
        lookAtMs = nowMs() + LOOK_EVERY_MS;
        return stand(candidacy, acting);
    }

    private void lookAtEpochs() {
        for (int pbxId = 1; second.standsBy() && pbxId <= outside.boxes().count(); pbxId++) {
            String epoch = outside.boxes().box(pbxId).global("USHER_EPOCH");
            Seen before = epochs.get(pbxId);
            if (before != null && before.value.equals(epoch)) {
                continue;
            }
            if (before != null && number(epoch) > 0 && number(epoch) < number(before.value)) {
                if (nowMs() - before.sinceMs > (second.logsInBeside() ? LATEST_ANSWER_MS : MOMENT_MS)) {
                    throw new AssertionError("epoch " + epoch + " is written over " + before + " in box " + pbxId);
                }
            }
            epochs.put(pbxId, new Seen(epoch, nowMs()));
        }
    }

    private static int number(String epoch) {
        return epoch.isEmpty() ? 0 : Integer.parseInt(epoch);
    }

    private @Nullable Succession stand(Candidacy candidacy, @Nullable Node acting) {
        String lives = "";
        for (int pbxId = 1; pbxId <= outside.boxes().count(); pbxId++) {
            Candidacy.Sight sight = outside.boxes().sight(pbxId);
            candidacy.saw("box " + pbxId, sight, nowMs());
            if (sight instanceof Candidacy.Sight.Seen seen && beats(pbxId, seen)) {
                lives = "another's heart beats in box " + pbxId + ": " + seen;
            }
        }
        String holder = "usher-" + names;
        if (!(candidacy.verdict(lease.look(holder), nowMs()) instanceof Candidacy.Verdict.Begin begin)) {
            return null;
        }
        if (!lives.isEmpty()) {
            throw new AssertionError(holder + " takes over, and " + lives);
        }
        Word taken = lease.take(holder, begin.epochAtLeast());
        if (taken instanceof Word.HeldBy) {
            return null;
        }
        int epoch =
                taken instanceof Word.Ours ours ? Math.max(ours.epoch(), begin.epochAtLeast()) : begin.epochAtLeast();
        return takeOver(holder, epoch, acting);
    }

    /** Whether somebody lives there, as far as can be seen. */
    private boolean beats(int pbxId, Candidacy.Sight.Seen seen) {
        Seen before = beats.get(pbxId);
        if (before == null || !before.value.equals(seen.beat())) {
            beats.put(pbxId, new Seen(seen.beat(), nowMs()));
            return before != null && seen.epoch() > 0;
        }
        return seen.epoch() > 0 && nowMs() - before.sinceMs < LeaseRow.LENGTH_MS;
    }

    private Succession takeOver(String holder, int epoch, @Nullable Node acting) {
        if (former == null && acting != null) {
            outside.coverage().note("reigns taken over from one that lives where nobody sees it");
            former = asleep(acting, 0);
        }
        outside.coverage().note(former == null ? "reigns taken over from the dead" : "reigns taken over");
        Former before = former;
        if (before != null) {
            int ended = before.node().room().epoch();
            before.node().mandate().end(pbxId -> knowsLater(pbxId, ended));
        }
        if (!second.cannotDismiss()) {
            outside.boxes().dismissAll();
        }
        standby = null;
        lookAtMs = Long.MAX_VALUE;
        if (before == null) {
            standBy();
        }
        return new Succession(new Mandate(holder), epoch, nowMs() + random.nextLong(LONGEST_START_MS));
    }

    private boolean knowsLater(int pbxId, int epoch) {
        Seen seen = epochs.get(pbxId);
        return seen != null && number(seen.value) > epoch && nowMs() - seen.sinceMs > MOMENT_MS;
    }

    /**
     * Nobody takes over any more, and who is no longer needed ends.
     *
     * @return one that was frozen, and goes on
     */
    @Nullable
    Node calm() {
        standby = null;
        lookAtMs = Long.MAX_VALUE;
        Former before = former;
        former = null;
        if (before == null) {
            return null;
        }
        if (before.node().mandate().isOver()) {
            before.node().kill();
            return null;
        }
        return before.node();
    }

    /** All is over. */
    void bury() {
        Node left = calm();
        if (left != null) {
            left.kill();
        }
    }
}
