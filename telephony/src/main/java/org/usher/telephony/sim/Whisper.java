package org.usher.telephony.sim;

/**
 * Context usher-answered: tells that a phone has been picked up, and whispers to the agent, in pieces, what the offer says he is to
 * hear. A caller who leaves meanwhile is looked for between the pieces.
 */
final class Whisper implements Subroutine {
    /** How long one piece takes. */
    private static final long PIECE_MS = 2_500;

    private static final int WAITED = 5;
    private static final int SOUND = 7;

    private final Pbx pbx;

    Whisper(Pbx pbx) {
        this.pbx = pbx;
    }

    @Override
    public void run(Dialling dialling, DialledLeg leg) {
        SimChannel channel = leg.channel();
        channel.at("usher-answered", "s", 1);
        pbx.userEvent("UsherAnswered", channel, "Offer", channel.variable("USHER_OFFER"));
        piece(dialling, leg, pieces(dialling.caller().variable(Dialplan.ARGUMENTS)));
    }

    /** The queue's sound, and the minutes if there are any: a number and a word. */
    private static int pieces(String arguments) {
        String[] args = arguments.split(",", -1);
        if (args.length <= SOUND || args[SOUND].isEmpty()) {
            return 0;
        }
        return args[WAITED].length() > 2 || Integer.parseInt("0" + args[WAITED]) >= 60 ? 3 : 1;
    }

    private void piece(Dialling dialling, DialledLeg leg, int left) {
        if (dialling.caller().leaving()) {
            dialling.connectSoon(leg);
        } else if (left == 0) {
            pbx.talkNotes().begins(leg);
            dialling.connectSoon(leg);
        } else {
            leg.plan(PIECE_MS, () -> piece(dialling, leg, left - 1));
        }
    }

    @Override
    public void hungUp(Dialling dialling, DialledLeg leg, int cause) {
        pbx.emit("HangupRequest", leg.channel(), "Cause", Integer.toString(cause)); // once more, as Dial sees it
        dialling.giveUp(leg, "CONGESTION");
    }
}
