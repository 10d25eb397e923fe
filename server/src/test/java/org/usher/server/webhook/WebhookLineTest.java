package org.usher.server.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.usher.core.api.AgentState;
import org.usher.server.security.Secret;

/** What waits for one webhook, in virtual time. */
final class WebhookLineTest {
    private static final long KEEP_MS = 3 * 24 * 3_600_000L;
    private static final WebhookReply WELL = new WebhookReply.Taken(204);
    private static final WebhookReply DOWN = WebhookReply.of(500, "", 0);

    private long nowMs = 1_000_000_000;
    private final WebhookLine line = line(Set.of(), 1_000);

    private static WebhookLine line(Set<String> queues, int perSecond) {
        return new WebhookLine(new WebhookSettings(
                "crm",
                URI.create("https://crm.example.org/usher"),
                List.of(Secret.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")),
                WebhookType.all(),
                queues,
                new WebhookSettings.Pace(perSecond, 15_000, KEEP_MS)));
    }

    private WebhookEvent event(long index) {
        return new WebhookEvent(
                new WebhookPlace(index, 0, 0),
                WebhookType.AGENT_STATE,
                nowMs,
                Set.of("sales"),
                new WebhookData.AgentChanged("anna", AgentState.READY, AgentState.PAUSED, "lunch"));
    }

    private long sent() {
        nowMs += 1;
        return line.next(nowMs) instanceof WebhookLine.Turn.Send(WebhookEvent event)
                ? event.place().index()
                : -1;
    }

    /** How long it rests; −1 if it does not. */
    private long rest() {
        return line.next(nowMs) instanceof WebhookLine.Turn.Rest(long ms) ? ms : -1;
    }

    @Test
    void shouldSendInOrderOneAtATimeAndNoteHowFarItCame() {
        for (long index = 1; index <= 3; index++) {
            line.offer(event(index), nowMs);
        }
        line.heard(new WebhookPlace(9, 0, Integer.MAX_VALUE));
        for (long index = 1; index <= 3; index++) {
            assertThat(sent()).isEqualTo(index);
            assertThatThrownBy(() -> line.next(nowMs)).as("one is under way").isInstanceOf(IllegalStateException.class);
            assertThat(line.settled().index()).isLessThan(index);
            line.answered(WELL, nowMs, 0.5);
        }
        assertThat(line.settled())
                .as("nothing waits up to what was heard")
                .isEqualTo(new WebhookPlace(9, 0, Integer.MAX_VALUE));
        assertThat(line.standing().counts()).isEqualTo(new WebhookLine.Counts(3, 0, 0, 0));
    }

    @Test
    void shouldNotSendAgainWhatWasSentBeforeTheRestart() {
        line.begin(new WebhookPlace(2, 0, 0), 2);
        for (long index = 1; index <= 3; index++) {
            line.offer(event(index), nowMs);
        }
        assertThat(sent()).isEqualTo(3);
    }

    @Test
    void shouldWaitTwiceAsLongEachTimeUpToTenMinutesLessByChance() {
        line.offer(event(1), nowMs);
        List<Long> delays = new ArrayList<>();
        for (int i = 0; i < 13; i++) {
            assertThat(sent()).isEqualTo(1);
            line.answered(DOWN, nowMs, 0);
            delays.add(rest());
            nowMs += delays.getLast();
        }
        assertThat(delays)
                .containsExactly(
                        1_000L, 2_000L, 4_000L, 8_000L, 16_000L, 32_000L, 64_000L, 128_000L, 256_000L, 512_000L,
                        600_000L, 600_000L, 600_000L);
        assertThat(line.standing().state()).isEqualTo(WebhookState.FAILING);
        assertThat(line.standing().counts()).isEqualTo(new WebhookLine.Counts(0, 13, 12, 0));
        assertThat(RetrySchedule.delayMs(1, 1)).isEqualTo(500);
        assertThat(RetrySchedule.delayMs(5, 0.5)).isEqualTo(12_000);

        assertThat(sent()).isEqualTo(1);
        line.answered(WELL, nowMs, 0);
        assertThat(line.standing().state()).isEqualTo(WebhookState.WELL);
        line.offer(event(2), nowMs);
        sent();
        line.answered(DOWN, nowMs, 0);
        assertThat(rest()).as("it begins anew").isEqualTo(1_000);
    }

    @Test
    void shouldLeaveItAloneForAsLongAsItAsks() {
        line.offer(event(1), nowMs);
        sent();
        line.answered(WebhookReply.of(429, "120", nowMs), nowMs, 0);
        assertThat(rest()).isEqualTo(120_000);
        nowMs += 120_000;
        sent();
        line.answered(WebhookReply.of(503, "Sat, 17 Jan 1970 06:43:20 GMT", 1_406_600_000), nowMs, 0);
        assertThat(((WebhookReply.Failed) WebhookReply.of(503, "Sat, 17 Jan 1970 06:43:20 GMT", 1_406_500_000))
                        .retryAfterMs())
                .isEqualTo(100_000);
        assertThat(((WebhookReply.Failed) WebhookReply.of(503, "999999999", 0)).retryAfterMs())
                .as("nobody is obeyed for ever")
                .isEqualTo(24 * 3_600_000L);
        for (String nonsense : List.of("", "soon", "-5", "1e9", "Sat, 99 Jan 1970 06:43:20 GMT")) {
            assertThat(((WebhookReply.Failed) WebhookReply.of(503, nonsense, 0)).retryAfterMs())
                    .as(nonsense)
                    .isZero();
        }
    }

    @Test
    void shouldSendNothingMoreToOneThatIsGone() {
        line.offer(event(1), nowMs);
        line.offer(event(2), nowMs);
        sent();
        line.answered(WebhookReply.of(410, "", nowMs), nowMs, 0);
        line.offer(event(3), nowMs);
        line.heard(WebhookPlace.behind(3));
        nowMs += 3_600_000;
        assertThat(sent()).isEqualTo(-1);
        assertThat(line.standing().state()).isEqualTo(WebhookState.GONE);
        assertThat(line.standing().backlog()).isZero();
        assertThat(line.settled()).as("after a restart it is asked once more").isEqualTo(WebhookPlace.START);
    }

    @Test
    void shouldGiveUpWhatIsTooOldAndCountIt() {
        line.offer(event(1), nowMs);
        line.offer(event(2), nowMs);
        assertThat(sent()).isEqualTo(1);
        line.answered(DOWN, nowMs, 0);
        nowMs += KEEP_MS;
        line.offer(event(3), nowMs);
        assertThat(sent()).isEqualTo(3);
        assertThat(line.standing().counts().dropped()).isEqualTo(2);
        assertThat(line.standing().dropping()).isTrue();
        line.answered(WELL, nowMs, 0);
        assertThat(sent()).isEqualTo(-1);
        assertThat(line.standing().dropping()).as("it has caught up").isFalse();
    }

    @Test
    void shouldGiveUpTheOldestOfTooMany() {
        for (long index = 1; index <= WebhookLine.MAX_BACKLOG + 5; index++) {
            line.offer(event(index), nowMs);
        }
        assertThat(sent()).isEqualTo(6);
        assertThat(line.standing().counts().dropped()).isEqualTo(5);
        assertThat(line.standing().backlog()).isEqualTo(WebhookLine.MAX_BACKLOG);
    }

    @Test
    void shouldGoOnWithTheNextWhenOneEventIsRefusedAgainAndAgain() {
        line.offer(event(1), nowMs);
        line.offer(event(2), nowMs);
        for (int i = 0; i < WebhookLine.MAX_REFUSALS; i++) {
            assertThat(sent()).isEqualTo(1);
            line.answered(WebhookReply.of(422, "", nowMs), nowMs, 0);
            nowMs += 3_600_000;
        }
        assertThat(sent()).isEqualTo(2);
        assertThat(line.standing().counts().dropped()).isEqualTo(1);
        line.answered(WELL, nowMs, 0);
        assertThat(line.settled().index()).isEqualTo(2);
    }

    @Test
    void shouldSendNoMoreThanItIsAllowedToInASecond() {
        WebhookLine slow = line(Set.of(), 3);
        for (long index = 1; index <= 20; index++) {
            slow.offer(event(index), nowMs);
        }
        long untilMs = nowMs + 2_000;
        int sent = 0;
        while (nowMs < untilMs) {
            switch (slow.next(nowMs)) {
                case WebhookLine.Turn.Send _ -> {
                    sent++;
                    slow.answered(WELL, nowMs, 0);
                }
                case WebhookLine.Turn.Rest rest -> nowMs += rest.ms();
            }
        }
        assertThat(sent).isEqualTo(6);
    }

    @Test
    void shouldTellOnlyOfTheQueuesAskedFor() {
        WebhookLine billing = line(Set.of("billing"), 10);
        billing.offer(event(1), nowMs);
        assertThat(billing.standing().backlog()).isZero();
        WebhookLine both = line(Set.of("billing", "sales"), 10);
        both.offer(event(1), nowMs);
        assertThat(both.standing().backlog()).isEqualTo(1);
    }

    @Test
    void shouldTellStatusesApartAsTheSpecificationDoes() {
        for (int status : new int[] {200, 201, 202, 204, 299}) {
            assertThat(WebhookReply.of(status, "", 0)).isInstanceOf(WebhookReply.Taken.class);
        }
        assertThat(WebhookReply.of(410, "", 0)).isInstanceOf(WebhookReply.Gone.class);
        for (int status : new int[] {301, 302, 307, 308, 401, 403, 404, 408, 429, 500, 502, 503, 504}) {
            assertThat(WebhookReply.of(status, "", 0))
                    .isInstanceOfSatisfying(
                            WebhookReply.Failed.class,
                            failed -> assertThat(failed.refusesEvent())
                                    .as("status " + status)
                                    .isFalse());
        }
        for (int status : new int[] {400, 413, 415, 422}) {
            assertThat(((WebhookReply.Failed) WebhookReply.of(status, "", 0)).refusesEvent())
                    .isTrue();
        }
    }

    @Test
    void shouldHaveNoWayBackFromGone() {
        assertThat(WebhookState.WELL.to(WebhookState.FAILING)).isEqualTo(WebhookState.FAILING);
        assertThatThrownBy(() -> WebhookState.GONE.to(WebhookState.WELL)).isInstanceOf(IllegalStateException.class);
    }
}
