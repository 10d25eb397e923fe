package org.usher.telephony.sim;

/**
 * Context usher-over: what the dialplan remembers of each phone's last talk, as shared variables of the watchdog's channel, for a server
 * that did not hear of it.
 */
final class TalkNotes {
    private static final String BEGAN = "USHER_TALK";

    private final Pbx pbx;

    TalkNotes(Pbx pbx) {
        this.pbx = pbx;
    }

    /** Both are about to hear each other. */
    void begins(DialledLeg leg) {
        SimChannel channel = leg.channel();
        channel.variables().put(BEGAN, Long.toString(pbx.agenda().nowMs()));
        channel.notedAs(leg.dialString().split("/", 2)[0]);
    }

    /** This channel hangs up. */
    void over(SimChannel channel) {
        SimChannel watcher = pbx.channel(Watchdog.CHANNEL);
        if (!channel.notedAs().isEmpty() && watcher != null) {
            watcher.variables()
                    .put(
                            "SHARED(USHER_TALK_" + channel.notedAs() + ")",
                            String.join(
                                    ",",
                                    channel.variable("USHER_OFFER"),
                                    channel.variable(BEGAN),
                                    Long.toString(pbx.agenda().nowMs()),
                                    channel.hungUpBy()));
        }
    }
}
