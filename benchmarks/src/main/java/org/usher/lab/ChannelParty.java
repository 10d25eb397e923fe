package org.usher.lab;

import org.jspecify.annotations.Nullable;

/** A caller of a {@link ChannelDay}, by whatever channel he goes on. */
final class ChannelParty {

    enum State {
        ON_LINE,
        IN_CHAT_LINE,
        /** Nothing keeps him; he will be called, in turn or in a window. */
        TO_BE_CALLED,
        TALKING,
        GONE
    }

    final Call call;
    final ChannelTraits traits;
    State state = State.ON_LINE;
    long contactId;
    long callKey;
    /** What the engine's model expects of his wait, 0 if it said nothing. */
    long estimateMs;

    boolean asked;
    boolean promised;
    /** Rings for him; null if nothing does. */
    @Nullable
    ChannelOffer ringing;

    ChannelParty(Call call, ChannelTraits traits, long callKey) {
        this.call = call;
        this.traits = traits;
        this.callKey = callKey;
    }

    boolean waitsInPerson() {
        return state == State.ON_LINE || state == State.IN_CHAT_LINE;
    }
}
