package org.usher.telephony.sim;

import org.jspecify.annotations.Nullable;

/** A leg to a phone, and the person who sits at it: does by himself what the phone's behaviour says, and what he is ordered to. */
final class PhoneLeg extends DialledLeg {
    /** Q.850 cause of a channel that is hung up because it is silent; announced with another. */
    private static final int NO_AUDIO = 44;

    private static final int UNALLOCATED = 1;

    private final Phone phone;
    private final PhoneBehaviour behaviour;
    private boolean held;
    private @Nullable KeyTransfer transfer;

    PhoneLeg(Pbx pbx, Dialling dialling, SimChannel channel, Phone phone, PhoneBehaviour behaviour) {
        super(pbx, dialling, channel);
        this.phone = phone;
        this.behaviour = behaviour;
    }

    Phone phone() {
        return phone;
    }

    @Override
    String dialString() {
        return phone.isAcross() ? phone.endpoint() : phone.endpoint() + "/sip:" + phone.endpoint() + "@phone.invalid";
    }

    // ---- ringing

    @Override
    void ring() {
        long stepMs = pbx().settings().stepMs();
        switch (behaviour) {
            case PhoneBehaviour.Answers answers -> ringUntilAnswered(answers.afterMs());
            case PhoneBehaviour.AnswersAndDies answers -> ringUntilAnswered(answers.afterMs());
            case PhoneBehaviour.RingsOut(), PhoneBehaviour.RingsUntilTold() -> plan(stepMs, this::ringing);
            case PhoneBehaviour.Declines(long afterMs) -> {
                if (afterMs > 0) {
                    plan(stepMs, this::ringing);
                }
                plan(Math.max(afterMs, stepMs), () -> refuse(21, "NOANSWER"));
            }
            case PhoneBehaviour.Busy() -> plan(stepMs, () -> refuse(17, "BUSY"));
            case PhoneBehaviour.Unavailable() -> plan(stepMs, () -> refuse(19, "NOANSWER"));
            case PhoneBehaviour.Forwards() -> plan(stepMs, () -> dialling().forwarded(this));
            case PhoneBehaviour.Silent() -> {}
        }
    }

    private void ringUntilAnswered(long afterMs) {
        plan(pbx().settings().stepMs(), this::ringing);
        plan(Math.max(afterMs, pbx().settings().stepMs()), this::answer);
    }

    private void ringing() {
        dialling().ringing(this);
    }

    private void answer() {
        dialling().answered(this);
    }

    private void refuse(int cause, String dialStatus) {
        pbx().emit("HangupRequest", channel(), "Cause", Integer.toString(cause));
        dialling().refused(this, cause, dialStatus);
    }

    // ---- talking

    @Override
    void connected() {
        switch (behaviour) {
            case PhoneBehaviour.Answers answers -> {
                plan(answers.talkMs(), this::hangUp);
                planHold(answers.holdAfterMs(), answers.holdMs());
            }
            case PhoneBehaviour.AnswersAndDies answers -> plan(answers.talkMs(), this::losePower);
            case PhoneBehaviour.RingsOut(),
                    PhoneBehaviour.RingsUntilTold() -> {} // picked up on order; the orders go on
            default -> throw new IllegalStateException(behaviour + " does not answer");
        }
    }

    private void planHold(long holdAfterMs, long holdMs) {
        if (holdAfterMs == PhoneBehaviour.NEVER) {
            return;
        }
        plan(holdAfterMs, () -> hold(true));
        if (holdMs != PhoneBehaviour.NEVER) {
            plan(holdAfterMs + holdMs, () -> hold(false));
        }
    }

    void hold(boolean hold) {
        if (held != hold) {
            held = hold;
            if (hold) {
                pbx().emit("Hold", channel(), "MusicClass", "default");
            } else {
                pbx().emit("Unhold", channel());
            }
        }
    }

    /** Asterisk takes a transferring phone off hold. */
    void unhold() {
        held = false;
        pbx().emit("Unhold", channel());
    }

    private void hangUp() {
        end("HangupRequest", 16, 16);
    }

    /** AMI ends this part of the talk, of which no event tells; {@code deliberate} if the channel was told who hung up. */
    void endByPbx(boolean deliberate) {
        KeyTransfer running = transfer;
        if (running != null) {
            running.agentGone(16);
        } else {
            dialling().ended(this, 16, deliberate);
        }
    }

    boolean held() {
        return held;
    }

    /** AMI hangs the ringing phone up for this cause. */
    void refusedByPbx(int cause) {
        dialling().refused(this, cause, "NOANSWER");
    }

    /** The phone has lost power: it neither answers nor hangs up any more; a talk ends when the PBX misses its media. */
    void losePower() {
        callOff();
        if (dialling().talksOn(this)) {
            plan(pbx().settings().rtpTimeoutMs(), () -> end("SoftHangupRequest", UNALLOCATED, NO_AUDIO));
        }
    }

    private void end(String request, int toldCause, int cause) {
        pbx().emit(request, channel(), "Cause", Integer.toString(toldCause));
        KeyTransfer running = transfer;
        if (running != null) {
            running.agentGone(cause);
        } else {
            dialling().ended(this, cause, request.equals("HangupRequest"));
        }
    }

    /** The transfer by keys that this agent is in the middle of, or null. */
    @Nullable
    KeyTransfer transfer() {
        return transfer;
    }

    void transfer(@Nullable KeyTransfer begun) {
        transfer = begun;
    }

    // ---- orders

    /** Does this now; false if there is nothing to do it with. */
    boolean obey(PhoneOrder order) {
        boolean ringing = open() && channel().state() == SimChannel.State.RINGING;
        return ringing ? obeyRinging(order) : dialling().talksOn(this) && obeyTalking(order);
    }

    /** The event talk; most phones know none of it. */
    void toldToAnswer() {
        if (behaviour instanceof PhoneBehaviour.RingsUntilTold) {
            obey(PhoneOrder.ANSWER);
        }
    }

    private boolean obeyRinging(PhoneOrder order) {
        switch (order) {
            case ANSWER -> answer();
            case DECLINE -> refuse(21, "NOANSWER");
            case HANG_UP, HOLD, RESUME -> {
                return false;
            }
        }
        return true;
    }

    private boolean obeyTalking(PhoneOrder order) {
        switch (order) {
            case HANG_UP -> hangUp();
            case HOLD -> hold(true);
            case RESUME -> hold(false);
            case ANSWER, DECLINE -> {
                return false;
            }
        }
        return true;
    }
}
