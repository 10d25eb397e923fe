package org.usher.telephony.ami;

import java.util.function.LongSupplier;
import org.usher.telephony.ami.LinkStatus.State;

/**
 * Whether we know what is true in Asterisk: whatever makes us doubt orders a reconciliation, at most one a second; else there is one now
 * and then. A link that has yet to find out for the first time gives up if Asterisk does not tell it.
 */
final class Certainty {
    private final LinkSettings.Timings timings;
    private final LongSupplier nowMs;
    private final LinkCounters counters;
    private final Standing standing;
    private final Reconciliation reconciliation;
    private final Outlet outlet;
    private long nextMs;
    private long lastMs;

    /** What becomes of the link. */
    interface Outlet {
        /** What was found out has been told. */
        void settled();

        /** Asterisk will not tell us what is true, and will not change its mind by itself. */
        void refused(String why);

        void hangUp();

        /** For the operator, who may want to know. */
        void complaint(String text);
    }

    Certainty(
            LinkSettings.Timings timings,
            LinkSurroundings surroundings,
            Standing standing,
            Reconciliation reconciliation,
            Outlet outlet) {
        this.timings = timings;
        this.nowMs = surroundings.nowMs();
        this.counters = surroundings.counters();
        this.standing = standing;
        this.reconciliation = reconciliation;
        this.outlet = outlet;
    }

    void doubt(String why) {
        counters.suspicions.increment();
        if (standing.is(State.UP)) {
            standing.become(State.SUSPECT, why);
        }
        nextMs = Math.min(nextMs, lastMs + timings.reconcileAtMostEveryMs());
    }

    void tick(long now) {
        if (nextMs <= now && !reconciliation.running() && standing.state().acts()) {
            reconcile();
        }
    }

    void reconcile() {
        lastMs = nowMs.getAsLong();
        nextMs = Long.MAX_VALUE;
        reconciliation.start(result -> {
            switch (result) {
                case Reconciliation.Result.Settled settled -> settled(settled.again());
                case Reconciliation.Result.Failed failed -> unsettled(failed.action(), failed.reply());
            }
        });
    }

    private void settled(boolean again) {
        boolean more = again || nextMs != Long.MAX_VALUE;
        nextMs = more ? lastMs + timings.reconcileAtMostEveryMs() : nowMs.getAsLong() + timings.reconcileEveryMs();
        if (standing.is(State.SYNCHRONISING) || !more) {
            standing.up();
        }
        outlet.settled();
    }

    private void unsettled(String action, Reply reply) {
        nextMs = nowMs.getAsLong() + timings.reconcileAtMostEveryMs();
        boolean first = standing.is(State.SYNCHRONISING);
        if (reply instanceof Reply.Refused && first) {
            outlet.refused("cannot find out what is true in Asterisk: " + action + ": " + reply.reason()
                    + "; give the AMI user write = call,reporting");
        } else if (reply instanceof Reply.TimedOut && first) {
            outlet.hangUp();
        } else if (!(reply instanceof Reply.Lost)) {
            outlet.complaint("reconciliation failed: " + action + ": " + reply.reason());
        }
    }
}
