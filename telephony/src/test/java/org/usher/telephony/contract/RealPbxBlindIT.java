package org.usher.telephony.contract;

import org.junit.jupiter.api.extension.RegisterExtension;

/** What the link finds out about the real Asterisk when it comes back. */
final class RealPbxBlindIT extends BlindContract {
    @RegisterExtension
    static final SharedAsterisk ASTERISK = new SharedAsterisk();

    @Override
    PbxUnderTest startPbx() {
        return ASTERISK.pbx();
    }
}
