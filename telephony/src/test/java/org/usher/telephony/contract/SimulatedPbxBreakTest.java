package org.usher.telephony.contract;

/** The simulated PBX keeps the contract of breaks. */
final class SimulatedPbxBreakTest extends BreakContract {
    @Override
    PbxUnderTest startPbx() {
        return new SimulatedPbx();
    }
}
