package org.usher.telephony.sim;

/** A leg that goes through the dialplan to wherever that leads: the near half of a Local channel. */
final class LocalLeg extends DialledLeg implements LocalPair.Near {
    private final LocalPair pair;
    /** Whether its end is somebody's hang-up to the dialplan of the one who dialled. */
    private final boolean deliberate;

    /** @param deliberate whether its end counts as somebody's hang-up */
    LocalLeg(Pbx pbx, Dialling dialling, LocalPair pair, boolean deliberate) {
        super(pbx, dialling, pair.near());
        this.pair = pair;
        this.deliberate = deliberate;
        pair.servedBy(this);
    }

    LocalPair pair() {
        return pair;
    }

    @Override
    String dialString() {
        return channel().name().replaceFirst("^Local/", "").replaceFirst("-[0-9a-f]+;1$", "/n");
    }

    @Override
    void ring() {
        SimChannel far = pair.far();
        pbx().step(far, pbx().settings().stepMs(), () -> pbx().dialplan().arrive(far, far.context(), far.exten()));
    }

    @Override
    void connected() {}

    @Override
    public void ringing() {
        dialling().ringing(this);
    }

    @Override
    public void answered() {
        dialling().answered(this);
    }

    @Override
    public void pressed(String digit) {
        dialling().pressed(this, digit);
    }

    @Override
    public void ended(int cause) {
        pbx().emit("HangupRequest", channel(), "Cause", Integer.toString(cause));
        if (open()) {
            dialling().refused(this, cause, cause == 17 ? "BUSY" : "NOANSWER");
        } else {
            dialling().ended(this, cause, deliberate);
        }
    }
}
