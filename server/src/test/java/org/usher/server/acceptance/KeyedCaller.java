package org.usher.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.usher.server.acceptance.Office.patiently;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.usher.telephony.rig.AmiClient;
import org.usher.telephony.rig.AmiPacket;
import org.usher.telephony.rig.SippPhone;

/**
 * A caller to whom a callback is offered in the line. How far he has come is read off Asterisk's events, each step of his dialplan in its
 * order: none is over before it was seen, however slow the machine.
 */
final class KeyedCaller implements AutoCloseable {
    private static final String QUESTION = "usher-callback-ask";

    private final SippPhone phone;
    private final AmiClient asterisk;
    private final String channel;
    /** Events before this one have been looked at. */
    private int next;

    private KeyedCaller(Office office, SippPhone.Caller caller, String queue, String number) {
        this.asterisk = office.asterisk.rigAmi();
        this.phone = caller.from(number, "Eva").dial(queue);
        this.channel = await("joins", p -> p.event().equals("UsherJoin") && p.is("CallerIDNum", number))
                .get("Channel");
    }

    static KeyedCaller dials(Office office, String queue, String number) {
        return new KeyedCaller(office, office.caller(), queue, number);
    }

    static KeyedCaller dials(Office office, String queue, String number, String language) {
        return new KeyedCaller(office, office.caller().header("X-Language", language), queue, number);
    }

    /** The first event after those looked at that fits. */
    private AmiPacket await(String what, Predicate<AmiPacket> fits) {
        return patiently().alias(what).until(() -> find(fits), found -> found != null);
    }

    private @Nullable AmiPacket find(Predicate<AmiPacket> fits) {
        List<AmiPacket> all = asterisk.sinceMark();
        for (int i = next; i < all.size(); i++) {
            if (all.get(i).get("Action").isEmpty() && fits.test(all.get(i))) {
                next = i + 1;
                return all.get(i);
            }
        }
        return null;
    }

    private Predicate<AmiPacket> own(String event, Predicate<AmiPacket> fits) {
        return p -> p.event().equals(event) && p.is("Channel", channel) && fits.test(p);
    }

    private AmiPacket awaitStep(String application, String data) {
        return await(
                application + " " + data,
                own(
                        "Newexten",
                        p -> p.get("Application").equalsIgnoreCase(application)
                                && p.get("AppData").contains(data)));
    }

    /** He begins to hear the offer. */
    KeyedCaller isOffered() {
        awaitStep("BackGround", "usher/callback-offer");
        patiently().until(() -> phone.audio().flowsBothWays());
        return this;
    }

    /** He begins to hear that he may go on in a chat. */
    KeyedCaller isOfferedAChat() {
        awaitStep("BackGround", "usher/chat-offer");
        patiently().until(() -> phone.audio().flowsBothWays());
        return this;
    }

    /** He begins to hear a code, twice. */
    String hearsACode() {
        String sounds = awaitStep("BackGround", "usher/chat-code").get("AppData");
        String digits = sounds.replaceAll("digits/(\\d)|.", "$1");
        String code = digits.substring(0, digits.length() / 2);
        assertThat(digits).as(sounds).isEqualTo(code + code).hasSize(18);
        return code;
    }

    /** He waits in the line's music. */
    KeyedCaller waits() {
        await("waits", own("UsherWait", p -> true));
        return this;
    }

    /** He joins the line, again. */
    KeyedCaller joinsAgain() {
        await("joins again", own("UsherJoin", p -> true));
        return this;
    }

    KeyedCaller press(String keys) {
        phone.press(keys);
        return this;
    }

    /** He begins to hear his number, which begins with these sounds, and may confirm it. */
    KeyedCaller isAskedWhetherItIs(String sounds) {
        awaitStep("Read", "usher/callback-number&" + sounds);
        return this;
    }

    /** He begins to hear when he can be called, these sounds among others, and may choose by a key. */
    KeyedCaller isAskedWhen(String sounds) {
        assertThat(awaitStep("Read", "usher/callback-press-now").get("AppData")).contains(sounds);
        return this;
    }

    /** He begins to hear that he will be called then. */
    KeyedCaller isPromisedACall(String sounds) {
        assertThat(awaitStep("Playback", "usher/callback-promised").get("AppData"))
                .contains(sounds);
        return this;
    }

    /** He may enter a number. */
    KeyedCaller isAskedForAnother() {
        awaitStep("ReadExten", "usher/callback-enter");
        return this;
    }

    /** The dialplan has put his number before Usher; gives which of his questions it is. */
    String hasConfirmed() {
        return await("has confirmed", own("UsherCallbackAsk", p -> true)).get("Ask");
    }

    KeyedCaller isTold(String word) {
        AmiPacket told = await("is told", own("Newexten", p -> p.is("Context", "usher-callback-told")));
        assertThat(told.get("Extension")).isEqualTo(word);
        return this;
    }

    /** An answer that is written from elsewhere, and that the dialplan has had time to look at twice. */
    void isNotMovedBy(String answer) {
        asterisk.action("Setvar", "Channel", channel, "Variable", "USHER_ANSWER", "Value", answer);
        await("the answer " + answer, own("VarSet", p -> p.is("Variable", "USHER_ANSWER") && p.is("Value", answer)));
        for (int look = 0; look < 2; look++) {
            AmiPacket step = await(
                    "waits for an answer or has one",
                    own("Newexten", p -> p.is("Application", "Wait") || p.is("Context", "usher-callback-told")));
            assertThat(step.get("Context")).isEqualTo(QUESTION);
        }
    }

    String global(String variable) {
        return asterisk.action("Getvar", "Variable", variable).get("Value");
    }

    /** Asterisk has hung him up. */
    void isHungUp() {
        assertThat(phone.endedWell()).as("hung up by Asterisk").isTrue();
    }

    @Override
    public void close() {
        phone.close();
        asterisk.close();
    }
}
