package org.usher.telephony.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One run of the application Dial: rings legs for a caller until one is answered, all have failed, the time is up, or somebody takes
 * the caller away. Afterwards it stays with the caller until the talk ends, as the application does.
 *
 * <p>The order of events is that of recordings from a real Asterisk: all Newchannel before all DialBegin; UsherAnswered before DialEnd
 * ANSWER; a failed leg's Hangup after the caller's UsherDialResult, because the leg is torn down by another thread.
 */
final class Dialling {

    /**
     * How the ringing ended, as DIALSTATUS says it.
     *
     * @param deliberate whether somebody hung up, and not the PBX for him
     */
    record Result(String dialStatus, int hangupCause, String answeredSeconds, boolean deliberate) {
        Result(String dialStatus, int hangupCause, String answeredSeconds) {
            this(dialStatus, hangupCause, answeredSeconds, true);
        }
    }

    /** Q.850 cause of a channel that is hung up because it is silent; announced with another. */
    private static final int NO_AUDIO = 44;

    private static final int UNALLOCATED = 1;

    /** One leg and what it has planned. */
    private static final class Leg {
        private final SimChannel channel;
        private final PhoneBehaviour behaviour;
        private final List<Agenda.Entry> planned = new ArrayList<>();
        private boolean open = true;
        private boolean held;

        private Leg(SimChannel channel, PhoneBehaviour behaviour) {
            this.channel = channel;
            this.behaviour = behaviour;
        }

        private void callOff() {
            planned.forEach(Agenda.Entry::callOff);
            planned.clear();
        }
    }

    private final Pbx pbx;
    /** Another one after an attended transfer to a call that rings. */
    private SimChannel caller;

    private final BiConsumer<SimChannel, Result> onEnd;
    private final List<Leg> legs = new ArrayList<>();
    private Agenda.@Nullable Entry timeout;
    private @Nullable Leg winner;
    private int busy;
    private long answeredAtMs;

    /** @param onEnd told when it is over, and on whose channel by then */
    Dialling(Pbx pbx, SimChannel caller, BiConsumer<SimChannel, Result> onEnd) {
        this.pbx = pbx;
        this.caller = caller;
        this.onEnd = onEnd;
    }

    /** Rings every contact of these phones; without any contact it ends at once. */
    void start(List<Phone> phones, long ringMs) {
        for (Phone phone : phones) {
            phone.contacts().forEach(contact -> legs.add(newLeg(phone, contact.get())));
        }
        if (legs.isEmpty()) {
            // the dialplan does not even dial, so the cause is whatever came before
            onEnd.accept(caller, new Result("CHANUNAVAIL", caller.hangupCause(), "0"));
            return;
        }
        caller.become(SimChannel.Stage.DIALLING);
        caller.dialling(this);
        caller.running("Dial", "");
        for (Leg leg : legs) {
            pbx.dialEvent("DialBegin", caller, leg.channel, "DialString", dialString(leg));
        }
        timeout = pbx.agenda().after(ringMs, this::timeIsUp);
        for (Leg leg : legs) {
            ring(leg);
        }
    }

    /** The caller is taken away, or hangs up, while phones ring: they stop. True if somebody had answered already. */
    boolean cancel() {
        if (winner != null) {
            return true;
        }
        stopTimeout();
        for (Leg leg : openLegs()) {
            close(leg, "CANCEL", 16);
        }
        caller.dialling(null);
        return false;
    }

    /** The agent's leg of the talk, once there is one. */
    @Nullable
    SimChannel answeredLeg() {
        return winner == null ? null : winner.channel;
    }

    private Result talkResult(boolean deliberate) {
        long seconds = (pbx.agenda().nowMs() - answeredAtMs) / 1000;
        return new Result("ANSWER", 16, Long.toString(seconds), deliberate);
    }

    /** This talk is over for its agent and goes on with the one of that other dialling, whose caller has given up his place. */
    void takeOver(Dialling other) {
        if (winner != null) {
            winner.callOff();
        }
        winner = other.winner;
        other.winner = null;
        if (winner != null) {
            legs.add(winner);
        }
        other.caller.dialling(null);
    }

    /** The ringing goes on for this caller, in the place of the one who began it. */
    void passTo(SimChannel newCaller) {
        caller.dialling(null);
        caller = newCaller;
        caller.dialling(this);
    }

    /** The phone's leg that is talked on, or null. */
    @Nullable
    SimChannel talkingOn(Phone phone) {
        return winner != null
                        && winner.channel.bridge() != null
                        && phone.channels().contains(winner.channel)
                ? winner.channel
                : null;
    }

    /** Asterisk takes a transferring phone off hold. */
    void unhold() {
        if (winner != null) {
            winner.held = false;
            pbx.emit("Unhold", winner.channel);
        }
    }

    /** The talk ended without the agent's doing: nothing of what the agent had planned happens. */
    void talkOver() {
        if (winner != null) {
            winner.callOff();
        }
        caller.dialling(null);
    }

