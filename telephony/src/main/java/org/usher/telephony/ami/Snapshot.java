package org.usher.telephony.ami;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What Asterisk listed, and which channels and devices it spoke of while it did. */
final class Snapshot {
    /** Where a caller's channel stands, by its context, application and bridge. */
    enum Place {
        WAITING,
        DIALLING,
        TALKING,
        /** Between two steps of Usher's dialplan; a message will follow. */
        ON_THE_WAY,
        FALLEN_BACK,
        /** In the operator's own dialplan. */
        AWAY
    }

    /** Callers' channels by unique id. */
    final Map<String, AmiMessage> callers = new LinkedHashMap<>();
    /** Phones that somebody called, those of offers among them, by unique id. */
    final Map<String, AmiMessage> legs = new LinkedHashMap<>();

    /** Every channel by unique id. */
    final Map<String, AmiMessage> channels = new LinkedHashMap<>();
    /** The dialplan's watchdog runs. */
    boolean watched;

    final List<AmiMessage> devices = new ArrayList<>();
    private final Set<String> touched = new HashSet<>();

    void channel(AmiMessage row) {
        String uniqueId = row.get("Uniqueid");
        channels.put(uniqueId, row);
        watched |= row.get("Context").equals("usher-watch");
        if (!JoinFacts.variable(row, "USHER_ENQUEUED").isEmpty()) {
            callers.put(uniqueId, row);
        } else if (offer(row) != 0 || row.get("Application").equals("AppDial")) {
            legs.put(uniqueId, row);
        }
    }

    /** Asterisk lists channels in no order; the line is to be rebuilt in its own. */
    List<AmiMessage> callersInOrder() {
        List<AmiMessage> rows = new ArrayList<>(callers.values());
        rows.sort(Comparator.comparingLong(row -> CallMapper.number(JoinFacts.variable(row, "USHER_ENQUEUED"))));
        return rows;
    }

    void device(AmiMessage row) {
        devices.add(row);
    }

    /** A live message came while the snapshot was taken. */
    void observe(AmiMessage message) {
        touch(message.get("Uniqueid"));
        touch(message.get("DestUniqueid"));
        touch(message.get("Device"));
    }

    private void touch(String id) {
        if (!id.isEmpty()) {
            touched.add(id);
        }
    }

    boolean touched(String uniqueIdOrDevice) {
        return touched.contains(uniqueIdOrDevice);
    }

    /** Its channel is not listed, and no message spoke of it: it has hung up. */
    boolean gone(String uniqueId) {
        return !channels.containsKey(uniqueId) && !touched(uniqueId);
    }

    static long offer(AmiMessage row) {
        return CallMapper.number(JoinFacts.variable(row, "USHER_OFFER"));
    }

    /**
     * Whether this phone is called for the offer by which {@code caller} stands in Dial. As a rule no step of the dialplan has run on a
     * phone that rings, so it bears no mark; that it came out of the same call is Asterisk's own knowledge.
     */
    static boolean rings(AmiMessage leg, AmiMessage caller) {
        return offer(leg) == 0
                ? bridge(leg).isEmpty() && leg.get("Linkedid").equals(caller.get("Linkedid"))
                : offer(leg) == offer(caller);
    }

    static String bridge(AmiMessage row) {
        return row.get("BridgeID");
    }

    static Place place(AmiMessage row) {
        String context = row.get("Context");
        String application = row.get("Application");
        return switch (context) {
            case "usher-wait" -> application.equals("WaitExten") ? Place.WAITING : Place.ON_THE_WAY;
            case "usher-connect" -> {
                if (!application.equals("Dial")) {
                    yield Place.ON_THE_WAY;
                }
                yield bridge(row).isEmpty() ? Place.DIALLING : Place.TALKING;
            }
            case "usher-in", "usher-say", "usher-out" -> Place.ON_THE_WAY;
            case "usher-fallback" -> Place.FALLEN_BACK;
            default -> Place.AWAY;
        };
    }
}
