package org.usher.telephony.sim;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.usher.telephony.ami.AmiMessage;

/**
 * One attended transfer by the keys of {@code features-usher.conf}: {@code *2} and a number, then {@code *1} back, {@code *2} or a
 * hang-up to hand over, {@code *3} all together, {@code *4} the other side. Whom the number leads to is spoken to through a Local channel,
 * which Asterisk takes out when only two talk through it.
 */
final class KeyTransfer implements LocalPair.Near {

    /** Where the agent is, and what becomes of the customer. */
    private enum Stage {
        /** The agent speaks with the target, or hears it ring; the customer hears music. */
        CONSULTING,
        /** The agent is back with the customer, and the target hears music. */
        BESIDE_CUSTOMER,
        THREE,
        /** The customer has hung up, and the agent and the target talk on. */
        WITHOUT_CUSTOMER,
        /** The target is the customer's now, and the agent gone. */
        HANDED_OVER,
        OVER
    }

    /** A target that does not answer is given up: {@code atxfernoanswertimeout}. */
    private static final long NO_ANSWER_MS = 20_000;
    /** How long Asterisk lets two talk through a Local channel before it takes it out. */
    private static final long OPTIMISE_MS = 500;

    private final Pbx pbx;
    private final PhoneLeg agent;
    private final SimChannel customer;
    private final Dialling talk;
    private final Bridge first;
    private final Bridge second;
    private final LocalPair target;
    private Stage stage = Stage.CONSULTING;
    private @Nullable LocalLeg handedTo;

    private KeyTransfer(Pbx pbx, PhoneLeg agent, SimChannel customer, String context, String number) {
        this.pbx = pbx;
        this.agent = agent;
        this.customer = customer;
        this.talk = agent.dialling();
        this.first = Objects.requireNonNull(customer.bridge());
        this.second = Bridge.empty(pbx);
        this.target = LocalPair.dial(pbx, context, number, agent.channel());
    }

    /** The agent presses {@code *2} and a number, which leads somewhere in this context. */
    static void begin(Pbx pbx, PhoneLeg agent, SimChannel customer, String context, String number) {
        pbx.emit("Hold", agent.channel());
        KeyTransfer transfer = new KeyTransfer(pbx, agent, customer, context, number);
        transfer.start(context, number);
    }

    private void start(String context, String number) {
        agent.transfer(this);
        target.servedBy(this);
        second.enter(target.near());
        first.leaveAlone(agent.channel());
        second.enter(agent.channel());
        SimChannel far = target.far();
        far.callerId(agent.channel().callerNumber(), agent.channel().callerName());
        for (String variable : DeskOrders.TARGET) {
            far.variables().put(variable, agent.channel().variable(variable));
        }
        pbx.step(far, pbx.settings().stepMs(), () -> pbx.dialplan().arrive(far, context, number));
        agent.plan(NO_ANSWER_MS, () -> {
            if (target.near().state() != SimChannel.State.UP) {
                press("*1");
            }
        });
    }

    /** Keys of the agent's; false if they mean nothing now. */
    boolean press(String keys) {
        if (stage != Stage.CONSULTING && stage != Stage.BESIDE_CUSTOMER) {
            return false;
        }
        switch (keys) {
            case "*1" -> backToCustomer();
            case "*2" -> {
                moveTargetToCustomer();
                Objects.requireNonNull(agent.channel().bridge()).leaveAlone(agent.channel());
                handedOver(16);
            }
            case "*3" -> three();
            case "*4" -> changeSides();
            default -> {
                return false;
            }
        }
        return true;
    }

    private void backToCustomer() {
        if (stage == Stage.CONSULTING) {
            second.leaveAlone(agent.channel());
            first.enter(agent.channel());
            pbx.emit("Unhold", agent.channel());
        }
        over();
        second.leaveAlone(target.near());
        pbx.hangUp(target.near(), 16);
    }

    private void changeSides() {
        Bridge from = stage == Stage.CONSULTING ? second : first;
        Bridge to = stage == Stage.CONSULTING ? first : second;
        pbx.emit("Hold", agent.channel());
        from.leaveAlone(agent.channel());
        to.enter(agent.channel());
        pbx.emit("Unhold", agent.channel());
        stage = stage == Stage.CONSULTING ? Stage.BESIDE_CUSTOMER : Stage.CONSULTING;
    }

