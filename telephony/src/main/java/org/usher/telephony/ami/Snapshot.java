package org.usher.telephony.ami;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What Asterisk listed, and which channels and devices it spoke of while it did. */
final class Snapshot {
    /** Where a caller's channel stands, by its context, application and bridge. */
    enum Place {
        WAITING,
        HEARING_PROMPT,
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
    /**
     * The channel of the dialplan's watchdog, the half of its Local channel that runs it; empty if it does not run. The other half has the
     * same context (core_unreal.c) and no notes.
     */
    String watcher = "";
    /** Contacts that had asked to be called back and were served by the fallback, as it is noted. */
    List<Long> fellBack = List.of();

    final List<AmiMessage> devices = new ArrayList<>();
    private final Map<Long, TalkNote> notes = new HashMap<>();
    private final Set<Long> offersOfLegs = new HashSet<>();
    private final Set<Long> reached = new HashSet<>();
    private final Set<String> touched = new HashSet<>();

    void channel(AmiMessage row) {
        String uniqueId = row.get("Uniqueid");
        channels.put(uniqueId, row);
        if (row.get("Context").equals("usher-watch") && row.get("Channel").endsWith(";2")) {
            watcher = row.get("Channel");
        }
        if (CallbackLine.isFarHalf(uniqueId)) {
            return; // has its variables of the near half
        }
        if (!JoinFacts.variable(row, "USHER_ENQUEUED").isEmpty()) {
            callers.put(uniqueId, row);
        } else if (offer(row) != 0 || row.get("Application").equals("AppDial")) {
            legs.put(uniqueId, row);
            offersOfLegs.add(offer(row));
        }
    }

    /** Asterisk lists channels in no order; the line is to be rebuilt in its own. */
    List<AmiMessage> callersInOrder() {
        List<AmiMessage> rows = new ArrayList<>(callers.values());
        rows.sort(Comparator.comparingLong(row -> CallMapper.number(JoinFacts.variable(row, "USHER_ENQUEUED"))));
        return rows;
    }

    /** By how much Asterisk's clock is ahead of ours, in ms; not known if it did not say. */
    OptionalLong clockAheadMs = OptionalLong.empty();

    /** What the dialplan has noted of the talk of this offer, by our clock; null if nothing. */
    @Nullable
    TalkNote note(long offerId) {
        TalkNote note = notes.get(offerId);
        return note == null || clockAheadMs.isEmpty() ? null : note.earlierBy(clockAheadMs.getAsLong());
    }

    /** What a row of the phone that talks for this offer says of it. */
    @Nullable
    TalkNote note(long offerId, AmiMessage leg) {
        long beganAtMs = CallMapper.number(JoinFacts.variable(leg, TalkNote.BEGAN));
        return beganAtMs == 0 || clockAheadMs.isEmpty()
                ? null
                : TalkNote.goingOn(offerId, beganAtMs).earlierBy(clockAheadMs.getAsLong());
    }

    /** The dialplan has noted that the customer of this callback picked up. */
    void reached(long offerId) {
        reached.add(offerId);
    }

    boolean wasReached(long offerId) {
        return reached.contains(offerId);
    }

    void note(TalkNote note) {
        notes.put(note.offerId(), note);
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

    boolean touchedDevice(String endpoint) {
        return touched.contains("PJSIP/" + endpoint);
    }

    /** Its channel is not listed, and no message spoke of it: it has hung up. */
    boolean gone(String uniqueId) {
        return !channels.containsKey(uniqueId) && !touched(uniqueId);
    }

    boolean waits(String uniqueId) {
        AmiMessage row = callers.get(uniqueId);
        return row != null && waits(row);
    }

    /** Whether a phone that was called for this offer is there. */
    boolean hasLegOf(long offerId) {
        return offersOfLegs.contains(offerId);
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

    /** Whether he stands in line, perhaps in a prompt. */
    static boolean waits(AmiMessage row) {
        Place place = place(row);
        return place == Place.WAITING || place == Place.HEARING_PROMPT;
    }

    static Place place(AmiMessage row) {
        String context = row.get("Context");
        String application = row.get("Application");
        return switch (context) {
            // a prompt, or the queue's notice; the steps about them are none in which he may be redirected
            case "usher-wait", "usher-say" ->
                switch (application) {
                    case "WaitExten" -> Place.WAITING;
                    case "BackGround" -> Place.HEARING_PROMPT;
                    default -> Place.ON_THE_WAY;
                };
            case "usher-connect" -> {
                if (!application.equals("Dial")) {
                    yield Place.ON_THE_WAY;
                }
                yield bridge(row).isEmpty() ? Place.DIALLING : Place.TALKING;
            }
            case "usher-in", "usher-out", "usher-callback-ask", "usher-callback-told" -> Place.ON_THE_WAY;
            case "usher-fallback" -> Place.FALLEN_BACK;
            default -> Place.AWAY;
        };
    }
}
