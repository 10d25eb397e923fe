package org.usher.telephony.sim;

import java.util.ArrayList;
import java.util.List;
import org.usher.telephony.ami.AmiMessage;

/** Channels that hear each other: two as a rule. */
final class Bridge {
    private final Pbx pbx;
    private final String id;
    private final List<SimChannel> inside = new ArrayList<>();

    private Bridge(Pbx pbx) {
        this.pbx = pbx;
        this.id = pbx.newBridgeId();
    }

    /** One in which nobody is yet. */
    static Bridge empty(Pbx pbx) {
        Bridge bridge = new Bridge(pbx);
        pbx.emit("BridgeCreate", bridge.headers());
        return bridge;
    }

    /** Joins the two: the agent's leg enters first, as Dial has it. */
    static Bridge join(Pbx pbx, SimChannel leg, SimChannel caller) {
        Bridge bridge = empty(pbx);
        bridge.enter(leg);
        bridge.enter(caller);
        return bridge;
    }

    String id() {
        return id;
    }

    List<SimChannel> inside() {
        return List.copyOf(inside);
    }

    /** Whoever leaves takes the other out too, for a call of two ends when one goes. */
    void leave(SimChannel first, boolean announceFirstsHangup) {
        out(first);
        if (announceFirstsHangup) {
            pbx.emit("SoftHangupRequest", first, "Cause", "16");
        }
        for (SimChannel other : List.copyOf(inside)) {
            out(other);
        }
        pbx.emit("BridgeDestroy", headers());
    }

    /** One leaves, and another takes his place. */
    void swap(SimChannel goes, SimChannel comes) {
        out(goes);
        enter(comes, "SwapUniqueid", goes.uniqueId());
    }

    /** One leaves, and the others stay. */
    void leaveAlone(SimChannel channel) {
        out(channel);
        if (inside.isEmpty()) {
            pbx.emit("BridgeDestroy", headers());
        }
    }

    void enter(SimChannel channel, String... more) {
        inside.add(channel);
        channel.bridge(this);
        pbx.emit("BridgeEnter", headers().and(channel.headers("", Pbx.ECHOED)).with(more));
        for (Pbx.ChannelWatcher watcher : pbx.watchers()) {
            watcher.bridged(channel);
        }
    }

    private void out(SimChannel channel) {
        inside.remove(channel);
        channel.bridge(null);
        event("BridgeLeave", channel);
        for (Pbx.ChannelWatcher watcher : pbx.watchers()) {
            watcher.unbridged(channel);
        }
    }

    private void event(String name, SimChannel channel) {
        pbx.emit(name, headers().and(channel.headers("", Pbx.ECHOED)));
    }

    private AmiMessage headers() {
        return AmiMessage.of(
                "BridgeUniqueid", id,
                "BridgeType", "basic",
                "BridgeTechnology", "simple_bridge",
                "BridgeCreator", "<unknown>",
                "BridgeName", "<unknown>",
                "BridgeNumChannels", Integer.toString(inside.size()),
                "BridgeVideoSourceMode", "none");
    }
}
