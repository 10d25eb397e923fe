package org.usher.telephony.contract;

import org.junit.jupiter.api.extension.RegisterExtension;

/** The real Asterisk with the shipped configuration keeps the contract, and so makes the simulated one believable. */
final class RealPbxContractIT extends PbxContract {
    @RegisterExtension
    static final SharedAsterisk ASTERISK = new SharedAsterisk();

    @Override
    PbxUnderTest startPbx() {
        return ASTERISK.pbx();
    }
}
