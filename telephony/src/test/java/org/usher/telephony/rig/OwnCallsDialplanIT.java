package org.usher.telephony.rig;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Calls of agents that are not Usher's, beside those that are, on the real Asterisk with the shipped dialplan and filter. */
@SuppressWarnings("try") // some phones act by themselves and are only switched on and off
final class OwnCallsDialplanIT extends TransferCase {
    private static final List<String> ALICE = List.of("PJSIP/alice");

    private List<String> states(String endpoint) {
        return ami.sinceMark().stream()
                .filter(p -> p.event().equals("DeviceStateChange") && p.is("Device", "PJSIP/" + endpoint))
                .map(p -> p.get("State"))
                .distinct()
                .toList();
    }

    @Test
    void shouldShowBothPhonesInUse() {
        try (SippPhone alice = alice().register();
                SippPhone bob = bob().register();
                SippPhone call = SippPhone.ownCall(asterisk, "alice", OWN_HZ, "bob")) {
            awaitBothHear(call, bob);
            assertThat(states("alice")).containsExactly("NOT_INUSE", "INUSE");
            assertThat(states("bob")).containsExactly("NOT_INUSE", "RINGING", "INUSE");
            call.hangUp();
            awaitGone("PJSIP/");
        }
        finish("own-call");
    }

    @Test
    void shouldLetAnEmergencyCallAloneThatIsMadeDuringAnOffer() {
        try (SippPhone alice = alice().onlyOnOrder().register();
                SippPhone outside = outside();
                SippPhone caller = caller().dial("billing")) {
            String channel = router.awaitCaller();
            router.offer(channel, 401, 10_000, ALICE);
            awaitRinging("PJSIP/alice");
            try (SippPhone emergency = SippPhone.ownCall(asterisk, "alice", OWN_HZ, "112")) {
                awaitBothHear(emergency, outside);
                router.withdraw(channel);
                awaitWaitingAgain(channel);
                hangUp(caller, channel);
                emergency.audio().forget();
                awaitBothHear(emergency, outside);
                emergency.hangUp();
                awaitGone("PJSIP/alice");
            }
        }
        finish("emergency-call-during-offer");
    }

    @Test
    void shouldLetAnEmergencyCallAloneThatIsMadeDuringATalk() {
        try (SippPhone alice = alice().register();
                SippPhone outside = outside();
                SippPhone caller = caller().dial("billing")) {
            String channel = connected(caller, alice, 403);
            alice.hold();
            try (SippPhone emergency = SippPhone.ownCall(asterisk, "alice", OWN_HZ, "112")) {
                awaitBothHear(emergency, outside);
                hangUp(caller, channel);
                ami.awaitEvent("BridgeLeave", p -> p.get("Channel").startsWith("PJSIP/alice"));
                emergency.audio().forget();
                awaitBothHear(emergency, outside);
                emergency.hangUp();
                awaitGone("PJSIP/alice");
            }
        }
        finish("emergency-call-during-talk");
    }

    @Test
    void shouldRingOnWhenThePhoneUnregisters() {
        try (SippPhone alice = alice().onlyOnOrder().register();
                SippPhone caller = caller().dial("billing")) {
            String channel = router.awaitCaller();
            router.offer(channel, 402, 3_000, ALICE);
            awaitRinging("PJSIP/alice");
            alice.unregister();
            awaitWaitingAgain(channel);
            assertThat(ami.awaitEvent("UsherDialResult", p -> true).get("DialStatus"))
                    .isEqualTo("NOANSWER");
            hangUp(caller, channel);
        }
        finish("unregistered-while-ringing");
        assertThat(states("alice")).containsExactly("NOT_INUSE", "RINGING", "UNAVAILABLE");
    }

    /** What makes an agent busy elsewhere is the phone's state alone: it must not show a private call in Usher's own. */
    @Test
    void shouldRestTheMomentTheLegOfAnOfferEnds() {
        try (SippPhone alice = alice().register();
                SippPhone caller = caller().dial("billing")) {
            String channel = connected(caller, alice, 403);
            hangUp(caller, channel);
            ami.awaitEvent(
                    "DeviceStateChange",
                    p -> p.is("Device", "PJSIP/alice")
                            && p.is("State", "NOT_INUSE")
                            && ami.sinceMark().stream()
                                    .anyMatch(q -> q.event().equals("Hangup")
                                            && q.get("Channel").startsWith("PJSIP/alice")));
        }
        awaitRest();
    }
}
