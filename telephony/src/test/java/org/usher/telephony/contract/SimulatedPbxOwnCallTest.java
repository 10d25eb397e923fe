package org.usher.telephony.contract;

/** The simulated PBX keeps the contract of agents' own calls. */
final class SimulatedPbxOwnCallTest extends OwnCallContract {
    @Override
    PbxUnderTest startPbx() {
        return new SimulatedPbx();
    }
}
