package org.usher.telephony.contract;

/** The simulated PBX keeps the contract of transfers. */
final class SimulatedPbxTransferTest extends TransferContract {
    @Override
    PbxUnderTest startPbx() {
        return new SimulatedPbx();
    }
}
