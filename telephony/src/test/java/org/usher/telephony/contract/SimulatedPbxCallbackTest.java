package org.usher.telephony.contract;

/** The simulated PBX keeps the contract of callbacks. */
final class SimulatedPbxCallbackTest extends CallbackContract {
    @Override
    PbxUnderTest startPbx() {
        return new SimulatedPbx();
    }
}
