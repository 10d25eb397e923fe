package org.usher.telephony.sim;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.usher.telephony.ami.AmiMessage;

/**
 * What agents do with a second line of their phones: calls of their own, and transfers by REFER, blind and with Replaces. The order of
 * events is that of recordings from a real Asterisk. Transfers by feature code, which go through Local channels, are not modelled.
 */
final class Transfers {
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
        pbx.emit("Newchannel", channel);
        pbx.reportDevice(phone);
        pbx.step(channel, pbx.settings().stepMs(), () -> dialplan.operators(channel, number));
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
        SimChannel customer = customerOf(phone);
        Dialling dialling = customer == null ? null : customer.dialling();
        SimChannel agent = dialling == null ? null : dialling.talkingOn(phone);
        Bridge bridge = customer == null ? null : customer.bridge();
        if (customer == null || dialling == null || agent == null || bridge == null) {
            return false;
        }
        if (!dialplan.knows(number)) {
            return true;
        }
        dialling.unhold();
        pbx.emit(
                "BlindTransfer",
                AmiMessage.of("Result", "Success")
                        .and(agent.headers("Transferer", Pbx.ECHOED))
                        .and(customer.headers("Transferee", Pbx.ECHOED))
                        .with("BridgeUniqueid", bridge.id(), "Context", "from-agents", "Extension", number));
        customer.variables().put("BLINDTRANSFER", agent.name());
        customer.at("from-agents", number, 1);
        takeOut(customer, agent, bridge, dialling);
        customer.become(SimChannel.Stage.DIALPLAN);
        pbx.step(customer, pbx.settings().stepMs(), () -> dialplan.operators(customer, number));
        return true;
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
        SimChannel agent = dialling == null ? null : dialling.talkingOn(phone);
        Bridge bridge = customer == null ? null : customer.bridge();
        if (customer == null || dialling == null || agent == null || bridge == null || consult.gone()) {
            return false;
        }
        dialling.unhold();
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
