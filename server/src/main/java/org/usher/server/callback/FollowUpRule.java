package org.usher.server.callback;

/**
 * What a queue does about callers who hang up in its line.
 *
 * @param afterMs who has waited as long is followed up; −1 for nobody
 * @param how what is done
 */
public record FollowUpRule(long afterMs, How how) {
    public static final FollowUpRule NONE = new FollowUpRule(-1, How.LIST);

    public enum How {
        /** He stands on the list that agents work through. */
        LIST,
        /** He is called back once without anybody asking; if that came to nothing, he stands on the list. */
        CALLBACK
    }

    public boolean isOn() {
        return afterMs >= 0;
    }
}
