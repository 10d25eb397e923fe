package org.usher.telephony.rig;

import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** What the tests of transfers share: an agent in a talk, other phones, and somebody outside. */
abstract class TransferCase extends DialplanCase {
    /** The second line of alice's phone. */
    static final double OWN_HZ = 1_450;

    static final double OUTSIDE_HZ = 1_900;

    /** Offers the caller to this phone, waits until both talk, and returns the caller's channel. */
    String connected(SippPhone caller, SippPhone phone, long offerId) {
        String channel = router.awaitCaller();
        router.offer(channel, offerId, 10_000, List.of("PJSIP/" + phone.name()));
        awaitBothHear(caller, phone);
        return channel;
    }

    /** A phone outside that answers every call of the trunk. */
    SippPhone outside() {
        SippPhone phone = SippPhone.outside(asterisk, OUTSIDE_HZ).switchOn();
        router.global("OUTSIDE_PORT", String.valueOf(phone.port()));
        return phone;
    }

    void awaitRinging(String endpoint) {
        ami.awaitEvent("Newstate", p -> p.get("Channel").startsWith(endpoint) && p.is("ChannelStateDesc", "Ringing"));
    }

    /** Every channel of this endpoint that has come since the mark has hung up. */
    void awaitGone(String endpoint) {
        ami.await("the end of " + endpoint, p -> {
            Set<String> living = channels("Newchannel", endpoint);
            living.removeAll(channels("Hangup", endpoint));
            return living.isEmpty();
        });
    }

    private Set<String> channels(String event, String endpoint) {
        return ami.sinceMark().stream()
                .filter(p -> p.event().equals(event) && p.get("Channel").startsWith(endpoint))
                .map(p -> p.get("Channel"))
                .collect(Collectors.toSet());
    }

    /** Waits until somebody waits for this queue; returns his UsherJoin. */
    AmiPacket awaitJoin(String queue) {
        AmiPacket join = ami.awaitEvent("UsherJoin", p -> p.is("Queue", queue));
        router.awaitWaiting(join.get("Channel"));
        return join;
    }

    /** Waits until this caller is back in the waiting room after his talk. */
    void awaitWaitingAgain(String channel) {
        awaitWaits(channel, 2);
    }

    /** Waits until this caller has come to the waiting room so often. */
    void awaitWaits(String channel, int times) {
        ami.await(
                "UsherWait number " + times,
                p -> p.event().equals("UsherWait")
                        && ami.sinceMark().stream()
                                        .filter(q -> q.event().equals("UsherWait") && q.is("Channel", channel))
                                        .count()
                                == times);
    }

    /** The Local channels between the two have been taken out. */
    void awaitOptimised() {
        awaitGone("Local/");
    }

    /** Three channels share the bridge in which this one is. */
    void awaitThree(String channel) {
        ami.awaitEvent("BridgeEnter", p -> p.is("BridgeNumChannels", "3"));
    }

    /** The one hears the other no more. */
    static void awaitSilence(SippPhone one, SippPhone other) {
        await().atMost(15, TimeUnit.SECONDS)
                .pollInterval(20, TimeUnit.MILLISECONDS)
                .until(() -> !one.audio().hears(other.audio()));
    }

    /** Waits until another than this one has come; returns his channel. */
    String awaitJoinAfter(String known) {
        String channel =
                ami.awaitEvent("UsherJoin", p -> !p.is("Channel", known)).get("Channel");
        router.awaitWaiting(channel);
        return channel;
    }
}
