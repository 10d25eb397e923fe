package org.usher.telephony.sim;

import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;

/**
 * A small operator's dialplan around Usher's: it sets the caller's variables, calls {@code usher-in}, and on return hangs up or, if the
 * caller's script says so, comes back. Agents call from it each other, queues and whoever is outside.
 */
final class Operator {
    /** Numbers by which agents reach queues. */
    private static final Map<String, String> QUEUES = Map.of("4000", "billing", "4001", "orders");

    /** Numbers by which agents reach each other, beside the phones' names. */
    private static final Map<String, String> AGENTS = Map.of("6001", "alice", "6002", "bob", "6003", "carol");

    /** Whoever is reached through the trunk. */
    static final String OUTSIDE = "outside";

    private static final String EMERGENCY = "112";

    private static final long RING_MS = 20_000;

    private final Pbx pbx;
    private final Dialplan dialplan;
    private final BiPredicate<SimChannel, String> comesBack;

    Operator(Pbx pbx, Dialplan dialplan, BiPredicate<SimChannel, String> comesBack) {
        this.pbx = pbx;
        this.dialplan = dialplan;
        this.comesBack = comesBack;
    }

    /** A call comes in over the trunk. */
    SimChannel call(CallerScript script) {
        SimChannel channel = pbx.newChannel(Dialplan.TRUNK, null, SimChannel.State.RING);
        channel.callerId(script.number(), script.name().isEmpty() ? "<unknown>" : script.name());
        channel.at("from-trunk", script.dialled(), 1);
        script.variables().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(e -> channel.variables().put(e.getKey(), e.getValue()));
        channel.variables().put(Dialplan.DIALLED, script.dialled());
        pbx.emit("Newchannel", channel);
        pbx.step(channel, pbx.settings().stepMs(), () -> dialplan.enter(channel));
        return channel;
    }

    /** Usher has given the caller back. */
    void back(SimChannel channel, String status) {
        channel.at("from-trunk", channel.variable(Dialplan.DIALLED), 2);
        if (comesBack.test(channel, status)) {
            if (status.equals("ANSWERED")) {
                channel.variables().remove("USHER_DATA"); // a new call to Usher brings its own
            }
            pbx.step(channel, pbx.settings().stepMs(), () -> dialplan.enter(channel));
        } else {
            pbx.endings().byDialplan(channel, 16);
        }
    }

    /** Context from-agents, for agents' own calls and for calls that agents give away. */
    void fromAgents(SimChannel channel, String number) {
        channel.at("from-agents", number, 1);
        String queue = QUEUES.get(number);
        if (queue != null) {
            channel.variables().put("USHER_QUEUE", queue);
            dialplan.enter(channel);
            return;
        }
        if (number.equals(EMERGENCY)) {
            pbx.userEvent("UsherExcused", channel);
        }
        boolean outside = number.startsWith("0") || number.equals(EMERGENCY);
        dial(channel, outside ? OUTSIDE : AGENTS.getOrDefault(number, number));
    }

    /** Context usher-outside: how numbers go out. */
    void outside(SimChannel channel) {
        dial(channel, OUTSIDE);
    }

    private void dial(SimChannel channel, String endpoint) {
        Phone phone = pbx.phones().get(endpoint);
        if (phone == null) {
            pbx.endings().byDialplan(channel, 16);
            return;
        }
        new Dialling(pbx, channel, Subroutine.NONE, (caller, result) -> {
                    caller.become(SimChannel.Stage.DIALPLAN);
                    pbx.endings().byDialplan(caller, caller.hangupCause());
                })
                .start(List.of(new Dialling.Target.AtPhone(phone)), RING_MS);
    }

    /** Whether there is anything for this number. */
    boolean knows(String number) {
        return QUEUES.containsKey(number)
                || AGENTS.containsKey(number)
                || number.startsWith("0")
                || number.equals(EMERGENCY)
                || pbx.phones().containsKey(number);
    }
}
