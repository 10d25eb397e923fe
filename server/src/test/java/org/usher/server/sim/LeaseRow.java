package org.usher.server.sim;

import java.util.function.LongSupplier;
import org.usher.server.lease.Word;

/** The row usher_lease, timed by virtual time: what {@link org.usher.server.lease.Lease} says of it and changes in it, and nothing while the database is away. */
final class LeaseRow {
    static final long LENGTH_MS = 5_000;

    /** As {@link org.usher.server.lease.LeaseKeeper} does it. */
    static final long RENEWED_EVERY_MS = LENGTH_MS / 5;

    private final LongSupplier nowMs;
    private String holder = "";
    private int epoch;
    private long expiresAtMs;
    private boolean away;

    LeaseRow(LongSupplier nowMs) {
        this.nowMs = nowMs;
    }

    void away(boolean isAway) {
        away = isAway;
    }

    Word look(String who) {
        if (away) {
            return new Word.Unknown("the database is away");
        }
        long leftMs = expiresAtMs - nowMs.getAsLong();
        if (holder.equals(who)) {
            return new Word.Ours(epoch);
        }
        return holder.isEmpty() || leftMs <= 0 ? new Word.Free(epoch) : new Word.HeldBy(holder, epoch, leftMs);
    }

    Word take(String who, int epochAtLeast) {
        if (!away && (look(who) instanceof Word.Free || look(who) instanceof Word.Ours)) {
            set(who, Math.max(epoch + 1, epochAtLeast));
        }
        return look(who);
    }

    Word renew(String who, int reign) {
        if (!away && (epoch < reign || (holder.equals(who) && epoch <= reign))) {
            set(who, reign);
        }
        return look(who);
    }

    private void set(String who, int reign) {
        holder = who;
        epoch = reign;
        expiresAtMs = nowMs.getAsLong() + LENGTH_MS;
    }
}
