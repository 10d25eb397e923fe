package org.usher.telephony.contract;

import org.junit.jupiter.api.extension.RegisterExtension;

/** The real Asterisk with the shipped configuration keeps the contract of callers who ask to be called back. */
final class RealPbxCallbackAskIT extends CallbackAskContract {
    @RegisterExtension
    static final SharedAsterisk ASTERISK = new SharedAsterisk();

    @Override
    PbxUnderTest startPbx() {
        return ASTERISK.pbx();
    }
}
