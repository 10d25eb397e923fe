package org.usher.server.sim;

import java.util.List;
import java.util.stream.IntStream;
import org.usher.server.lease.Candidacy;
import org.usher.telephony.sim.Fault;
import org.usher.telephony.sim.PbxModel;
import org.usher.telephony.sim.PbxSettings;

/** The PBXs, numbered from 1, each with a trunk to each other. Of a call over a trunk only the caller's half is simulated. */
final class Boxes {
    static final String USER = "usher";
    static final String SECRET = "virtual secret";

    private final List<PbxModel> boxes;

    /** @param manyLogins whether Usher may be logged in more than once */
    Boxes(int count, long startAtMs, boolean manyLogins) {
        PbxSettings settings = PbxSettings.standard()
                .withUser(USER, SECRET)
                .withRtpTimeoutMs(5_000)
                .withManyLogins(manyLogins);
        this.boxes = IntStream.range(0, count)
                .mapToObj(_ -> new PbxModel(settings, startAtMs))
                .toList();
    }

    int count() {
        return boxes.size();
    }

    List<PbxModel> all() {
        return boxes;
    }

    PbxModel box(int pbxId) {
        return boxes.get(pbxId - 1);
    }

    /** What another box dials to ring this phone. */
    static String across(String endpoint, int pbxId) {
        return endpoint + "@usher-box-" + pbxId;
    }

    /** What one who stands by sees of it. */
    Candidacy.Sight sight(int pbxId) {
        PbxModel box = box(pbxId);
        if (!box.up()) {
            return new Candidacy.Sight.Unreachable();
        }
        String epoch = box.global("USHER_EPOCH");
        return new Candidacy.Sight.Seen(
                epoch.isEmpty() ? 0 : Integer.parseInt(epoch), box.global("USHER_HOLDER"), box.global("USHER_BEAT"));
    }

    /** Whoever takes over has the sessions of the one before ended. */
    void dismissAll() {
        boxes.stream().filter(PbxModel::up).forEach(box -> box.inject(new Fault.DropConnections()));
    }

    long nextEventAtMs() {
        return boxes.stream().mapToLong(PbxModel::nextEventAtMs).min().orElse(Long.MAX_VALUE);
    }

    void advanceTo(long ms) {
        boxes.forEach(box -> box.advanceTo(ms));
    }

    int channels() {
        return boxes.stream().mapToInt(PbxModel::channels).sum();
    }

    void calm() {
        boxes.forEach(PbxModel::calm);
    }

    void inject(int pbxId, Fault fault, List<String> endpoints) {
        box(pbxId).inject(fault);
        switch (fault) {
            case Fault.PhoneDies(String endpoint) -> diesAcross(endpoint, pbxId);
            case Fault.RestartPbx _ -> endpoints.forEach(endpoint -> diesAcross(endpoint, pbxId));
            default -> {}
        }
    }

    private void diesAcross(String endpoint, int pbxId) {
        for (int other = 1; other <= count(); other++) {
            if (other != pbxId) {
                box(other).inject(new Fault.PhoneDies(across(endpoint, pbxId)));
            }
        }
    }
}
