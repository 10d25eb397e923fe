package org.usher.telephony.contract;

import org.junit.jupiter.api.extension.RegisterExtension;

/** The real Asterisk with the shipped configuration keeps the contract of agents' own calls. */
final class RealPbxOwnCallIT extends OwnCallContract {
    @RegisterExtension
    static final SharedAsterisk ASTERISK = new SharedAsterisk();

    @Override
    PbxUnderTest startPbx() {
        return ASTERISK.pbx();
    }
}
