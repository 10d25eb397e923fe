package org.usher.telephony.contract;

/** What the link finds out about the simulated PBX when it comes back. */
final class SimulatedPbxBlindTest extends BlindContract {
    @Override
    PbxUnderTest startPbx() {
        return new SimulatedPbx();
    }

    @Override
    long patienceMs() {
        return 10_000;
    }
}
