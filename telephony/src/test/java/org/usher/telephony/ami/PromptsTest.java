package org.usher.telephony.ami;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.asteriskjava.manager.action.ManagerAction;
import org.asteriskjava.manager.action.RedirectAction;
import org.asteriskjava.manager.action.StatusAction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.usher.core.api.CallKey;
import org.usher.core.api.Command;
import org.usher.core.api.Effect;
import org.usher.telephony.ami.LinkStatus.State;

/** Who hears a prompt stays offerable, and is redirected only where he can bear it, whatever is lost or late. Virtual time, no socket. */
final class PromptsTest {
    private static final LinkSettings SETTINGS = LinkSettings.of(Centre.PBX, "pbx", 5038, "usher", Secret.of("right"));
    private static final long CONTACT = 5;
    private static final long KEY = CallKey.of(Centre.PBX, "1.1");
    private static final String OFFER = "usher-connect o77";
    private static final String PROMPT = "usher-say s";
    private static final String CUT = "key D";
    private static final AmiMessage IN_WAITING_ROOM = row("usher-wait", "WaitExten");
    private static final AmiMessage IN_PROMPT = row("usher-say", "BackGround");

    private long nowMs = 1_000_000;
    private final List<Command> commands = new ArrayList<>();
    private final Deque<ManagerAction> sent = new ArrayDeque<>();
    /** What was done with the caller's channel. */
    private final List<String> orders = new ArrayList<>();

    private final List<CallerKey> keys = new ArrayList<>();
    private boolean keysRefused;
    private final Names names = Names.of(Centre.configuration("alice"));
    private final LinkSurroundings surroundings = new LinkSurroundings(
            () -> names,
            new AmiLink.World(
                    () -> nowMs,
                    new Random(3),
                    Reign.alone(7),
                    () -> true,
                    PhoneSink.NONE,
                    CallbackSink.NONE,
                    keys::add,
                    Map::of),
            new LinkCounters());
    private final LinkCore link =
            new LinkCore(SETTINGS, surroundings, new CallLedger().part(Centre.PBX), commands::add, new LinkCore.Line() {
                @Override
                public void open() {}

                @Override
                public void write(ManagerAction action) {
                    sent.add(action);
                    if (action instanceof RedirectAction redirect) {
                        orders.add(redirect.getContext() + " " + redirect.getExten());
                    } else if (action instanceof ManagerActions.ReceiveKeyAction key) {
                        orders.add("key " + key.getDigit());
                    }
                }

                @Override
                public void hangUp() {}

                @Override
                public boolean canEnd() {
                    return false;
                }

                @Override
                public void end() {}

                @Override
                public void abandon() {}
            });
    private final ObligingAsterisk asterisk = new ObligingAsterisk(
            link, sent, action -> keysRefused && action instanceof ManagerActions.ReceiveKeyAction);

    private static AmiMessage event(String userEvent, String... more) {
        return AmiMessage.of(
                        "Event",
                        "UserEvent",
                        "UserEvent",
                        userEvent,
                        "Channel",
                        "PJSIP/t-1",
                        "Uniqueid",
                        "1.1",
                        "Queue",
                        "billing",
                        "Enqueued",
                        "1000")
                .with(more);
    }

    private static AmiMessage row(String context, String application) {
        return AmiMessage.of(
                "Event",
                "Status",
                "Channel",
                "PJSIP/t-1",
                "Uniqueid",
                "1.1",
                "Context",
                context,
                "Application",
                application,
                "Variable",
                "USHER_ENQUEUED=1000",
                "Variable",
                "USHER_QUEUE=billing",
                "Variable",
                "USHER_CONTACT=" + CONTACT);
    }

    /** Asterisk answers everything at once, and lists these channels. */
    private void pass(long ms, AmiMessage... channels) {
        for (long end = nowMs + ms; nowMs < end; nowMs += 100) {
            link.tick();
            asterisk.answerAll(channels);
        }
    }

    private void up(AmiMessage... channels) {
        link.tick();
        link.opened();
        link.message(AmiMessage.of("Banner", "Asterisk Call Manager/9.0.0"));
        asterisk.answerAll(channels);
        assertThat(link.status().state()).isEqualTo(State.UP);
    }

    private void waits() {
        up();
        link.message(event("UsherJoin"));
        link.message(event("UsherWait"));
        link.perform(new Effect.MarkCall(KEY, CONTACT, 1, 1000));
        asterisk.answerAll();
        commands.clear();
    }

