package org.usher.telephony.contract;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.usher.telephony.rig.RealAsterisk;

/** The real Asterisk with the shipped configuration keeps the contract, and so makes the simulated one believable. */
final class RealPbxContractIT extends PbxContract {
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
