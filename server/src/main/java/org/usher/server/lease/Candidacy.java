package org.usher.server.lease;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Whether an Usher may begin to route, from what MariaDB says of the lease and what can be seen in each Asterisk. It knows no clock, no
 * database and no socket.
 *
 * <p>It waits while another holds the lease, and while the heartbeat of another's reign goes on in any Asterisk that can be reached: one who
 * has lost MariaDB routes on. When MariaDB cannot be asked, the heartbeats alone decide; one who was seen to hold the lease is left the time
 * it had, and if no Asterisk can be reached either, whoever has ever seen another waits on.
 */
public final class Candidacy {
    private final String holder;
    private final long staleAfterMs;
    private final Map<String, Heart> hearts = new LinkedHashMap<>();
    private int epochAtLeast;
    private boolean sawAnother;
    private long othersUntilMs = Long.MIN_VALUE;

    /** What was seen of one Asterisk. */
    public sealed interface Sight {
        record Unreachable() implements Sight {}

        /** See {@code USHER_EPOCH}, {@code USHER_HOLDER}, {@code USHER_BEAT} of the dialplan. */
        record Seen(int epoch, String holder, String beat) implements Sight {}
    }

    /** What to do. */
    public sealed interface Verdict {
        /** Begin, with an epoch of at least this. */
        record Begin(int epochAtLeast) implements Verdict {}

        /** Do not begin; {@code why} is in words for the operator. */
        record Wait(String why) implements Verdict {}
    }

    /** Of an Asterisk that can be reached: since when its heartbeat has not changed. */
    private record Heart(boolean another, String beat, long sinceMs) {}

    /**
     * @param holder which process this is
     * @param staleAfterMs a heartbeat that has not changed for so long has ended
     * @param epochAtLeast of the reign to come
     */
    public Candidacy(String holder, long staleAfterMs, int epochAtLeast) {
        this.holder = holder;
        this.staleAfterMs = staleAfterMs;
        this.epochAtLeast = epochAtLeast;
    }

    /** A look at one Asterisk. */
    public void saw(String pbx, Sight sight, long nowMs) {
        switch (sight) {
            case Sight.Unreachable gone -> hearts.remove(pbx);
            case Sight.Seen seen -> {
                boolean another = seen.epoch() > 0 && !seen.holder().equals(holder);
                sawAnother |= another;
                epochAtLeast = Math.max(epochAtLeast, seen.epoch() + 1);
                Heart before = hearts.get(pbx);
                if (before == null || before.another != another || !before.beat.equals(seen.beat())) {
                    hearts.put(pbx, new Heart(another, seen.beat(), nowMs));
                } // else it stands still
            }
        }
    }

    /** What follows from all that was seen so far. */
    public Verdict verdict(Word lease, long nowMs) {
        Optional<String> wait = switch (lease) {
            case Word.HeldBy other -> {
                sawAnother = true;
                othersUntilMs = nowMs + other.leftMs();
                epochAtLeast = Math.max(epochAtLeast, other.epoch() + 1);
                yield Optional.of(
                        other.name() + " holds the lease, and for " + other.leftMs() + " ms more if it is not renewed");
            }
            case Word.Free free -> {
                epochAtLeast = Math.max(epochAtLeast, free.epoch() + 1);
                yield livingHeart(nowMs);
            }
            case Word.Ours ours -> {
                epochAtLeast = Math.max(epochAtLeast, ours.epoch() + 1);
                yield livingHeart(nowMs);
            }
            case Word.Unknown unknown -> withoutLease(unknown, nowMs);
        };
        return wait.<Verdict>map(Verdict.Wait::new).orElseGet(() -> new Verdict.Begin(epochAtLeast));
    }

    private Optional<String> withoutLease(Word.Unknown unknown, long nowMs) {
        if (nowMs < othersUntilMs) {
            return Optional.of(
                    "the lease cannot be asked for (" + unknown.why() + "), and another had it when it last could");
        }
        if (sawAnother && hearts.isEmpty()) {
            return Optional.of("neither the lease (" + unknown.why() + ") nor any PBX can be looked at,"
                    + " and another Usher was there when they could");
        }
        return livingHeart(nowMs);
    }

    private Optional<String> livingHeart(long nowMs) {
        for (Map.Entry<String, Heart> each : hearts.entrySet()) {
            Heart heart = each.getValue();
            if (heart.another && nowMs - heart.sinceMs < staleAfterMs) {
                return Optional.of("another Usher's heartbeat in PBX " + each.getKey() + " changed "
                        + (nowMs - heart.sinceMs) + " ms ago; it has ended when it has not changed for "
                        + staleAfterMs + " ms");
            }
        }
        return Optional.empty();
    }
}
