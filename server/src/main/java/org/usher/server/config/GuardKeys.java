package org.usher.server.config;

import org.usher.core.api.BurnoutGuard;
import org.usher.core.api.BurnoutGuard.Limits;

/** The table {@code [guard]}: what keeps agents from burning out; and an agent's own limits. */
final class GuardKeys {
    private GuardKeys() {}

    static BurnoutGuard read(Section guard) {
        Limits limits = limits(guard, Limits.NONE);
        BurnoutGuard read = new BurnoutGuard(
                limits,
                guard.number("gives_way", BurnoutGuard.OFF.givesWayPercent(), 0, BurnoutGuard.MAX_GIVES_WAY_PERCENT));
        guard.done();
        return read;
    }

    /** Those of one agent; what he has none for is the centre's. */
    static Limits own(Section guard, Limits centre) {
        Limits limits = limits(guard, centre);
        guard.done();
        return limits;
    }

    private static Limits limits(Section guard, Limits standard) {
        Limits read = new Limits(
                guard.number("ceiling", standard.ceilingPercent(), 1, 100),
                guard.number("in_row", standard.contactsInRow(), 0, Limits.MAX_CONTACTS_IN_ROW),
                guard.durationMs("breath", standard.breathMs(), 0, Limits.MAX_BREATH_MS));
        if (guard.has("in_row") && read.contactsInRow() > 0 && read.breathMs() == 0) {
            guard.problem("in_row", "asks for a rest of no time", "add breath, for example breath = \"2m\"");
        }
        if (guard.has("breath") && read.contactsInRow() == 0) {
            guard.problem("breath", "is a rest that nobody asks for", "add in_row, for example in_row = 10");
        }
        return read;
    }
}
