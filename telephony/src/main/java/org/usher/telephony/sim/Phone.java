package org.usher.telephony.sim;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** An endpoint of the PBX with its contacts (zero or more registered phones) and the channels it has at the moment. */
final class Phone {
    private final String endpoint;
    private final List<Supplier<PhoneBehaviour>> contacts = new ArrayList<>();
    private final Set<SimChannel> channels = new LinkedHashSet<>();
    private String reportedState = "";

    Phone(String endpoint) {
        this.endpoint = endpoint;
    }

    /** Name of the endpoint, without technology. */
    String endpoint() {
        return endpoint;
    }

    String device() {
        return "PJSIP/" + endpoint;
    }

    /** Whether it is one of another box, {@code alice@usher-box-2}: rung through the trunk there, and no device of this PBX. */
    boolean isAcross() {
        return endpoint.indexOf('@') >= 0;
    }

    /** The endpoint after which its channels are named: of a phone of another box, the trunk there. */
    String channelsEndpoint() {
        return endpoint.substring(endpoint.indexOf('@') + 1);
    }

    /** What each registered contact does when rung next. */
    List<Supplier<PhoneBehaviour>> contacts() {
        return contacts;
    }

    Set<SimChannel> channels() {
        return channels;
    }

    /** The state last told to the world. */
    String reportedState() {
        return reportedState;
    }

    void reported(String state) {
        reportedState = state;
    }

    /** The device's state in Asterisk's words, from its contacts and channels. */
    String state(boolean busyAtOne) {
        boolean ringing = channels.stream().anyMatch(c -> c.state() == SimChannel.State.RINGING);
        boolean up =
                channels.stream().anyMatch(c -> c.state() == SimChannel.State.UP || c.state() == SimChannel.State.RING);
        if (busyAtOne && (ringing || up)) {
            return "BUSY";
        }
        if (ringing) {
            return up ? "RINGINUSE" : "RINGING";
        }
        if (up) {
            return "INUSE"; // also while the agent holds the caller: Asterisk then shows the caller's endpoint as
            // ONHOLD
        }
        return contacts.isEmpty() ? "UNAVAILABLE" : "NOT_INUSE";
    }
}
