package org.usher.lab.replay;

import org.jspecify.annotations.Nullable;
import org.usher.core.api.Effect;

/** A contact in a replay. */
final class Party {
    final Story story;
    final Track track = new Track();
    /** By the replay's own log; 0 before it has come. */
    long contactId;
    /** How many offers there were in this stay, and how many releases in all. */
    int offers;

    int releases;
    /** The last offer and what is played of it. */
    @Nullable
    Ring ring;

    boolean left;
    boolean ended;

    Party(Story story) {
        this.story = story;
    }

    /** The recorded time in line that this one corresponds to, null if there are fewer. */
    Story.@Nullable Stay stay() {
        return track.stay < story.stays.size() ? story.stays.get(track.stay) : null;
    }

    /** An offer of the replay, and the recorded one whose people it is played by. */
    record Ring(Effect.Offer offer, Tried played) {}
}
