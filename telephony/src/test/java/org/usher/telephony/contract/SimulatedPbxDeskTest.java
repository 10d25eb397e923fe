package org.usher.telephony.contract;

/** The simulated PBX keeps the contract of desks. */
final class SimulatedPbxDeskTest extends DeskContract {
    @Override
    PbxUnderTest startPbx() {
        return new SimulatedPbx();
    }
}
