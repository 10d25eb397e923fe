package org.usher.telephony.sim;

import java.util.List;

/** Contexts usher-external, usher-outward and usher-press: a phone outside, at which somebody must press 1 before he has answered. */
final class External implements Subroutine {
    /** How long one asks and waits for a key. */
    private static final long ASK_MS = 8_000;

    private static final int TIMES = 3;
    /** What has been pressed, on the half of the Local channel that dials out. */
    private static final String PRESSED = "SHARED(USHER_PRESSED)";

    private final Pbx pbx;

    External(Pbx pbx) {
        this.pbx = pbx;
    }

    /** The far half of the offer's leg dials the number. */
    void outward(SimChannel channel, String number) {
        channel.at("usher-outward", number, 1);
        channel.variables().put(PRESSED, "");
        new Dialling(pbx, channel, this, this::over)
                .start(List.of(new Dialling.Target.InDialplan(number, "usher-outside")), PhoneBehaviour.NEVER);
    }

    private void over(SimChannel channel, Dialling.Result result) {
        channel.become(SimChannel.Stage.DIALPLAN);
        pbx.endings().byDialplan(channel, cause(channel, result));
    }

    /** These causes are what the offer's Dial makes its DIALSTATUS of. */
    private static int cause(SimChannel channel, Dialling.Result result) {
        String pressed = channel.variable(PRESSED);
        if (channel.state() == SimChannel.State.UP) {
            return channel.hangupCause();
        } else if (pressed.equals("2") || pressed.equals("gone") || result.hangupCause() == 21) {
            return 21;
        } else if (!pressed.isEmpty() || result.dialStatus().equals("NOANSWER")) {
            return 19;
        }
        return result.dialStatus().equals("BUSY") ? 17 : 20;
    }

    @Override
    public void run(Dialling dialling, DialledLeg leg) {
        leg.channel().at("usher-press", "s", 1);
        pressed(dialling, "gone");
        leg.plan(ASK_MS * TIMES, () -> decline(dialling, leg, "nothing"));
    }

    @Override
    public void pressed(Dialling dialling, DialledLeg leg, String digit) {
        switch (digit) {
            case "1" -> {
                pressed(dialling, "1");
                leg.callOff();
                dialling.connectSoon(leg);
            }
            case "2" -> decline(dialling, leg, "2");
            default -> {} // is asked again
        }
    }

    @Override
    public void hungUp(Dialling dialling, DialledLeg leg, int cause) {
        decline(dialling, leg, "gone");
    }

    private void decline(Dialling dialling, DialledLeg leg, String what) {
        pressed(dialling, what);
        dialling.giveUp(leg, "CONTINUE");
    }

    private static void pressed(Dialling dialling, String what) {
        dialling.caller().variables().put(PRESSED, what);
    }
}
