package org.usher.telephony.sim;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The people who call: each follows a script. */
final class Callers implements Pbx.ChannelWatcher {

    private static final class Caller {
        private final CallerScript script;
        private Agenda.@Nullable Entry nextHangUp;
        private int comebacks;

        private Caller(CallerScript script) {
            this.script = script;
            this.comebacks = script.comebacks();
        }
    }

    private final Pbx pbx;
    private final Dialplan dialplan;
    private final Map<SimChannel, Caller> callers = new LinkedHashMap<>();

    Callers(Pbx pbx) {
        this.pbx = pbx;
        this.dialplan = new Dialplan(pbx, this::comesBack);
        pbx.watch(this);
    }

    Dialplan dialplan() {
        return dialplan;
    }

    SimChannel call(CallerScript script) {
        SimChannel channel = dialplan.operator().call(script);
        Caller caller = new Caller(script);
        callers.put(channel, caller);
        hangUpAfter(channel, caller, script.patienceMs());
        for (CallerScript.Press press : script.digits()) {
            pbx.agenda().after(press.afterMs(), () -> dialplan.press(channel, press.digit()));
        }
        return channel;
    }

    /** The caller hangs up now; nothing happens if the call is over. */
    void hangUp(SimChannel channel) {
        if (!channel.gone()) {
            pbx.endings().callerHangsUp(channel);
        }
    }

    @Override
    public void bridged(SimChannel channel) {
        Caller caller = callers.get(channel);
        if (caller != null) {
            hangUpAfter(channel, caller, caller.script.talkMs());
        }
    }

    @Override
    public void unbridged(SimChannel channel) {
        Caller caller = callers.get(channel);
        if (caller != null) {
            hangUpAfter(channel, caller, caller.script.patienceMs());
        }
    }

    @Override
    public void gone(SimChannel channel) {
        Caller caller = callers.remove(channel);
        if (caller != null && caller.nextHangUp != null) {
            caller.nextHangUp.callOff();
        }
    }

    private void hangUpAfter(SimChannel channel, Caller caller, long delayMs) {
        if (caller.nextHangUp != null) {
            caller.nextHangUp.callOff();
        }
        caller.nextHangUp = pbx.agenda().after(delayMs, () -> hangUp(channel));
    }

    private boolean comesBack(SimChannel channel, String status) {
        Caller caller = callers.get(channel);
        if (caller == null || caller.comebacks == 0) {
            return false;
        }
        caller.comebacks--;
        return true;
    }
}
