package org.usher.telephony.contract;

/** The real Asterisk with the shipped configuration keeps the contract, and so makes the simulated one believable. */
final class RealPbxContractIT extends PbxContract {
    @Override
    PbxUnderTest startPbx() {
        return new RealPbx();
    }
}
