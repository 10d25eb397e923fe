package org.usher.server.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.usher.server.chat.ChatCodes.Trial;
import org.usher.server.security.Digests;
import org.usher.server.security.Secret;

/** Codes for chats against forgers, late comers and those who try many. */
final class ChatCodesTest {
    private static final String HOME = "192.0.2.1";
    private static final String ELSEWHERE = "198.51.100.1";
    private long nowMs = 1_000_000;
    private final ChatCodes codes = new ChatCodes(() -> nowMs, new Random(4));

    private static String none(String code) {
        return code.charAt(0) == '0' ? "1" + code.substring(1) : "0" + code.substring(1);
    }

    @Test
    void shouldBeOfNineDigitsAndLeadToItsCallerOnce() {
        String code = codes.issue(7).orElseThrow();
        assertThat(code).matches("[0-9]{9}");
        assertThat(codes.take(HOME, code))
                .isInstanceOfSatisfying(
                        Trial.Right.class,
                        right -> assertThat(right.claim().contactId()).isEqualTo(7));
        assertThat(codes.take(ELSEWHERE, code)).as("used up").isEqualTo(new Trial.Wrong());
        assertThat(codes.wrong()).isEqualTo(1);
    }

    @Test
    void shouldReadOutTheSameCodeAgainWhileItLivesLongEnoughToBeTyped() {
        String code = codes.issue(7).orElseThrow();
        nowMs += 6 * 60_000;
        assertThat(codes.issue(7)).contains(code);
        nowMs += 2 * 60_000;
        String next = codes.issue(7).orElseThrow();
        assertThat(next).isNotEqualTo(code);
        assertThat(codes.take(HOME, code)).as("one code for one caller").isEqualTo(new Trial.Wrong());
        assertThat(codes.take(HOME, next)).isInstanceOf(Trial.Right.class);
        assertThat(codes.issued()).isEqualTo(2);
    }

    @Test
    void shouldReadOutNoOtherCodeWhileItIsNotKnownWhereTheFirstLed() {
        String code = codes.issue(7).orElseThrow();
        ChatCodes.Claim claim = ((Trial.Right) codes.take(HOME, code)).claim();
        assertThat(codes.issue(7)).as("he presses the key again meanwhile").contains(code);
        assertThat(codes.take(ELSEWHERE, code)).as("nobody else can").isEqualTo(new Trial.Wrong());
        codes.giveBack(claim);
        assertThat(codes.take(HOME, code))
                .isInstanceOfSatisfying(
                        Trial.Right.class,
                        right -> assertThat(right.claim())
                                .as("into the same chat")
                                .isEqualTo(claim));
        codes.spend(claim);
        assertThat(codes.issue(7)).get().isNotEqualTo(code);
    }

    @Test
    void shouldLeadIntoTheSameChatWhenItIsTypedTwiceAtOnce() {
        String code = codes.issue(7).orElseThrow();
        ChatCodes.Claim claim = ((Trial.Right) codes.take(HOME, code)).claim();
        assertThat(codes.take(HOME, code)).isEqualTo(new Trial.Right(claim));
        codes.giveBack(claim);
        assertThat(codes.spendOn(claim, HOME)).as("the second one crossed").isTrue();
        assertThat(codes.take(ELSEWHERE, code)).as("it does not live on").isEqualTo(new Trial.Wrong());
        assertThat(codes.spendOn(claim, HOME)).as("once").isFalse();
        assertThat(codes.wrong()).isEqualTo(1);
    }

    @Test
    void shouldLeadIntoTheSameChatForAMinuteAsTheAnswerMayBeLost() {
        String code = codes.issue(7).orElseThrow();
        ChatCodes.Claim claim = ((Trial.Right) codes.take(HOME, code)).claim();
        codes.spendOn(claim, HOME);
        nowMs += ChatCodes.AGAIN_MS - 1;
        assertThat(codes.take(HOME, code)).isEqualTo(new Trial.Again(claim));
        assertThat(codes.wrong()).isZero();
        assertThat(codes.take(ELSEWHERE, code)).as("for nobody else").isEqualTo(new Trial.Wrong());
        nowMs++;
        assertThat(codes.take(HOME, code)).isEqualTo(new Trial.Wrong());
    }

