package org.usher.lab.replay;

import org.usher.core.api.Channel;
import org.usher.core.api.Command;
import org.usher.core.api.Effect;
import org.usher.core.api.Event;
import org.usher.core.api.OfferOutcome;

/** Where a contact is, as the world sees it from commands, events and effects: kept alike of the recording and of its replays. */
final class Track {
    enum Place {
        WAITING,
        /** On offer, in a talk, or on the way back from there. */
        OFFERED,
        LEAVING
    }

    Place place = Place.WAITING;
    boolean connected;
    /** How many talks have been followed by another time in line. */
    int stay;

    private boolean accepted;
    private int ringing;
    private boolean callback;

    void effect(Effect effect) {
        switch (effect) {
            case Effect.Offer offer -> {
                place = Place.OFFERED;
                accepted = false;
                ringing = offer.rung().size();
            }
            case Effect.Release release ->
                // who is to be called back, or goes on in a chat, stays in line without his call
                place = switch (release.status()) {
                    case CALLBACK, CHAT -> place;
                    default -> Place.LEAVING;
                };
            default -> {}
        }
    }

    /** True if a new time in line has begun. */
    boolean event(Event.ContactEvent event) {
        switch (event) {
            case Event.OfferEnded ended when ended.outcome() == OfferOutcome.ACCEPTED -> accepted = true;
            case Event.OfferEnded ended -> {
                ringing--;
                backInLine(callback);
            }
            case Event.ContactConnected talk -> connected = true;
            case Event.TalkJoined talk -> connected = true;
            case Event.ContactQueued queued -> {
                callback = queued.channel() == Channel.CALLBACK;
                if (connected) {
                    connected = false;
                    place = Place.WAITING;
                    stay++;
                    return true;
                }
                place = place == Place.LEAVING ? Place.WAITING : place;
            }
            default -> {}
        }
        return false;
    }

    /** This was told, and the engine has heard it. */
    void told(Command command) {
        backInLine(command instanceof Command.ContactReachable || command instanceof Command.CustomerNotReached);
    }

    /** Whether an agent is being rung, or has picked up and does not hear the customer yet. */
    boolean isOnOffer() {
        return place == Place.OFFERED && !connected && (ringing > 0 || accepted);
    }

    private void backInLine(boolean word) {
        if (word && place == Place.OFFERED && !connected && (ringing <= 0 || accepted)) {
            place = Place.WAITING;
        }
    }
}
