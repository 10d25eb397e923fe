package org.usher.telephony.sim;

/** What runs on the channel that has answered, before the talk: Dial's option U. */
interface Subroutine {
    /** Ends with {@link Dialling#connectSoon} or {@link Dialling#giveUp}. */
    void run(Dialling dialling, DialledLeg leg);

    /** Whoever has answered hangs up while it runs. */
    void hungUp(Dialling dialling, DialledLeg leg, int cause);

    /** Whoever has answered presses a key while it runs. */
    default void pressed(Dialling dialling, DialledLeg leg, String digit) {}

    /** The talk begins at once. */
    Subroutine NONE = new Subroutine() {
        @Override
        public void run(Dialling dialling, DialledLeg leg) {
            dialling.connectSoon(leg);
        }

        @Override
        public void hungUp(Dialling dialling, DialledLeg leg, int cause) {
            dialling.giveUp(leg, "ANSWER");
        }
    };
}
