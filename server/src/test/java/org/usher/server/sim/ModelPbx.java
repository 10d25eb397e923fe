package org.usher.server.sim;

import org.usher.telephony.ami.AmiMessage;
import org.usher.telephony.ami.VirtualLink;
import org.usher.telephony.sim.AmiSession;
import org.usher.telephony.sim.PbxModel;

/** The model of the PBX as the link meets it: the link's package knows nothing of the model's. */
record ModelPbx(PbxModel model) implements VirtualLink.Pbx {
    @Override
    public boolean up() {
        return model.up();
    }

    @Override
    public VirtualLink.Session connect(VirtualLink.Peer peer) {
        AmiSession session = model.connect(new AmiSession.Peer() {
            @Override
            public void deliver(AmiMessage message) {
                peer.deliver(message);
            }

            @Override
            public void closed() {
                peer.closed();
            }
        });
        return new VirtualLink.Session() {
            @Override
            public void receive(AmiMessage action) {
                session.receive(action);
            }

            @Override
            public void disconnected() {
                session.disconnected();
            }
        };
    }
}
