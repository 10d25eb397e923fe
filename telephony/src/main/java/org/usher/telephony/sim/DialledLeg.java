package org.usher.telephony.sim;

import java.util.ArrayList;
import java.util.List;

/** One leg that a {@link Dialling} rings: the channel, and what whoever is at its end has planned. */
abstract sealed class DialledLeg permits PhoneLeg, LocalLeg {
    private final Pbx pbx;
    private final SimChannel channel;
    private final List<Agenda.Entry> planned = new ArrayList<>();
    /** Where the channel belongs in the dialplan when no subroutine runs on it. */
    private final String context;

    private Dialling dialling;
    private boolean open = true;

    DialledLeg(Pbx pbx, Dialling dialling, SimChannel channel) {
        this.pbx = pbx;
        this.dialling = dialling;
        this.channel = channel;
        this.context = channel.context();
    }

    /** Begins to ring. */
    abstract void ring();

    /** The talk has begun. */
    abstract void connected();

    /** As DialBegin names what is dialled. */
    abstract String dialString();

    final Pbx pbx() {
        return pbx;
    }

    final SimChannel channel() {
        return channel;
    }

    /** No subroutine runs on it any more. */
    final void home() {
        channel.at(context, "", 1);
    }

    /** The Dial that it belongs to; another one after a transfer. */
    final Dialling dialling() {
        return dialling;
    }

    final void belongsTo(Dialling other) {
        dialling = other;
    }

    /** Whether it is still rung. */
    final boolean open() {
        return open;
    }

    final void close() {
        open = false;
        callOff();
    }

    final void plan(long delayMs, Runnable what) {
        planned.add(pbx.agenda().after(delayMs, what));
    }

    /** Nothing of what was planned happens. */
    final void callOff() {
        planned.forEach(Agenda.Entry::callOff);
        planned.clear();
    }
}
