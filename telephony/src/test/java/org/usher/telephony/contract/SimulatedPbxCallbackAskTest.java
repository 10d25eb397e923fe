package org.usher.telephony.contract;

/** The simulated PBX keeps the contract of callers who ask to be called back. */
final class SimulatedPbxCallbackAskTest extends CallbackAskContract {
    @Override
    PbxUnderTest startPbx() {
        return new SimulatedPbx();
    }
}
