package org.usher.telephony.rig;

import java.util.List;

/** Two real Asterisks with the trunk of the shipped pjsip-usher.conf between them: boxes 1 and 2 of Usher's configuration. */
public final class TwoAsterisks implements AutoCloseable {
    private final RealAsterisk first;
    private final RealAsterisk second;

    private TwoAsterisks(RealAsterisk first, RealAsterisk second) {
        this.first = first;
        this.second = second;
    }

    /** Starts both; what else they are to have is in the builders. */
    public static TwoAsterisks start(RealAsterisk.Builder first, RealAsterisk.Builder second) {
        RigBox one = new RigBox(1, Ports.next());
        RigBox two = new RigBox(2, Ports.next());
        RealAsterisk started = first.boxes(List.of(one, two)).start();
        try {
            return new TwoAsterisks(started, second.boxes(List.of(two, one)).start());
        } catch (RuntimeException e) {
            started.close();
            throw e;
        }
    }

    public RealAsterisk first() {
        return first;
    }

    public RealAsterisk second() {
        return second;
    }

    @Override
    public void close() {
        first.close();
        second.close();
    }
}
