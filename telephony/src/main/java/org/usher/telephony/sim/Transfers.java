package org.usher.telephony.sim;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.usher.telephony.ami.AmiMessage;

/**
 * What agents do with a second line of their phones: calls of their own, and transfers by REFER, blind and with Replaces; and the
 * transfers that they begin by keys. The order of events is that of recordings from a real Asterisk.
 */
final class Transfers {
    /** Where the numbers stand that an agent dials by keys. */
    static final String CONTEXT = "TRANSFER_CONTEXT";

    private final Pbx pbx;
    private final Dialplan dialplan;

    Transfers(Pbx pbx, Dialplan dialplan) {
        this.pbx = pbx;
        this.dialplan = dialplan;
    }

    /** The agent dials this number on another line. */
    SimChannel ownCall(Phone phone, String number) {
        SimChannel channel = pbx.newChannel(phone.endpoint(), null, SimChannel.State.RING);
        channel.callerId(phone.endpoint(), phone.endpoint());
        channel.at("from-agents", number, 1);
        channel.variables().put(Dialplan.DIALLED, number);
        pbx.emit("Newchannel", channel);
        pbx.reportDevice(phone);
        pbx.step(channel, pbx.settings().stepMs(), () -> dialplan.operator().fromAgents(channel, number));
        return channel;
    }

    /** The customer whom this phone talks with, or null. */
    @Nullable
    SimChannel customerOf(Phone phone) {
        for (SimChannel channel : pbx.channels().values()) {
            Dialling dialling = channel.dialling();
            if (dialling != null && dialling.talkingOn(phone) != null) {
                return channel;
            }
        }
        return null;
    }

    /** Blind: the customer goes on at this number; a number that is nobody's is refused, and both talk on. */
    boolean blind(Phone phone, String number) {
        return blind(phone, "from-agents", number);
    }

    /** The same in another context than that of agents' calls, which knows each number. */
    boolean blind(Phone phone, String context, String number) {
        SimChannel customer = customerOf(phone);
        Dialling dialling = customer == null ? null : customer.dialling();
        PhoneLeg leg = dialling == null ? null : dialling.talkingOn(phone);
        Bridge bridge = customer == null ? null : customer.bridge();
        if (customer == null || dialling == null || leg == null || bridge == null) {
            return false;
        }
        if (context.equals("from-agents") && !dialplan.operator().knows(number)) {
            return true;
        }
        leg.unhold();
        SimChannel agent = leg.channel();
        pbx.emit(
                "BlindTransfer",
                AmiMessage.of("Result", "Success")
                        .and(agent.headers("Transferer", Pbx.ECHOED))
                        .and(customer.headers("Transferee", Pbx.ECHOED))
                        .with("BridgeUniqueid", bridge.id(), "Context", context, "Extension", number));
        customer.variables().put("BLINDTRANSFER", agent.name());
        customer.at(context, number, 1);
        takeOut(customer, agent, bridge, dialling);
        customer.become(SimChannel.Stage.DIALPLAN);
        pbx.step(customer, pbx.settings().stepMs(), () -> dialplan.arrive(customer, context, number));
        return true;
    }

    /**
     * The person at this phone presses keys: those of a transfer, or what somebody outside is asked for.
     *
     * @return false if they mean nothing there
     */
    boolean press(Phone phone, String keys) {
        SimChannel customer = customerOf(phone);
        Dialling dialling = customer == null ? null : customer.dialling();
        PhoneLeg leg = dialling == null ? null : dialling.talkingOn(phone);
        if (customer == null || leg == null) {
            return false;
        }
        KeyTransfer running = leg.transfer();
        LocalPair local = customer.local();
        if (running != null) {
            return running.press(keys);
        } else if (local != null && !CallbackCall.isNear(customer)) {
            local.pressed(keys);
            return true;
        }
        return begin(leg, customer, keys);
    }

    private boolean begin(PhoneLeg leg, SimChannel customer, String keys) {
        String number = keys.length() < 2 ? "" : keys.substring(2);
        boolean blind = keys.startsWith("#1");
        if (!blind && !keys.startsWith("*2")) {
            return false;
        }
        String context = leg.channel().variable(CONTEXT);
        boolean known = (context.isEmpty() || context.equals("from-agents"))
                && dialplan.operator().knows(number);
        if (!blind && known) {
            KeyTransfer.begin(pbx, leg, customer, "from-agents", number);
            return true;
        }
        pbx.emit("Hold", leg.channel());
        if (!known) {
            leg.unhold();
            return true;
        }
        return blind(leg.phone(), number);
    }

    private void takeOut(SimChannel customer, SimChannel agent, Bridge bridge, Dialling dialling) {
        customer.newJourney();
        bridge.leave(customer, false);
        dialling.talkOver();
        pbx.hangUp(agent, 16);
    }

    /** Attended: the customer takes the place of the agent's own call. */
    boolean attended(Phone phone, SimChannel consult) {
        SimChannel customer = customerOf(phone);
        Dialling dialling = customer == null ? null : customer.dialling();
        PhoneLeg leg = dialling == null ? null : dialling.talkingOn(phone);
        Bridge bridge = customer == null ? null : customer.bridge();
        if (customer == null || dialling == null || leg == null || bridge == null) {
            return false;
        }
        if (customer == consult || consult.gone()) {
            return false;
        }
        leg.unhold();
        SimChannel agent = leg.channel();
        if (consult.bridge() != null) {
            pbx.emit("Unhold", consult);
            intoTalk(customer, agent, consult, dialling);
        } else {
            intoDialplan(customer, agent, consult, dialling);
        }
        return true;
    }

    private void intoTalk(SimChannel customer, SimChannel agent, SimChannel consult, Dialling dialling) {
        Bridge bridge = Objects.requireNonNull(customer.bridge());
        Bridge second = Objects.requireNonNull(consult.bridge());
        Dialling consulted = Objects.requireNonNull(consult.dialling());
        bridge.leaveAlone(customer);
        dialling.takeOver(consulted);
        second.swap(consult, customer);
        announce(customer, agent, consult, "Bridge");
        bridge.leaveAlone(agent);
        consult.newJourney();
        pbx.hangUp(consult, 16);
        pbx.hangUp(agent, 16);
    }

    private void intoDialplan(SimChannel customer, SimChannel agent, SimChannel consult, Dialling dialling) {
        announce(customer, agent, consult, "App");
        takeOut(customer, agent, Objects.requireNonNull(customer.bridge()), dialling);
        Map<String, String> variables = Map.copyOf(consult.variables());
        customer.variables().putAll(variables);
        customer.at(consult.context(), consult.exten(), 1);
        customer.running(consult.application(), consult.applicationData());
        customer.waitingSince(consult.waitingSinceMs());
        Dialling ringing = consult.dialling();
        if (ringing != null) {
            customer.become(SimChannel.Stage.DIALLING);
            ringing.passTo(customer);
        } else {
            customer.become(SimChannel.Stage.WAITING);
        }
        consult.newJourney();
        pbx.hangUp(consult, 16);
    }

    private void announce(SimChannel customer, SimChannel agent, SimChannel consult, String destination) {
        AmiMessage body = AmiMessage.of("Result", "Success")
                .and(agent.headers("OrigTransferer", Pbx.ECHOED))
                .and(consult.headers("SecondTransferer", Pbx.ECHOED))
                .and(customer.headers("Transferee", Pbx.ECHOED))
                .with("DestType", destination);
        pbx.emit("AttendedTransfer", destination.equals("App") ? body.with("DestApp", consult.application()) : body);
    }
}
