package org.usher.telephony.ami;

import java.util.List;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** To which other boxes this Asterisk finds no way: what it says of the trunks there (usher-box in pjsip-usher.conf). */
final class Trunks {
    private static final Logger LOG = LoggerFactory.getLogger(Trunks.class);
    private final int pbxId;
    private volatile List<Integer> broken = List.of();

    Trunks(int pbxId) {
        this.pbxId = pbxId;
    }

    void note(int otherPbxId, boolean reachable) {
        TreeSet<Integer> now = new TreeSet<>(broken);
        if (reachable ? now.remove(otherPbxId) : now.add(otherPbxId)) {
            broken = List.copyOf(now);
            if (reachable) {
                LOG.info("PBX {}: the way to box {} is open", pbxId, otherPbxId);
            } else {
                LOG.warn(
                        "PBX {}: no way to box {}: Asterisk cannot reach its endpoint usher-box-{}; callers here are not brought to"
                                + " agents there",
                        pbxId,
                        otherPbxId,
                        otherPbxId);
            }
        }
    }

    /** The numbers of the other boxes, in order. Safe from any thread. */
    List<Integer> broken() {
        return broken;
    }
}