    private Leg newLeg(Phone phone, PhoneBehaviour behaviour) {
        SimChannel channel = pbx.newChannel(phone.endpoint(), caller, SimChannel.State.DOWN);
        channel.at("from-agents", "s", 1);
        channel.callerId(phone.endpoint(), phone.endpoint());
        pbx.emit("Newchannel", channel); // Asterisk announces the channel before it inherits
        if (ushers()) {
            channel.variables().put("USHER_OFFER", caller.variable("USHER_OFFER"));
        }
        channel.connectedLine(caller.callerNumber(), caller.callerName());
        return new Leg(channel, behaviour);
    }

    /** Usher's own Dial, and not one of the operator's. */
    private boolean ushers() {
        return caller.context().equals("usher-connect");
    }

    private static String dialString(Leg leg) {
        String endpoint = leg.channel.callerNumber();
        return endpoint + "/sip:" + endpoint + "@phone.invalid";
    }

    private void ring(Leg leg) {
        switch (leg.behaviour) {
            case PhoneBehaviour.Answers answers -> ringUntilAnswered(leg, answers.afterMs());
            case PhoneBehaviour.AnswersAndDies answers -> ringUntilAnswered(leg, answers.afterMs());
            case PhoneBehaviour.RingsOut() -> plan(leg, pbx.settings().stepMs(), () -> ringing(leg));
            case PhoneBehaviour.Declines(long afterMs) -> {
                if (afterMs > 0) {
                    plan(leg, pbx.settings().stepMs(), () -> ringing(leg));
                }
                plan(leg, Math.max(afterMs, pbx.settings().stepMs()), () -> refuse(leg, 21, "NOANSWER"));
            }
            case PhoneBehaviour.Busy() -> plan(leg, pbx.settings().stepMs(), () -> refuse(leg, 17, "BUSY"));
            case PhoneBehaviour.Forwards() -> plan(leg, pbx.settings().stepMs(), () -> forward(leg));
            case PhoneBehaviour.Silent() -> {}
        }
    }

    private void ringUntilAnswered(Leg leg, long afterMs) {
        plan(leg, pbx.settings().stepMs(), () -> ringing(leg));
        plan(leg, Math.max(afterMs, pbx.settings().stepMs()), () -> answer(leg));
    }

    private void plan(Leg leg, long delayMs, Runnable what) {
        leg.planned.add(pbx.agenda().after(delayMs, what));
    }

    private void ringing(Leg leg) {
        leg.channel.state(SimChannel.State.RINGING);
        leg.channel.at("from-agents", caller.exten(), 1);
        pbx.emit("Newstate", leg.channel);
        pbx.dialEvent("DialState", caller, leg.channel, "DialStatus", "RINGING");
        pbx.reportDeviceOf(leg.channel);
    }

    private void refuse(Leg leg, int cause, String dialStatus) {
        pbx.emit("HangupRequest", leg.channel, "Cause", Integer.toString(cause));
        close(leg, dialStatus, cause);
        caller.hangupCause(cause);
        refused(cause == 17);
    }

    /**
     * A forwarding that Dial does not follow ends the leg twice over and counts as busy, without a cause for the caller. (In some runs
     * Asterisk also says HangupRequest and Hangup with cause 23 for the leg: its threads race.)
     */
    private void forward(Leg leg) {
        pbx.dialEvent("DialEnd", caller, leg.channel, "Forward", "elsewhere", "DialStatus", "CANCEL");
        close(leg, "BUSY", 0);
        refused(true);
    }

    private void refused(boolean asBusy) {
        if (asBusy) {
            busy++;
        }
        if (openLegs().isEmpty()) {
            stopTimeout();
            end(new Result(busy > 0 ? "BUSY" : "CHANUNAVAIL", caller.hangupCause(), ""));
        }
    }

    private void timeIsUp() {
        for (Leg leg : openLegs()) {
            close(leg, "NOANSWER", 0);
        }
        end(new Result("NOANSWER", caller.hangupCause(), ""));
    }

    private void end(Result result) {
        caller.dialling(null);
        onEnd.accept(caller, result);
    }

    /** The leg is no longer rung; its channel goes a moment later. */
    private void close(Leg leg, String dialStatus, int cause) {
        leg.open = false;
        leg.callOff();
        pbx.dialEvent("DialEnd", caller, leg.channel, "DialStatus", dialStatus);
        pbx.step(leg.channel, pbx.settings().stepMs(), () -> pbx.hangUp(leg.channel, cause));
    }

    private void answer(Leg leg) {
        stopTimeout();
        leg.callOff();
        leg.open = false;
        winner = leg;
        answeredAtMs = pbx.agenda().nowMs();
        leg.channel.state(SimChannel.State.UP);
        pbx.emit("Newstate", leg.channel);
        pbx.reportDeviceOf(leg.channel);
        for (Leg loser : openLegs()) {
            loser.open = false;
            loser.callOff();
            pbx.dialEvent("DialEnd", caller, loser.channel, "DialStatus", "CANCEL");
            pbx.hangUp(loser.channel, 26);
        }
        if (ushers()) {
            leg.channel.at("usher-answered", "s", 1); // Dial's U() runs there on the agent's channel
            pbx.userEvent("UsherAnswered", leg.channel, "Offer", leg.channel.variable("USHER_OFFER"));
        }
        pbx.step(caller, pbx.settings().stepMs(), () -> connect(leg));
    }