    private void three() {
        moveTargetToCustomer();
        if (stage == Stage.CONSULTING) {
            second.leaveAlone(agent.channel());
            first.enter(agent.channel());
        }
        stage = Stage.THREE;
        announce("Threeway");
    }

    private void moveTargetToCustomer() {
        second.leaveAlone(target.near());
        first.enter(target.near());
    }

    /** {@return whether the agent is not with him, and so stays with the target} */
    boolean customerGone() {
        if (stage != Stage.CONSULTING) {
            return false;
        }
        stage = Stage.WITHOUT_CUSTOMER;
        return true;
    }

    /** The agent's phone has hung up, and has said so: that hands over. */
    void agentGone(int cause) {
        if (stage == Stage.THREE) {
            first.leaveAlone(agent.channel());
            leaveToTarget(cause);
            return;
        }
        Objects.requireNonNull(agent.channel().bridge()).leaveAlone(agent.channel());
        moveTargetToCustomer();
        handedOver(cause);
    }

    private void handedOver(int cause) {
        announce("Bridge");
        leaveToTarget(cause);
    }

    private void leaveToTarget(int cause) {
        stage = Stage.HANDED_OVER;
        agent.callOff();
        agent.transfer(null);
        boolean ringing = target.near().state() != SimChannel.State.UP;
        LocalLeg leg = new LocalLeg(pbx, talk, target, false);
        handedTo = leg;
        talk.goOnWith(leg);
        if (ringing) {
            target.servedBy(this); // whose channel lives until the phone has been answered or given up
        } else {
            pbx.hangUp(agent.channel(), cause);
            optimiseSoon();
        }
    }

    private void announce(String destination) {
        AmiMessage body = AmiMessage.of("Result", "Success")
                .and(agent.channel().headers("OrigTransferer", Pbx.ECHOED))
                .and(agent.channel().headers("SecondTransferer", Pbx.ECHOED))
                .and(customer.headers("Transferee", Pbx.ECHOED))
                .with("DestType", destination);
        pbx.emit("AttendedTransfer", body);
    }

    // ---- what becomes of the target

    @Override
    public void ringing() {
        pbx.emit("DialState", target.asDialled("RINGING"));
    }

    @Override
    public void answered() {
        pbx.emit("DialEnd", target.asDialled("ANSWER"));
        if (stage == Stage.HANDED_OVER) {
            pbx.hangUp(agent.channel(), 16);
            target.servedBy(Objects.requireNonNull(handedTo));
            optimiseSoon();
        }
    }

    @Override
    public void ended(int cause) {
        SimChannel near = target.near();
        pbx.emit("HangupRequest", near, "Cause", Integer.toString(cause));
        if (stage == Stage.HANDED_OVER) {
            pbx.hangUp(agent.channel(), 16);
            stage = Stage.OVER;
            talk.ended(Objects.requireNonNull(handedTo), cause, false);
            return;
        }
        boolean consulting = stage == Stage.CONSULTING;
        Objects.requireNonNull(near.bridge()).leaveAlone(near);
        if (stage == Stage.WITHOUT_CUSTOMER) {
            second.leaveAlone(agent.channel());
            over();
            pbx.hangUp(near, cause);
            pbx.hangUp(agent.channel(), cause);
            return;
        }
        if (consulting) {
            second.leaveAlone(agent.channel());
            first.enter(agent.channel());
            pbx.emit("Unhold", agent.channel());
        }
        over();
        pbx.hangUp(near, cause);
    }

    private void over() {
        stage = Stage.OVER;
        agent.transfer(null);
    }

    /** As soon as somebody speaks at the other end, the pair is no longer needed. */
    private void optimiseSoon() {
        pbx.agenda().after(OPTIMISE_MS, this::optimise);
    }

    private void optimise() {
        Bridge theirs = target.far().bridge();
        Dialling consulted = target.far().dialling();
        if (customer.gone() || target.near().gone() || customer.bridge() != first) {
            return;
        }
        if (theirs == null || consulted == null) {
            optimiseSoon(); // nobody is there yet: a queue
            return;
        }
        stage = Stage.OVER;
        first.leaveAlone(customer);
        theirs.swap(target.far(), customer);
        first.leaveAlone(target.near());
        talk.takeOver(consulted);
        target.takenOut();
    }
}
