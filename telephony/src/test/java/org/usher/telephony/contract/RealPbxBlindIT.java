package org.usher.telephony.contract;

/** What the link finds out about the real Asterisk when it comes back. */
final class RealPbxBlindIT extends BlindContract {
    @Override
    PbxUnderTest startPbx() {
        return new RealPbx();
    }
}
