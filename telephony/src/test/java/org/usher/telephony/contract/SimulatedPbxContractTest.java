package org.usher.telephony.contract;

/** The simulated PBX keeps the contract. */
final class SimulatedPbxContractTest extends PbxContract {
    @Override
    PbxUnderTest startPbx() {
        return new SimulatedPbx();
    }
}
