package org.usher.telephony.contract;

/** The simulated PBX keeps the contract of recording. */
final class SimulatedPbxRecordingTest extends RecordingContract {
    @Override
    PbxUnderTest startPbx() {
        return new SimulatedPbx();
    }
}
