package org.usher.telephony.ami;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.usher.core.api.ActionOutcome;
import org.usher.core.api.Command;
import org.usher.core.api.Effect;
import org.usher.core.api.GoneCause;
import org.usher.core.api.ReleaseStatus;
import org.usher.core.api.Requirement;
import org.usher.telephony.ami.LinkStatus.State;

/** What callers do becomes commands, and what is to be done is asked of Asterisk. */
final class AmiLinkTest extends LinkStory {
    @Test
    void shouldOfferTheCallAndReportThatItRings() {
        up();
        callerWaits();
        link.perform(new Effect.MarkCall(KEY, 5, Centre.BILLING, 1000));
        assertThat(asterisk.expectVariable("USHER_CONTACT").get("Value")).isEqualTo("5");
        link.perform(offer(77));
        AmiMessage args = asterisk.expectVariable("USHER_ARGS");
        assertThat(args.get("Value")).isEqualTo("77,7,15000,PJSIP/agent01&PJSIP/agent02,Rechnung%2C%20S%C3%BCd,42,,,");
        AmiMessage redirect = asterisk.expect("Redirect");
        assertThat(redirect.get("Channel")).isEqualTo("PJSIP/trunk-00000001");
        assertThat(redirect.get("Context")).isEqualTo("usher-connect");
        assertThat(redirect.get("Exten")).isEqualTo("o77");
        asterisk.say(dialBegin(77));
        assertThat(expect(Command.ActionFinished.class))
                .isEqualTo(new Command.ActionFinished(77, ActionOutcome.DONE, ""));
    }

    @Test
    void shouldHoldAnOfferWhileTheCallerPressesADigit() {
        up();
        callerWaits();
        asterisk.say("Event: UserEvent\nUserEvent: UsherDigit\nDigit: 5\n" + CALLER);
        expect(Command.ContactUnreachable.class);
        asterisk.drain();
        link.perform(offer(77));
        // the mark comes after the offer in the link's order, so once it is seen the offer was looked at
        link.perform(new Effect.MarkCall(KEY, 5, Centre.BILLING, 1000));
        assertThat(asterisk.expectVariable("USHER_CONTACT").get("Value")).isEqualTo("5");
        assertThat(asterisk.drain()).noneMatch(action -> action.get("Action").equalsIgnoreCase("Redirect"));
        asterisk.say(WAIT);
        assertThat(asterisk.expect("Redirect").get("Exten")).isEqualTo("o77");
    }

    @Test
    void shouldSendARedirectAgainThatWasSwallowedAndThenGiveUp() {
        up();
        callerWaits();
        asterisk.answer("Getvar", action -> "Response: Success\r\nVariable: USHER_ARGS\r\nValue: 77,7,15000\r\n");
        link.perform(offer(77));
        asterisk.expect("Redirect");
        assertThat(asterisk.expect("Getvar").get("Variable")).isEqualTo("USHER_ARGS");
        asterisk.expect("Redirect");
        Command.ActionFinished end = expect(Command.ActionFinished.class);
        assertThat(end.outcome()).isEqualTo(ActionOutcome.FAILED);
        assertThat(asterisk.expectVariable("USHER_ARGS").get("Value")).isEmpty();
        assertThat(expect(Command.ContactReachable.class).callKey()).isEqualTo(KEY);
        assertThat(link.metrics().redirectsResent()).isEqualTo(1);
    }

    @Test
    void shouldNotSendAnOfferAgainThatIsCarriedOutAndOnlyLate() {
        up();
        callerWaits();
        asterisk.answer("Getvar", action -> "Response: Success\r\nVariable: USHER_ARGS\r\nValue: \r\n");
        link.perform(offer(77));
        asterisk.expect("Redirect");
        asterisk.expect("Getvar");
        asterisk.expect("Getvar");
        asterisk.say(dialBegin(77));
        assertThat(expect(Command.ActionFinished.class).outcome()).isEqualTo(ActionOutcome.DONE);
        assertThat(asterisk.drain()).noneMatch(action -> action.get("Action").equalsIgnoreCase("Redirect"));
        assertThat(link.metrics().redirectsResent()).isZero();
    }

