package org.usher.telephony.contract;

/** The simulated PBX keeps the contract of keys. */
final class SimulatedPbxKeyTest extends KeyContract {
    @Override
    PbxUnderTest startPbx() {
        return new SimulatedPbx();
    }
}
