package org.usher.core.api;

/**
 * What keeps agents from burning out: who worked too much lately, or took too many contacts in a row, is held back from work although he
 * is ready. It gives way where the service suffers: a contact that is in danger is given to somebody held back if nobody else who may
 * serve it is idle.
 *
 * @param limits of everybody who has none of his own, see {@link Configuration.Employment}
 * @param givesWayPercent a contact is in danger when its wait, with its credit, has come to so much of the time of its queue's
 *     {@link Configuration.ServiceLevelTarget}, or to what the queue promises at most ({@link Urgency#promiseMs}) if that is less; 0 to
 *     {@value #MAX_GIVES_WAY_PERCENT}, 0 for never
 */
public record BurnoutGuard(Limits limits, int givesWayPercent) {
    public static final int MAX_GIVES_WAY_PERCENT = 1_000;

    public static final BurnoutGuard OFF = new BurnoutGuard(Limits.NONE, 75);

    public BurnoutGuard {
        if (givesWayPercent < 0 || givesWayPercent > MAX_GIVES_WAY_PERCENT) {
            throw new IllegalArgumentException(
                    "givesWayPercent is 0 to " + MAX_GIVES_WAY_PERCENT + ", not " + givesWayPercent);
        }
    }

    /**
     * How much work is too much.
     *
     * @param ceilingPercent of the time lately, by {@link Routing#occupancyMemoryMs}: who worked more is held back until his share has
     *     fallen to it; 1 to 100, 100 for no ceiling
     * @param contactsInRow who took so many without a rest is held back until he has had one; 0 for no such limit
     * @param breathMs how long a rest is: so long in no talk, after-call work or call of his own, up to a day; 0 for none
     */
    public record Limits(int ceilingPercent, int contactsInRow, long breathMs) {
        public static final int MAX_CONTACTS_IN_ROW = 10_000;
        public static final long MAX_BREATH_MS = 24 * 3_600_000L;
        public static final Limits NONE = new Limits(100, 0, 0);

        public Limits {
            if (ceilingPercent < 1 || ceilingPercent > 100) {
                throw new IllegalArgumentException("ceilingPercent is 1 to 100, not " + ceilingPercent);
            }
            if (contactsInRow < 0 || contactsInRow > MAX_CONTACTS_IN_ROW) {
                throw new IllegalArgumentException(
                        "contactsInRow is 0 to " + MAX_CONTACTS_IN_ROW + ", not " + contactsInRow);
            }
            if (breathMs < 0 || breathMs > MAX_BREATH_MS) {
                throw new IllegalArgumentException("breathMs is 0 to " + MAX_BREATH_MS + ", not " + breathMs);
            }
        }

        public boolean hasCeiling() {
            return ceilingPercent < 100;
        }

        /** Whether contacts are counted. */
        public boolean asksForBreath() {
            return contactsInRow > 0 && breathMs > 0;
        }
    }
}