    @Test
    void shouldFailAnOfferWhoseChannelIsGone() {
        up();
        callerWaits();
        asterisk.answer("Redirect", action -> "Response: Error\r\nMessage: Channel does not exist\r\n");
        link.perform(offer(77));
        assertThat(expect(Command.ActionFinished.class))
                .isEqualTo(new Command.ActionFinished(77, ActionOutcome.FAILED, "Channel does not exist"));
    }

    @Test
    void shouldTakeAnOfferBack() {
        up();
        callerWaits();
        link.perform(offer(77));
        asterisk.expect("Redirect");
        asterisk.say(dialBegin(77));
        expect(Command.ActionFinished.class);
        link.perform(new Effect.Withdraw(78, Long.MAX_VALUE, KEY, 5, 77));
        assertThat(asterisk.expect("Redirect").get("Context")).isEqualTo("usher-wait");
        asterisk.say(WAIT);
        assertThat(expect(Command.OfferFailed.class).offerId()).isEqualTo(77);
        assertThat(expect(Command.ActionFinished.class).actionId()).isEqualTo(78);
        expect(Command.ContactReachable.class);
    }

    @Test
    void shouldGiveACallBackWithItsStatus() {
        up();
        callerWaits();
        link.perform(new Effect.Release(78, Long.MAX_VALUE, KEY, 5, ReleaseStatus.TIMEOUT));
        assertThat(asterisk.expectVariable("USHER_STATUS").get("Value")).isEqualTo("TIMEOUT");
        assertThat(asterisk.expect("Redirect").get("Context")).isEqualTo("usher-out");
        asterisk.say("Event: UserEvent\nUserEvent: UsherLeft\nStatus: TIMEOUT\n" + CALLER);
        assertThat(expect(Command.ActionFinished.class).outcome()).isEqualTo(ActionOutcome.DONE);
        assertThat(expect(Command.ContactGone.class).cause()).isEqualTo(GoneCause.LEFT_TO_DIALPLAN);
    }

    @Test
    void shouldLetTheEngineRefuseACallThatAsksForAnUnknownSkill() {
        up();
        asterisk.say(JOIN + "Skills: klingon%3A5\n");
        assertThat(expect(Command.ContactArrived.class).requirements()).containsExactly(new Requirement(0, 1));
        assertThat(link.metrics().badInputs()).isEqualTo(1);
    }

    @Test
    void shouldEndEveryActionExactlyOnceWhenItIsClosed() {
        up();
        callerWaits();
        link.perform(offer(77));
        link.perform(new Effect.Release(78, Long.MAX_VALUE, 4711, 5, ReleaseStatus.TIMEOUT));
        link.close();
        link.perform(offer(79));
        List<Long> ended = new ArrayList<>();
        for (Command command : commands) {
            if (command instanceof Command.ActionFinished finished) {
                ended.add(finished.actionId());
            }
        }
        assertThat(ended).containsExactlyInAnyOrder(77L, 78L, 79L);
        assertThat(link.status().state()).isEqualTo(State.CLOSED);
    }

    @Test
    void shouldLetAnActionTimeOutThatCannotBeSent() {
        asterisk.answer("Status", action -> null);
        link.perform(new Effect.Release(78, System.currentTimeMillis() + 100, KEY, 5, ReleaseStatus.TIMEOUT));
        link.start();
        assertThat(expect(Command.ActionFinished.class).outcome()).isEqualTo(ActionOutcome.TIMED_OUT);
    }

    @Test
    void shouldForgetACallerWhoHangsUp() {
        up();
        callerWaits();
        assertThat(ledger.pbxOf(KEY)).hasValue(Centre.PBX);
        asterisk.say(HANGUP);
        assertThat(expect(Command.ContactGone.class)).isEqualTo(new Command.ContactGone(KEY, GoneCause.HUNG_UP));
        await().until(() -> ledger.pbxOf(KEY).isEmpty());
    }
}
