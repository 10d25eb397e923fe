package org.usher.telephony.contract;

import static org.awaitility.Awaitility.await;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** A PBX with a link to it for each test. */
@Timeout(120)
abstract class PbxStory {
    static final String ARRIVED =
            "ContactArrived queue=1 priority=0 requirements=[] caller=5551 dialled=billing language= customer= data= contact=0";
    private static final long PATIENCE_MS = 15_000;

    PbxUnderTest pbx;
    Stage stage;

    abstract PbxUnderTest startPbx();

    /** Where the link connects to, if not to the PBX itself. */
    int portOf(PbxUnderTest started) {
        return started.amiPort();
    }

    long patienceMs() {
        return PATIENCE_MS;
    }

    @BeforeEach
    final void raiseTheCurtain() {
        pbx = startPbx();
        stage = new Stage(pbx, portOf(pbx), patienceMs());
        // the link tells of every phone when it is up; callers are let in when the watchdog has seen the heartbeat
        stage.await("DeviceStateChanged");
        await().atMost(10, TimeUnit.SECONDS)
                .pollInterval(20, TimeUnit.MILLISECONDS)
                .until(() -> pbx.global("USHER_DEAD").equals("0")
                        && !pbx.global("USHER_Q_closed").isEmpty());
    }

    @AfterEach
    final void lowerTheCurtain() {
        stage.close();
        pbx.close();
    }
}
