package org.usher.telephony.contract;

import org.junit.jupiter.api.extension.RegisterExtension;
import org.usher.telephony.rig.RealAsterisk;

/**
 * The real Asterisk with the shipped configuration keeps the contract of desks: with the right that it takes to tell phones to pick up, and
 * with endpoints that were written before there was a key for hold.
 */
final class RealPbxDeskIT extends DeskContract {
    @RegisterExtension
    static final SharedAsterisk ASTERISK = new SharedAsterisk(() -> RealPbx.start(
            RealAsterisk.builder().thatTellsPhonesToAnswer(), text -> text.replace("#usher-hold\n", "\n")));

    @Override
    PbxUnderTest startPbx() {
        return ASTERISK.pbx();
    }
}