    @Test
    void shouldKeepOfALinkNothingButItsDigestAndLeadByItOnce() {
        Secret link = codes.issueLink(7, 60_000).orElseThrow();
        assertThat(link.reveal()).matches("[A-Za-z0-9_-]{22}");
        assertThat(codes.issueLink(7, 60_000)).as("one is under way").isEmpty();
        String code = codes.issue(7).orElseThrow();
        assertThat(codes.take(HOME, link.reveal())).as("no code").isEqualTo(new Trial.Wrong());
        ChatCodes.Claim claim = ((Trial.Right) codes.take(HOME, Digests.of(link))).claim();
        codes.spendOn(claim, HOME);
        assertThat(codes.take(ELSEWHERE, Digests.of(link))).isEqualTo(new Trial.Wrong());
        assertThat(codes.take(ELSEWHERE, code)).as("he has gone that way").isEqualTo(new Trial.Wrong());
    }

    @Test
    void shouldLeadIntoOneChatByCodeAndByLink() {
        Secret link = codes.issueLink(7, 60_000).orElseThrow();
        ChatCodes.Claim byCode = ((Trial.Right) codes.take(HOME, codes.issue(7).orElseThrow())).claim();
        ChatCodes.Claim byLink = ((Trial.Right) codes.take(ELSEWHERE, Digests.of(link))).claim();
        assertThat(byLink.token()).isEqualTo(byCode.token());
    }

    @Test
    void shouldForgetALinkThatIsTooOld() {
        Secret link = codes.issueLink(7, 60_000).orElseThrow();
        nowMs += 60_000;
        assertThat(codes.take(HOME, Digests.of(link))).isEqualTo(new Trial.Wrong());
        assertThat(codes.issueLink(7, 60_000)).isPresent();
    }

    @Test
    void shouldExpire() {
        String code = codes.issue(7).orElseThrow();
        nowMs += ChatCodes.LIVES_MS;
        assertThat(codes.take(HOME, code)).isEqualTo(new Trial.Wrong());
    }

    @Test
    void shouldLookAtNoMoreCodesOfANetworkThatGuesses() {
        String code = codes.issue(7).orElseThrow();
        for (int i = 0; i < ChatCodes.TRIES; i++) {
            assertThat(codes.take(HOME, none(code))).isEqualTo(new Trial.Wrong());
        }
        assertThat(codes.take(HOME, code)).as("even if it is right").isEqualTo(new Trial.TooMany());
        assertThat(codes.tooMany()).isEqualTo(1);
        nowMs += 120_000;
        assertThat(codes.take(HOME, code)).isInstanceOf(Trial.Right.class);
    }

    @Test
    void shouldLookAtNoMoreCodesWhenManyNetworksGuess() {
        String code = codes.issue(7).orElseThrow();
        for (int i = 0; i < ChatCodes.ALL_TRIES; i++) {
            assertThat(codes.take("198.51.100." + i, none(code))).isEqualTo(new Trial.Wrong());
        }
        assertThat(codes.take(HOME, code)).isEqualTo(new Trial.TooMany());
        nowMs += 2_000;
        assertThat(codes.take(HOME, code)).isInstanceOf(Trial.Right.class);
    }

    @Test
    void shouldCountNoTryThatWasRight() {
        for (int i = 0; i < 3 * ChatCodes.ALL_TRIES; i++) {
            assertThat(codes.take(HOME, codes.issue(i + 1).orElseThrow())).isInstanceOf(Trial.Right.class);
        }
    }

    @Test
    void shouldKeepACodeThatHasLedNowhereYet() {
        String code = codes.issue(7).orElseThrow();
        Trial.Right right = (Trial.Right) codes.take(HOME, code);
        codes.giveBack(right.claim());
        assertThat(codes.take(HOME, code)).isEqualTo(right);
    }

    @Test
    void shouldHaveNoMoreCodesThanItsOddsAreReckonedFor() {
        Set<String> seen = new HashSet<>();
        for (int i = 1; i <= ChatCodes.MAX_LIVE; i++) {
            seen.add(codes.issue(i).orElseThrow());
        }
        assertThat(seen).hasSize(ChatCodes.MAX_LIVE);
        assertThat(codes.issue(9_999)).isEmpty();
        nowMs += ChatCodes.LIVES_MS;
        assertThat(codes.issue(9_999)).isPresent();
    }
}