    private void isSentToPrompt() {
        waits();
        assertThat(link.say(CONTACT, CallerPrompt.of("beep"))).isTrue();
        asterisk.answerAll();
    }

    private void hearsPrompt() {
        isSentToPrompt();
        link.message(event("UsherSay", "Context", "usher-say"));
    }

    private void offer() {
        link.perform(new Effect.Offer(
                77, nowMs + 20_000, KEY, CONTACT, Centre.BILLING, List.of(new Effect.Rung(1, List.of(11))), 15_000, 0));
    }

    private void withdraw() {
        link.perform(new Effect.Withdraw(78, nowMs + 20_000, KEY, CONTACT, 77));
    }

    private void cutIsHeardOf() {
        link.message(event("UsherDigit", "Digit", "D"));
        link.message(event("UsherWait"));
    }

    private void doubt() {
        link.message(AmiMessage.of("Oversized", "100000"));
    }

    private long toldReachable() {
        return commands.stream()
                .filter(new Command.ContactReachable(KEY)::equals)
                .count();
    }

    // ---- an offer given up

    @Test
    void shouldSayThatHeCanBeOfferedWhoseOfferIsGivenUpOnHisWayIntoAPrompt() {
        isSentToPrompt();
        offer();
        withdraw();
        assertThat(toldReachable()).isEqualTo(1);
        link.message(event("UsherSay", "Context", "usher-say"));
        assertThat(orders).containsExactly(PROMPT);
    }

    @Test
    void shouldSayThatHeCanBeOfferedWhoseOfferIsGivenUpInAPrompt() {
        hearsPrompt();
        offer();
        withdraw();
        assertThat(toldReachable()).isEqualTo(1);
    }

    /** The end of the prompt and the key may both have been missed. */
    @Test
    void shouldSayThatHeCanBeOfferedWhenReconciliationFindsThePromptOver() {
        hearsPrompt();
        doubt();
        pass(1_500, IN_WAITING_ROOM);
        assertThat(toldReachable()).isEqualTo(1);
        offer();
        assertThat(orders).containsExactly(PROMPT, OFFER);
    }

    // ---- found in a prompt

    @ParameterizedTest
    @ValueSource(strings = {"usher-say", "usher-wait"})
    void shouldOfferAStrangerWhoIsFoundInAPrompt(String context) {
        up(row(context, "BackGround"));
        assertThat(commands).hasSize(2).last().isEqualTo(new Command.ContactReachable(KEY));
        offer();
        assertThat(orders).containsExactly(CUT);
        cutIsHeardOf();
        assertThat(orders).containsExactly(CUT, OFFER);
    }

    @Test
    void shouldOfferHimWhoIsFoundInAPromptAfterTheLinkWasLost() {
        hearsPrompt();
        link.closed("broken pipe");
        assertThat(commands).containsExactly(new Command.ContactUnreachable(KEY));
        offer();
        nowMs += 1_000;
        up(IN_PROMPT);
        assertThat(toldReachable()).isEqualTo(1);
        assertThat(orders).containsExactly(PROMPT, CUT);
        cutIsHeardOf();
        assertThat(orders).containsExactly(PROMPT, CUT, OFFER);
    }

    // ---- what is under way while Asterisk lists its channels

    @Test
    void shouldNotRedirectHimTwiceWhoWasListedBeforeHeWasSentToAPrompt() {
        waits();
        doubt();
        pass(1_000, IN_WAITING_ROOM);
        doubt();
        while (sent.stream().noneMatch(StatusAction.class::isInstance)) {
            nowMs += 100;
            link.tick();
        }
        while (sent.stream().anyMatch(StatusAction.class::isInstance)) {
            asterisk.answerOne(IN_WAITING_ROOM);
        }
        assertThat(link.say(CONTACT, CallerPrompt.of("beep"))).isTrue();
        offer();
        asterisk.answerAll(IN_WAITING_ROOM);
        assertThat(orders).containsExactly(PROMPT);
        link.message(event("UsherSay", "Context", "usher-say"));
        assertThat(orders).containsExactly(PROMPT, CUT);
    }