    private void connect(Leg leg) {
        pbx.dialEvent("DialEnd", caller, leg.channel, "DialStatus", "ANSWER");
        if (caller.state() != SimChannel.State.UP) {
            caller.state(SimChannel.State.UP);
            pbx.emit("Newstate", caller);
        }
        leg.channel.at("from-agents", "", 1);
        caller.connectedLine(leg.channel.callerNumber(), leg.channel.callerName());
        caller.hangupCause(16);
        caller.become(SimChannel.Stage.TALKING);
        Bridge.join(pbx, leg.channel, caller);
        switch (leg.behaviour) {
            case PhoneBehaviour.Answers answers -> {
                plan(leg, answers.talkMs(), () -> agentEnds(leg, "HangupRequest", 16));
                planHold(leg, answers.holdAfterMs(), answers.holdMs());
            }
            case PhoneBehaviour.AnswersAndDies answers -> plan(leg, answers.talkMs(), () -> losePower(leg));
            case PhoneBehaviour.RingsOut() -> {} // picked up on order; the orders go on
            default -> throw new IllegalStateException(leg.behaviour + " does not answer");
        }
    }

    private void planHold(Leg leg, long holdAfterMs, long holdMs) {
        if (holdAfterMs == PhoneBehaviour.NEVER) {
            return;
        }
        plan(leg, holdAfterMs, () -> hold(leg, true));
        if (holdMs != PhoneBehaviour.NEVER) {
            plan(leg, holdAfterMs + holdMs, () -> hold(leg, false));
        }
    }

    private void hold(Leg leg, boolean held) {
        if (leg.held != held) {
            leg.held = held;
            if (held) {
                pbx.emit("Hold", leg.channel, "MusicClass", "default");
            } else {
                pbx.emit("Unhold", leg.channel);
            }
        }
    }

    /** The person at the phone does this now; false if there is nothing to do it with. */
    boolean obey(Phone phone, PhoneOrder order) {
        for (Leg leg : legs) {
            boolean ringing = leg.open && leg.channel.state() == SimChannel.State.RINGING;
            boolean talking = leg == winner && leg.channel.bridge() != null;
            if (phone.channels().contains(leg.channel) && (ringing || talking)) {
                return ringing ? obeyRinging(leg, order) : obeyTalking(leg, order);
            }
        }
        return false;
    }

    private boolean obeyRinging(Leg leg, PhoneOrder order) {
        switch (order) {
            case ANSWER -> answer(leg);
            case DECLINE -> refuse(leg, 21, "NOANSWER");
            case HANG_UP, HOLD, RESUME -> {
                return false;
            }
        }
        return true;
    }

    private boolean obeyTalking(Leg leg, PhoneOrder order) {
        switch (order) {
            case HANG_UP -> agentEnds(leg, "HangupRequest", 16);
            case HOLD -> hold(leg, true);
            case RESUME -> hold(leg, false);
            case ANSWER, DECLINE -> {
                return false;
            }
        }
        return true;
    }

    private void agentEnds(Leg leg, String request, int cause) {
        int told = cause == NO_AUDIO ? UNALLOCATED : cause;
        pbx.emit(request, leg.channel, "Cause", Integer.toString(told));
        Bridge bridge = leg.channel.bridge();
        if (bridge != null) {
            bridge.leave(leg.channel, false);
        }
        pbx.step(leg.channel, pbx.settings().stepMs(), () -> pbx.hangUp(leg.channel, cause));
        Result result = talkResult(request.equals("HangupRequest"));
        talkOver();
        onEnd.accept(caller, result);
    }

    /** Ends the agent's part of the talk at once, for example because the channel is hung up by AMI. */
    void endByPbx() {
        if (winner != null) {
            agentEnds(winner, "SoftHangupRequest", 16);
        }
    }

    /** The phone has lost power: it neither answers nor hangs up any more; a talk ends when the PBX misses its media. */
    void died(Phone phone) {
        for (Leg leg : legs) {
            if (phone.channels().contains(leg.channel)) {
                losePower(leg);
            }
        }
    }

    private void losePower(Leg leg) {
        leg.callOff();
        if (leg == winner) {
            plan(leg, pbx.settings().rtpTimeoutMs(), () -> agentEnds(leg, "SoftHangupRequest", NO_AUDIO));
        }
    }

    private List<Leg> openLegs() {
        return legs.stream().filter(leg -> leg.open).toList();
    }

    private void stopTimeout() {
        if (timeout != null) {
            timeout.callOff();
        }
    }
}
