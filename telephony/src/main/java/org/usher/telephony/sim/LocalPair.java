package org.usher.telephony.sim;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.usher.telephony.ami.AmiMessage;

/**
 * The two halves of a Local channel. The far one runs in the dialplan as a caller does; what becomes of it there, the near one shows as
 * a phone would: it rings, is answered, and goes.
 */
final class LocalPair {

    /** Whoever has dialled the near half. */
    interface Near {
        void ringing();

        void answered();

        /** The far half is gone, and asks the near one to go for this cause. */
        void ended(int cause);

        /** Whom the far half hears has pressed a key. */
        default void pressed(String digit) {}
    }

    private final Pbx pbx;
    private final SimChannel near;
    private final SimChannel far;
    private @Nullable Near user;
    private boolean parted;

    private LocalPair(Pbx pbx, SimChannel near, SimChannel far) {
        this.pbx = pbx;
        this.near = near;
        this.far = far;
    }

    /** Both halves, announced; nothing runs yet. */
    static LocalPair dial(Pbx pbx, String context, String number, SimChannel parent) {
        String name = String.format(Locale.ROOT, "Local/%s@%s-%08x", number, context, pbx.newLocalNumber());
        LocalPair pair = new LocalPair(pbx, pbx.newChannel(name + ";1", parent), pbx.newChannel(name + ";2", parent));
        pair.announce(pair.near, SimChannel.State.DOWN, context, number);
        pair.announce(pair.far, SimChannel.State.RING, context, number);
        return pair;
    }

    /** The same with an id for the near half that somebody has chosen, and for no call that is there already. */
    static LocalPair originate(Pbx pbx, String context, String number, String nearId) {
        String name = String.format(Locale.ROOT, "Local/%s@%s-%08x", number, context, pbx.newLocalNumber());
        LocalPair pair = new LocalPair(
                pbx, pbx.newChannel(name + ";1", nearId, nearId), pbx.newChannel(name + ";2", nearId + ";2", nearId));
        pair.announce(pair.near, SimChannel.State.DOWN, context, number);
        pair.announce(pair.far, SimChannel.State.RING, context, number);
        return pair;
    }

    private void announce(SimChannel half, SimChannel.State state, String context, String number) {
        half.state(state);
        half.local(this);
        half.at(context, number, 1);
        pbx.emit("Newchannel", half);
    }

    SimChannel near() {
        return near;
    }

    SimChannel far() {
        return far;
    }

    /** Who hears from now on what becomes of the far half. */
    void servedBy(Near other) {
        user = other;
    }

    /** A half has changed its state: the near one follows the far one. */
    void changed(SimChannel half) {
        boolean answered = half == far && half.state() == SimChannel.State.UP;
        if (answered && user != null && !parted && near.state() != SimChannel.State.UP) {
            pbx.newState(near, SimChannel.State.UP);
            user.answered();
        }
    }

    /** A phone that the far half has dialled rings. */
    void rings() {
        if (user != null && !parted && near.state() == SimChannel.State.DOWN) {
            pbx.newState(near, SimChannel.State.RINGING);
            user.ringing();
        }
    }

    /** A key pressed at the far end. */
    void pressed(String digit) {
        if (user != null && !parted) {
            user.pressed(digit);
        }
    }

    /** One half is gone, so the other goes, too. */
    void gone(SimChannel half) {
        if (parted) {
            return;
        }
        parted = true;
        if (half == far && user != null) {
            user.ended(half.hangupCause());
        } else if (half == near) {
            pbx.agenda().after(pbx.settings().stepMs(), () -> pbx.endings().callerHangsUp(far));
        }
    }

    /** Asterisk takes the pair out from between two bridges: both halves go without a word to anybody. */
    void takenOut() {
        parted = true;
        far.newJourney();
        pbx.emit("HangupRequest", far, "Cause", "16");
        pbx.hangUp(near, 16);
        pbx.emit("SoftHangupRequest", far, "Cause", "16");
        pbx.hangUp(far, 16);
    }

    /** The near half in an event of a Dial that no channel runs, as the feature codes' is. */
    AmiMessage asDialled(String dialStatus) {
        return near.headers("Dest", Pbx.ECHOED).with("DialStatus", dialStatus);
    }
}
