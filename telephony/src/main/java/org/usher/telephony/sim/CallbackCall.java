package org.usher.telephony.sim;

import java.util.List;
import org.usher.telephony.ami.AmiMessage;

/**
 * Context usher-callback: a Local channel that stands for a customer who is to be called. Its near half is offered as a caller is; when that
 * hears an agent, the far half calls the customer; or that one first, if told so.
 */
final class CallbackCall implements LocalPair.Near, Pbx.ChannelWatcher {
    static final String CHANNEL = "Local/far@usher-callback/n";
    /** How often the far half looks whether there is an agent. */
    private static final long LOOK_MS = 100;
    /** How long the agent hears that nobody is there. */
    private static final long TONE_MS = 1_500;

    private static final String FIRST = "USHER_FIRST";
    private static final String CALLBACK = "USHER_CALLBACK";
    /** On the near half. */
    private static final String REACHED = "SHARED(USHER_REACHED)";

    private final Pbx pbx;
    private final SimChannel near;
    private final SimChannel far;
    private final boolean first;
    private boolean calls;

    private CallbackCall(Pbx pbx, LocalPair pair) {
        this.pbx = pbx;
        this.near = pair.near();
        this.far = pair.far();
        this.first = near.variable(FIRST).equals("customer");
    }

    /** Whether this channel stands for a customer who has not been reached. */
    static boolean isUnreached(SimChannel channel) {
        return !channel.variable(CALLBACK).isEmpty()
                && channel.variable(REACHED).isEmpty();
    }

    /** Whether this channel stands, or stood, for one. */
    static boolean isNear(SimChannel channel) {
        return !channel.variable(CALLBACK).isEmpty() && channel.name().endsWith(";1");
    }

    /** What Originate with Async does when it has been answered: the far half answers at once and the near half runs. */
    static void begin(Pbx pbx, AmiMessage action) {
        LocalPair pair = LocalPair.originate(pbx, "usher-callback", "far", action.get("ChannelId"));
        SimChannel near = pair.near();
        near.callerId(action.get("CallerID").replaceAll(".*<|>.*", ""), SimChannel.UNKNOWN);
        for (String assignment : action.get("Variable").split("(?<!\\\\),", -1)) {
            String[] parts = assignment.split("=", 2);
            near.variables().put(parts[0], parts.length < 2 ? "" : parts[1].replace("\\,", ","));
        }
        pair.far().variables().put(CALLBACK, near.variable(CALLBACK));
        CallbackCall call = new CallbackCall(pbx, pair);
        pair.servedBy(call);
        pbx.watch(call);
        pbx.step(pair.far(), pbx.settings().stepMs(), () -> pbx.newState(pair.far(), SimChannel.State.UP));
    }

    @Override
    public void ringing() {}

    @Override
    public void answered() {
        if (first) {
            calls = true;
            near.at("usher-callback", "near", 1);
            pbx.step(far, pbx.settings().stepMs(), this::callCustomer);
        } else {
            ringAgents();
        }
    }

    private void ringAgents() {
        String exten = "o" + near.variable(CALLBACK);
        near.at("usher-connect", exten, 1);
        pbx.step(near, pbx.settings().stepMs(), () -> pbx.dialplan().arrive(near, "usher-connect", exten));
    }

    @Override
    public void ended(int cause) {
        near.hangupCause(cause);
        pbx.endings().callerHangsUp(near);
    }

    @Override
    public void bridged(SimChannel channel) {
        if (channel == near && !calls) {
            calls = true;
            pbx.step(far, LOOK_MS, this::callCustomer);
        }
    }

    private void callCustomer() {
        far.at("usher-callback", "far", 1);
        pbx.userEvent("UsherCalling", far, "Offer", near.variable(CALLBACK), "First", near.variable(FIRST));
        long ringMs = Long.parseLong(near.variable("USHER_TO_RING")) * 1_000;
        new Dialling(pbx, far, new Reached(), this::over)
                .start(List.of(new Dialling.Target.InDialplan(near.variable("USHER_TO"), "usher-outside")), ringMs);
    }

    private void over(SimChannel channel, Dialling.Result result) {
        channel.become(SimChannel.Stage.DIALPLAN);
        if (!isUnreached(near)) {
            pbx.endings().byDialplan(channel, 16);
            return;
        }
        pbx.userEvent(
                "UsherNotReached",
                channel,
                "Offer",
                near.variable(CALLBACK),
                "DialStatus",
                result.dialStatus(),
                "HangupCause",
                Integer.toString(result.hangupCause()),
                "Retry",
                near.variable("USHER_RETRY"),
                "First",
                near.variable(FIRST));
        pbx.step(
                channel,
                first ? pbx.settings().stepMs() : TONE_MS,
                () -> pbx.endings().byDialplan(channel, 16));
    }

    @Override
    public void unbridged(SimChannel channel) {}

    @Override
    public void gone(SimChannel channel) {
        if (channel == near) {
            pbx.unwatch(this);
        }
    }

    /** Context usher-reached, on the customer's channel. */
    private final class Reached implements Subroutine {
        @Override
        public void run(Dialling dialling, DialledLeg leg) {
            near.variables().put(REACHED, "1");
            note(near.variable(CALLBACK));
            leg.channel().at("usher-reached", "s", 1);
            pbx.userEvent(
                    "UsherReached", leg.channel(), "Offer", near.variable(CALLBACK), "First", near.variable(FIRST));
            dialling.connectSoon(leg);
            if (first) {
                pbx.step(near, LOOK_MS, CallbackCall.this::ringAgents);
            }
        }

        /** As {@link TalkNotes} does. */
        private void note(String offer) {
            SimChannel watcher = pbx.channel(Watchdog.CHANNEL);
            if (watcher != null) {
                String last = offer.substring(Math.max(0, offer.length() - 2));
                watcher.variables().put("SHARED(USHER_REACHED_" + last + ")", offer);
            }
        }

        @Override
        public void hungUp(Dialling dialling, DialledLeg leg, int cause) {
            dialling.giveUp(leg, "ANSWER");
        }
    }
}
