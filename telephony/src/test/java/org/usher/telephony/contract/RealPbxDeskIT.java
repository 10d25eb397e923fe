package org.usher.telephony.contract;

import org.junit.jupiter.api.extension.RegisterExtension;
import org.usher.telephony.rig.RealAsterisk;

/** The real Asterisk with the shipped configuration, and the right that it takes to tell phones to pick up, keeps the contract of desks. */
final class RealPbxDeskIT extends DeskContract {
    @RegisterExtension
    static final SharedAsterisk ASTERISK =
            new SharedAsterisk(() -> RealPbx.start(RealAsterisk.builder().thatTellsPhonesToAnswer()));

    @Override
    PbxUnderTest startPbx() {
        return ASTERISK.pbx();
    }
}
