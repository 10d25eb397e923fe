package org.usher.server.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.usher.core.api.Effect;
import org.usher.core.api.EngineView;
import org.usher.server.engine.EffectCarrier;
import org.usher.server.engine.VirtualRoom;
import org.usher.telephony.ami.CallLedger;
import org.usher.telephony.ami.LinkStatus;
import org.usher.telephony.ami.Names;
import org.usher.telephony.ami.Reign;
import org.usher.telephony.ami.VirtualLink;

/** One process of Usher: its room, and a link to each PBX. */
final class Node {
    private final VirtualRoom room;
    private final Mandate mandate;
    private final List<VirtualLink> links = new ArrayList<>();
    private boolean losing;

    private Node(VirtualRoom room, Mandate mandate) {
        this.room = room;
        this.mandate = mandate;
    }

    /** Around a room that has just been opened. */
    static Node around(VirtualRoom room, Mandate mandate, Usher.Outside outside, RandomGenerator random) {
        Node node = new Node(room, mandate);
        CallLedger ledger = new CallLedger();
        EngineView view = room.view();
        ledger.restore(view, room.lostIds());
        Names names = Names.of(outside.configuration().get());
        for (int pbxId = 1; pbxId <= outside.boxes().count(); pbxId++) {
            VirtualLink.Place place = new VirtualLink.Place(
                    pbxId,
                    new ModelPbx(outside.boxes().box(pbxId)),
                    Boxes.USER,
                    Boxes.SECRET,
                    room::nowMs,
                    random,
                    new Reign(room.epoch(), mandate.holder(), _ -> mandate.supersede()),
                    room::live);
            VirtualLink link = new VirtualLink(place, ledger, () -> names, room::offer);
            room.attach(pbxId, effect -> node.carry(link::perform, effect));
            node.links.add(link);
        }
        room.attach(RestOfWorld.PLACE, effect -> {
            if (!mandate.isOver()) { // no PBX is there to say whose orders count
                node.carry(outside.rest(), effect);
            }
        });
        RestOfWorld.keys().forEach(key -> room.carriedBy(key, RestOfWorld.PLACE));
        return node;
    }

    private void carry(EffectCarrier carrier, Effect effect) {
        if (!losing) {
            carrier.perform(effect);
        }
    }

    VirtualRoom room() {
        return room;
    }

    Mandate mandate() {
        return mandate;
    }

    /** Whether every link acts. */
    boolean linked() {
        return links.stream().allMatch(link -> link.status().state() == LinkStatus.State.UP);
    }

    /** From now on what it wants done goes nowhere. */
    void lose() {
        losing = true;
    }

    /** When it does something next, if nothing is told it before. */
    long nextAtMs(long nowMs) {
        long aheadMs = room.nowMs() - nowMs;
        long next = Long.MAX_VALUE;
        for (VirtualLink link : links) {
            next = Math.min(next, link.nextAtMs() - aheadMs);
        }
        long roomNext = room.nextAtMs();
        if (roomNext < Long.MAX_VALUE) {
            next = Math.min(next, Math.max(nowMs, roomNext == Long.MIN_VALUE ? nowMs : roomNext - aheadMs));
        }
        return next;
    }

    void stepLinks() {
        links.forEach(VirtualLink::step);
    }

    /** The process is gone. */
    void kill() {
        links.forEach(VirtualLink::kill);
        room.kill();
    }
}
