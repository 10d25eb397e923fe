package org.usher.telephony.contract;

/** The real Asterisk with the shipped configuration keeps the contract of transfers. */
final class RealPbxTransferIT extends TransferContract {
    @Override
    PbxUnderTest startPbx() {
        return new RealPbx();
    }
}
