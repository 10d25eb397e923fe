package org.usher.telephony.sim;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.usher.telephony.ami.AmiMessage;
import org.usher.telephony.sim.ActionDesk.Answer;

/** What AMI does to a call for the agent who has it in his hand, on his phone's channel. */
final class DeskOrders {
    /** Whom an agent gives the customer to, or consults. */
    static final List<String> TARGET = List.of("USHER_TO", "USHER_TO_RING");

    /** How often the application that holds a customer looks whether it is to go on. */
    private static final long HOLD_LOOK_MS = 100;

    private final Pbx pbx;
    private final Transfers transfers;
    /** The first of two keys, by the channel's name. */
    private final Map<String, String> begun = new HashMap<>();

    DeskOrders(Pbx pbx, Transfers transfers) {
        this.pbx = pbx;
        this.transfers = transfers;
    }

    /** The phone's leg on this channel, or null. */
    private @Nullable PhoneLeg leg(@Nullable SimChannel channel) {
        for (SimChannel caller : pbx.channels().values()) {
            Dialling dialling = caller.dialling();
            PhoneLeg leg = dialling == null || channel == null ? null : dialling.legOn(channel);
            if (leg != null) {
                return leg;
            }
        }
        return null;
    }

    void blindTransfer(AmiMessage action, Answer answer) {
        PhoneLeg leg = leg(pbx.channel(action.get("Channel")));
        if (pbx.channel(action.get("Channel")) == null) {
            answer.error("Channel specified does not exist");
        } else if (leg == null || leg.channel().bridge() == null || leg.transfer() != null) {
            answer.error("Transfer invalid");
        } else {
            answer.success("Transfer succeeded");
            pbx.agenda().after(0, () -> {
                if (!leg.channel().gone()) {
                    transfers.blind(leg.phone(), action.get("Context"), action.get("Exten"));
                }
            });
        }
    }

    void consult(AmiMessage action, Answer answer) {
        SimChannel channel = pbx.channel(action.get("Channel"));
        if (channel == null) {
            answer.error("Channel specified does not exist");
            return;
        }
        answer.success("Atxfer successfully queued");
        channel.variables().put(Transfers.CONTEXT, action.get("Context")); // and there it stays
        PhoneLeg leg = leg(channel);
        if (leg != null) {
            pbx.agenda().after(0, () -> {
                SimChannel customer = transfers.customerOf(leg.phone());
                if (customer != null && leg.transfer() == null && !leg.channel().gone()) {
                    KeyTransfer.begin(pbx, leg, customer, action.get("Context"), action.get("Exten"));
                }
            });
        }
    }

    void cancelConsult(AmiMessage action, Answer answer) {
        SimChannel channel = pbx.channel(action.get("Channel"));
        if (channel == null) {
            answer.error("Channel specified does not exist");
            return;
        }
        answer.success("CancelAtxfer successfully queued");
        pbx.agenda().after(0, () -> press(channel, "*1"));
    }

    /** A key that the agent's channel is to receive. */
    void key(SimChannel channel, String key) {
        if (key.equals("C")) {
            PhoneLeg leg = leg(channel);
            if (leg != null
                    && leg.channel().bridge() != null
                    && channel.variable("USHER_HOLD").equals("1")) {
                leg.hold(true);
            }
        } else if (key.equals("*")) {
            begun.put(channel.name(), key);
        } else if (begun.remove(channel.name()) != null) {
            press(channel, "*" + key);
        }
    }

    private void press(SimChannel channel, String keys) {
        PhoneLeg leg = leg(channel);
        KeyTransfer running = leg == null ? null : leg.transfer();
        if (running != null) {
            running.press(keys);
        }
    }

    /** Whether the phone of this channel holds the customer. */
    boolean held(SimChannel channel) {
        PhoneLeg leg = leg(channel);
        return leg != null && leg.held();
    }

    /** The application that holds a customer looks at its variable. */
    void variableSet(SimChannel channel, String variable) {
        if (variable.equals("USHER_HOLD") && channel.variable(variable).isEmpty()) {
            pbx.agenda().after(HOLD_LOOK_MS, () -> {
                PhoneLeg leg = leg(channel);
                if (leg != null && !channel.gone()) {
                    leg.hold(false);
                }
            });
        }
    }

    /** A word to the phone within its call, of which it alone knows whether it means something. */
    void notify(AmiMessage action, Answer answer) {
        SimChannel channel = pbx.channel(action.get("Channel"));
        if (channel == null) {
            answer.error("Channel not found");
            return;
        }
        answer.success("NOTIFY sent");
        PhoneLeg leg = leg(channel);
        if (leg != null && List.of(action.get("Variable").split(",")).contains("Event=talk")) {
            pbx.agenda().after(pbx.settings().stepMs(), leg::toldToAnswer);
        }
    }

    /** {@return whether it was a phone that rings} */
    boolean hungUp(SimChannel channel, int cause) {
        PhoneLeg leg = leg(channel);
        if (leg == null || !leg.open()) {
            return false;
        }
        leg.refusedByPbx(cause);
        return true;
    }
}
