package org.usher.telephony.ami;

import java.util.function.Consumer;

/**
 * The time in which one Usher routes, as Asterisk knows it by two global variables: USHER_EPOCH, whose orders count, and USHER_HOLDER, who
 * gives them. A later reign has a greater epoch.
 *
 * @param epoch goes into every order; the dialplan carries out only those of the epoch in USHER_EPOCH
 * @param holder which Usher this is, letters of ASCII, digits and -; empty for one that heeds no other
 * @param superseded told, on a link's thread and perhaps more than once, what a PBX says of a later reign; this one must end then. The
 *     link that found it out has hung up by then
 */
public record Reign(int epoch, String holder, Consumer<Successor> superseded) {

    /** Another Usher reigns on the PBX of this number, or was the last to. */
    public record Successor(int pbxId, int epoch, String holder) {}

    /** One that heeds no other. */
    public static Reign alone(int epoch) {
        return new Reign(epoch, "", successor -> {});
    }

    boolean heedsOthers() {
        return !holder.isEmpty();
    }

    /** Whether a PBX with these two variables knows this reign, or an earlier one of the same holder, as the latest. */
    boolean isOrFollows(int otherEpoch, String otherHolder) {
        return heedsOthers() && otherHolder.equals(holder) && otherEpoch <= epoch;
    }

    /** Whether this reign is over on a PBX with these two variables: it may begin over an older one, and go on over itself. */
    boolean yieldsTo(int otherEpoch, String otherHolder) {
        return otherEpoch > epoch || (otherEpoch == epoch && !otherHolder.equals(holder));
    }
}
