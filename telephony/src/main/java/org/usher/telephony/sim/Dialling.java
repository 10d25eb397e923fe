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

    /** What is dialled: phones, and numbers that lead back into the dialplan. */
    sealed interface Target {
        /** Every contact of this endpoint rings. */
        record AtPhone(Phone phone) implements Target {}

        /** {@code Local/<number>@<context>/n}. */
        record InDialplan(String number, String context) implements Target {}
    }

    private final Pbx pbx;
    /** Another one after an attended transfer to a call that rings. */
    private SimChannel caller;

    private final Subroutine subroutine;
    private final BiConsumer<SimChannel, Result> onEnd;
    private final List<DialledLeg> legs = new ArrayList<>();
    private Agenda.@Nullable Entry timeout;
    private @Nullable DialledLeg winner;
    private boolean connected;
    private int busy;
    private int congested;
    private int unreachable;
    private long answeredAtMs;

    /** @param onEnd told when it is over, and on whose channel by then */
    Dialling(Pbx pbx, SimChannel caller, Subroutine subroutine, BiConsumer<SimChannel, Result> onEnd) {
        this.pbx = pbx;
        this.caller = caller;
        this.subroutine = subroutine;
        this.onEnd = onEnd;
    }

    /** Rings all of these; without anything that could ring it ends at once. */
    void start(List<Target> targets, long ringMs) {
        for (Target target : targets) {
            switch (target) {
                case Target.AtPhone(Phone phone) ->
                    phone.contacts().forEach(contact -> legs.add(phoneLeg(phone, contact.get())));
                case Target.InDialplan(String number, String context) -> legs.add(localLeg(number, context));
            }
        }
        if (legs.isEmpty()) {
            // the dialplan does not even dial, so the cause is whatever came before
            onEnd.accept(caller, new Result("CHANUNAVAIL", caller.hangupCause(), "0"));
            return;
        }
        caller.become(SimChannel.Stage.DIALLING);
        caller.dialling(this);
        caller.running("Dial", "");
        for (DialledLeg leg : legs) {
            pbx.dialEvent("DialBegin", caller, leg.channel(), "DialString", leg.dialString());
        }
        timeout = pbx.agenda().after(ringMs, this::timeIsUp);
        legs.forEach(DialledLeg::ring);
    }

    private PhoneLeg phoneLeg(Phone phone, PhoneBehaviour behaviour) {
        SimChannel channel = pbx.newChannel(phone.endpoint(), caller, SimChannel.State.DOWN);
        channel.at("from-agents", "s", 1);
        pbx.emit("Newchannel", channel); // Asterisk announces the channel before it inherits
        channel.callerId(
                caller.exten(), SimChannel.UNKNOWN); // a phone without a number of its own gets what was dialled
        inherit(channel);
        return new PhoneLeg(pbx, this, channel, phone, behaviour);
    }

    private LocalLeg localLeg(String number, String context) {
        LocalPair pair = LocalPair.dial(pbx, context, number, caller);
        inherit(pair.near());
        return new LocalLeg(pbx, this, pair, true);
    }

    private void inherit(SimChannel channel) {
        if (caller.context().equals("usher-connect")) { // Usher's own Dial, and not one of the operator's
            channel.variables().put("USHER_OFFER", caller.variable("USHER_OFFER"));
        }
        channel.connectedLine(caller.callerNumber(), caller.callerName());
    }

    // ---- ringing

    void ringing(DialledLeg leg) {
        SimChannel channel = leg.channel();
        if (leg instanceof PhoneLeg) {
            channel.at(channel.context(), caller.exten(), 1);
            pbx.newState(channel, SimChannel.State.RINGING);
        }
        pbx.dialEvent("DialState", caller, channel, "DialStatus", "RINGING");
        LocalPair local = caller.local();
        if (local != null && caller == local.far()) {
            local.rings();
        }
    }

    /** This leg will not be answered, and says so itself. */
    void refused(DialledLeg leg, int cause, String dialStatus) {
        close(leg, dialStatus, cause);
        caller.hangupCause(cause);
        failed(cause);
    }

    /**
     * A forwarding that Dial does not follow ends the leg twice over and counts as busy, without a cause for the caller. (In some runs
     * Asterisk also says HangupRequest and Hangup with cause 23 for the leg: its threads race.)
     */
    void forwarded(DialledLeg leg) {
        pbx.dialEvent("DialEnd", caller, leg.channel(), "Forward", "elsewhere", "DialStatus", "CANCEL");
        close(leg, "BUSY", 0);
        failed(17);
    }

    private void failed(int cause) {
        switch (cause) {
            case 16, 19 -> {}
            case 17 -> busy++;
            case 34 -> congested++;
            default -> unreachable++;
        }
        if (openLegs().isEmpty()) {
            stopTimeout();
            end(new Result(dialStatus(), caller.hangupCause(), ""));
        }
    }

    private String dialStatus() {
        if (busy > 0) {
            return "BUSY";
        } else if (congested > 0) {
            return "CONGESTION";
        }
        return unreachable > 0 ? "CHANUNAVAIL" : "NOANSWER";
    }

    private void timeIsUp() {
        for (DialledLeg leg : openLegs()) {
            close(leg, "NOANSWER", 0);
        }
        end(new Result("NOANSWER", caller.hangupCause(), ""));
    }

    private void end(Result result) {
        caller.dialling(null);
        onEnd.accept(caller, result);
    }

    /** The leg is no longer rung; its channel goes a moment later. */
    private void close(DialledLeg leg, String dialStatus, int cause) {
        leg.close();
        pbx.dialEvent("DialEnd", caller, leg.channel(), "DialStatus", dialStatus);
        pbx.step(leg.channel(), pbx.settings().stepMs(), () -> pbx.hangUp(leg.channel(), cause));
    }

    /** The caller is taken away, or hangs up, while phones ring: they stop. True if somebody had answered already. */
    boolean cancel() {
        if (winner != null) {
            return true;
        }
        stopTimeout();
        for (DialledLeg leg : openLegs()) {
            close(leg, "CANCEL", 16);
        }
        caller.dialling(null);
        return false;
    }

    /** The ringing goes on for this caller, in the place of the one who began it. */
    void passTo(SimChannel newCaller) {
        caller.dialling(null);
        caller = newCaller;
        caller.dialling(this);
    }

    private List<DialledLeg> openLegs() {
        return legs.stream().filter(DialledLeg::open).toList();
    }

    private void stopTimeout() {
        if (timeout != null) {
            timeout.callOff();
        }
    }

    // ---- answered

    /** This leg has been picked up; the others stop ringing. */
    void answered(DialledLeg leg) {
        stopTimeout();
        leg.close();
        winner = leg;
        answeredAtMs = pbx.agenda().nowMs();
        caller.hangupCause(16);
        if (leg instanceof PhoneLeg) {
            pbx.newState(leg.channel(), SimChannel.State.UP);
        }
        for (DialledLeg loser : openLegs()) {
            loser.close();
            pbx.dialEvent("DialEnd", caller, loser.channel(), "DialStatus", "CANCEL");
            pbx.hangUp(loser.channel(), 26);
        }
        subroutine.run(this, leg);
    }

    /** The one for whom it is dialled. */
    SimChannel caller() {
        return caller;
    }

    /** The talk begins, if by then both are still there. */
    void connectSoon(DialledLeg leg) {
        pbx.step(caller, pbx.settings().stepMs(), () -> {
            if (leg == winner) {
                connect(leg);
            }
        });
    }

    private void connect(DialledLeg leg) {
        pbx.dialEvent("DialEnd", caller, leg.channel(), "DialStatus", "ANSWER");
        if (caller.leaving() && caller.local() != null) {
            leg.home();
            talkOver(); // nobody listens at the other end of the Local channel
            pbx.hangUp(leg.channel(), 16);
            return;
        }
        if (caller.state() != SimChannel.State.UP) {
            pbx.newState(caller, SimChannel.State.UP);
        }
        leg.home();
        caller.connectedLine(leg.channel().callerNumber(), leg.channel().callerName());
        caller.become(SimChannel.Stage.TALKING);
        connected = true;
        Bridge.join(pbx, leg.channel(), caller);
        leg.connected();
    }

    /** The subroutine has decided against the talk: the leg ends, and the dialplan goes on. */
    void giveUp(DialledLeg leg, String dialStatus) {
        winner = null;
        leg.home();
        close(leg, dialStatus, 16);
        caller.hangupCause(16);
        end(new Result(dialStatus, 16, ""));
    }

    /** A key is pressed at the other end of this leg. */
    void pressed(DialledLeg leg, String digit) {
        if (leg == winner && !connected) {
            subroutine.pressed(this, leg, digit);
        }
    }

    // ---- the talk

    /** The leg of the talk, once there is one. */
    @Nullable
    SimChannel answeredLeg() {
        return winner == null ? null : winner.channel();
    }

    /** Whether this leg is talked on. */
    boolean talksOn(DialledLeg leg) {
        return leg == winner;
    }

    /** The phone's leg that is talked on, or null. */
    @Nullable
    PhoneLeg talkingOn(Phone phone) {
        return winner instanceof PhoneLeg leg
                        && leg.phone() == phone
                        && leg.channel().bridge() != null
                ? leg
                : null;
    }

    /** The legs of this phone that ring or are talked on. */
    List<PhoneLeg> legsOf(Phone phone) {
        List<PhoneLeg> found = new ArrayList<>();
        for (DialledLeg leg : legs) {
            if (leg instanceof PhoneLeg phoneLeg
                    && phoneLeg.phone() == phone
                    && !leg.channel().gone()) {
                found.add(phoneLeg);
            }
        }
        return found;
    }

    /** The end of this leg, which has said so already. */
    void ended(DialledLeg leg, int cause, boolean deliberate) {
        if (leg != winner) {
            return;
        }
        if (!connected) {
            subroutine.hungUp(this, leg, cause);
            return;
        }
        Bridge bridge = leg.channel().bridge();
        if (bridge != null) {
            bridge.leave(leg.channel(), false);
        }
        leg.channel().hungUpBy(deliberate ? "1" : "");
        pbx.step(leg.channel(), pbx.settings().stepMs(), () -> pbx.hangUp(leg.channel(), cause));
        talkOver();
        onEnd.accept(caller, talkResult(deliberate));
    }

    private Result talkResult(boolean deliberate) {
        long seconds = (pbx.agenda().nowMs() - answeredAtMs) / 1000;
        return new Result("ANSWER", 16, Long.toString(seconds), deliberate);
    }

    /** Ends the talk at once, for example because the channel is hung up by AMI. */
    void endByPbx() {
        if (winner instanceof PhoneLeg leg) {
            leg.endByPbx(!leg.channel().variable("CHANNEL(hangupsource)").isEmpty());
        }
    }

    /** The phone's leg on this channel that rings or is talked on, or null. */
    @Nullable
    PhoneLeg legOn(SimChannel channel) {
        for (DialledLeg leg : legs) {
            if (leg instanceof PhoneLeg phoneLeg && leg.channel() == channel && (leg.open() || leg == winner)) {
                return phoneLeg;
            }
        }
        return null;
    }

    /** The talk ended without the agent's doing: nothing of what the agent had planned happens. */
    void talkOver() {
        if (winner != null) {
            winner.callOff();
        }
        caller.dialling(null);
    }

    /** Whether the agent was consulting when the caller hung up: he goes on talking with whom he consults. */
    boolean talksOnWithoutCaller() {
        KeyTransfer transfer = winner instanceof PhoneLeg leg ? leg.transfer() : null;
        return transfer != null && transfer.customerGone();
    }

    /** This talk is over for its agent and goes on with the one of that other dialling, whose caller has given up his place. */
    void takeOver(Dialling other) {
        DialledLeg leg = other.winner;
        other.winner = null;
        other.caller.dialling(null);
        if (leg != null) {
            goOnWith(leg);
        }
    }

    /** The talk goes on with this leg; its agent's part is over. */
    void goOnWith(DialledLeg leg) {
        if (winner != null) {
            winner.callOff();
        }
        leg.close();
        leg.belongsTo(this);
        legs.add(leg);
        winner = leg;
    }
}
