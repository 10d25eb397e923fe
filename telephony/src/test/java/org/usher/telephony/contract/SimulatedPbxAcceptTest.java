package org.usher.telephony.contract;

/** The simulated PBX keeps the contract of acceptance. */
final class SimulatedPbxAcceptTest extends AcceptContract {
    @Override
    PbxUnderTest startPbx() {
        return new SimulatedPbx();
    }
}
