package org.usher.core.engine;

import org.usher.core.api.AgentState;
import org.usher.core.api.DeviceState;
import org.usher.core.api.Event;
import org.usher.core.engine.AgentRecord.Hold;

/** What the agents' phones say of themselves. */
final class Phones {
    private final State state;
    private final Step step;
    private final Roster roster;

    Phones(State state, Step step, Roster roster) {
        this.state = state;
        this.step = step;
        this.roster = roster;
    }

    /** The call that the phone is in, or is about to be reported in, asks for no after-call work. */
    void excused(DeviceRecord device) {
        state.hash.touch(device);
        device.excused = true;
    }

    /**
     * A phone changed. Use that begins while its agent is engaged in a call of ours is that call, and is not held against the agent when
     * the phone reports its end later than the PBX reported the call's. Of a number outside nothing is believed.
     */
    void changed(DeviceRecord device, DeviceState now) {
        if (device.state == now || device.external) {
            return;
        }
        boolean wasInUse = device.isInUse();
        boolean ownCall = device.isTalking() && !device.usedByUs && !device.excused;
        state.hash.touch(device);
        device.state = now;
        step.event(new Event.DeviceStateNoted(step.nowMs(), device.deviceId, now));
        AgentRecord agent = device.agent;
        if (!device.isInUse()) {
            device.usedByUs = false;
            device.excused = false;
        } else if (device.isTalking() && agent != null && roster.wasBusy(agent)) {
            device.usedByUs = false;
        } else if (!wasInUse) {
            device.usedByUs = agent != null && agent.isRungOrOnCall();
        }
        if (agent == null) {
            return;
        }
        if (agent.hold == Hold.UNREACHABLE && now != DeviceState.UNAVAILABLE) {
            state.hash.touch(agent);
            agent.hold = Hold.NONE;
        }
        if (agent.state == AgentState.OFFERED) {
            roster.phoneTakenUp(agent);
        } else if (agent.state == AgentState.BUSY_ELSEWHERE && ownCall && !device.isInUse()) {
            roster.ownCallEnded(agent);
        } else if (!agent.isEngaged()) {
            roster.rest(agent);
        } else {
            roster.watchPhones(agent, Roster.IDLE_PHONES_MS);
        }
    }
}
