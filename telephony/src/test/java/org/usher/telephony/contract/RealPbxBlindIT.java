package org.usher.telephony.contract;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.usher.telephony.rig.RealAsterisk;

/** What the link finds out about the real Asterisk when it comes back. */
final class RealPbxBlindIT extends BlindContract {
    private static RealAsterisk asterisk;

    @BeforeAll
    static void start() {
        asterisk = RealPbx.start();
    }

    @AfterAll
    static void stop() {
        asterisk.close();
    }

    @Override
    PbxUnderTest startPbx() {
        return new RealPbx(asterisk);
    }
}