    @Test
    void shouldNotRedirectHimIntoTheKeyThatIsUnderWay() {
        hearsPrompt();
        doubt();
        while (sent.stream().noneMatch(StatusAction.class::isInstance)) {
            nowMs += 100;
            link.tick();
        }
        offer();
        asterisk.answerAll(IN_WAITING_ROOM);
        assertThat(orders).containsExactly(PROMPT, CUT);
        link.message(event("UsherWait")); // the prompt ended by itself, and the key is yet to be read
        assertThat(orders).containsExactly(PROMPT, CUT);
        cutIsHeardOf();
        assertThat(orders).containsExactly(PROMPT, CUT, OFFER);
    }

    // ---- orders that are lost or refused

    @Test
    void shouldPressTheKeyAgainWhenItIsNotHeardOfAndThePromptGoesOn() {
        hearsPrompt();
        offer();
        asterisk.answerAll();
        pass(900, IN_PROMPT);
        assertThat(orders).containsExactly(PROMPT, CUT);
        pass(600, IN_PROMPT);
        assertThat(orders).containsExactly(PROMPT, CUT, CUT);
        cutIsHeardOf();
        assertThat(orders).containsExactly(PROMPT, CUT, CUT, OFFER);
    }

    @Test
    void shouldOfferHimWhoIsBackWhenTheWordOfTheKeyIsLost() {
        hearsPrompt();
        offer();
        pass(2_500, IN_WAITING_ROOM);
        assertThat(orders).containsExactly(PROMPT, CUT, OFFER);
    }

    @Test
    void shouldPressTheKeyAgainThatAsteriskRefused() {
        hearsPrompt();
        keysRefused = true;
        offer();
        asterisk.answerAll();
        keysRefused = false;
        pass(1_200, IN_PROMPT);
        assertThat(orders).containsExactly(PROMPT, CUT, CUT);
    }

    /** One look may meet him between two steps. */
    @Test
    void shouldLookAgainUntilItHearsWhatHasBecomeOfAPrompt() {
        isSentToPrompt();
        offer();
        pass(3_000, row("usher-wait", "StartMusicOnHold"));
        assertThat(orders).containsExactly(PROMPT);
        pass(3_000, IN_WAITING_ROOM);
        assertThat(orders).containsExactly(PROMPT, OFFER);
    }

    // ---- on the way into a prompt

    @Test
    void shouldSayThatNobodyReachesHimWhenTheLinkBreaksOnHisWayIntoAPrompt() {
        isSentToPrompt();
        link.closed("broken pipe");
        assertThat(commands).containsExactly(new Command.ContactUnreachable(KEY));
    }

    @Test
    void shouldSayThatNobodyReachesHimWhenTheLinkBreaksOnHisWayOutOfAPrompt() {
        hearsPrompt();
        offer();
        link.message(event("UsherDigit", "Digit", "D"));
        link.closed("broken pipe");
        assertThat(commands).containsExactly(new Command.ContactUnreachable(KEY));
    }

    @Test
    void shouldNotTakeTheWaitAfterHisOwnKeyForTheEndOfThePromptHeIsSentTo() {
        isSentToPrompt();
        link.message(event("UsherDigit", "Digit", "5"));
        link.message(event("UsherWait"));
        offer();
        assertThat(orders).containsExactly(PROMPT);
        link.message(event("UsherSay", "Context", "usher-say"));
        assertThat(orders).containsExactly(PROMPT, CUT);
        cutIsHeardOf();
        assertThat(orders).containsExactly(PROMPT, CUT, OFFER);
    }

    @Test
    void shouldSayNothingToTheEngineOfAPromptUntilItIsOver() {
        hearsPrompt();
        assertThat(commands).isEmpty();
        link.message(event("UsherWait"));
        assertThat(commands).containsExactly(new Command.ContactReachable(KEY));
    }

    // ---- keys of his own

    @Test
    void shouldTellWhatACallerPressesAndNothingOfItsOwnKeysOrOfStrangers() {
        hearsPrompt();
        link.message(event("UsherDigit", "Digit", "D"));
        link.message(event("UsherDigit", "Digit", "22"));
        link.message(AmiMessage.of(
                "Event",
                "UserEvent",
                "UserEvent",
                "UsherDigit",
                "Channel",
                "PJSIP/t-9",
                "Uniqueid",
                "9.9",
                "Digit",
                "2"));
        assertThat(keys).isEmpty();
        link.message(event("UsherDigit", "Digit", "2"));
        link.message(event("UsherDigit", "Digit", "#"));
        assertThat(keys)
                .containsExactly(new CallerKey(Centre.PBX, CONTACT, '2'), new CallerKey(Centre.PBX, CONTACT, '#'));
    }
}
