package org.usher.server.survey;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.usher.core.api.Event;
import org.usher.server.Story;
import org.usher.server.caller.Announcements;
import org.usher.server.caller.CallerCare;
import org.usher.server.caller.OverflowNumber;
import org.usher.server.caller.SurveyRule;
import org.usher.server.wallboard.Alarm;

/** What customers say, and who is to hear of it. */
final class SurveysTest {
    private static final Map<String, CallerCare> CARE = Map.of(
            "billing",
            new CallerCare(0, Announcements.NONE, OverflowNumber.NONE, new SurveyRule(true, 2)),
            "sales",
            CallerCare.DEFAULT);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Surveys surveys = new Surveys(registry, () -> CARE);
    private final Story story = new Story(1_000_000, surveys).adopt(Story.CENTRE);

    private long served(int queueId) {
        long contactId = story.call(queueId, "030123");
        story.answer(contactId, queueId, Story.ALICE, 1_000).hangUp(contactId, Story.ALICE, 60_000);
        return contactId;
    }

    private void scores(long contactId, int queueId, int score) {
        story.say(new Event.ContactScored(story.nowMs(), contactId, queueId, Story.ALICE, score));
    }

    private double counted(String what) {
        return registry.get("usher.survey." + what)
                .tag("queue", "billing")
                .counter()
                .count();
    }

    @Test
    void shouldAskOnceWhoTalkedInAQueueThatAsks() {
        assertThat(surveys.asking()).containsExactly("billing");
        long waits = story.call(Story.BILLING, "030123");
        assertThat(surveys.asks(waits, Story.BILLING)).isFalse();
        assertThat(surveys.asks(served(Story.SALES), Story.SALES)).isFalse();
        long contactId = served(Story.BILLING);
        assertThat(surveys.asks(contactId, Story.BILLING)).isTrue();
        scores(contactId, Story.BILLING, 0);
        assertThat(surveys.asks(contactId, Story.BILLING))
                .as("he said nothing yet")
                .isTrue();
        scores(contactId, Story.BILLING, 3);
        assertThat(surveys.asks(contactId, Story.BILLING)).isFalse();
        assertThat(counted("asked")).isEqualTo(2);
        assertThat(counted("answered")).isEqualTo(1);
        assertThat(surveys.low()).isEmpty();
    }

    @Test
    void shouldAlertSupervisorsOfLowScoresForAWhileWithoutTheCaller() {
        long first = served(Story.BILLING);
        scores(first, Story.BILLING, 2);
        story.after(60_000);
        long second = served(Story.BILLING);
        scores(second, Story.BILLING, 1);
        assertThat(surveys.low()).extracting(LowScore::contactId).containsExactly(second, first);
        assertThat(surveys.low().getFirst().agent()).isEqualTo("alice");
        assertThat(surveys.alarms(story.nowMs()))
                .containsExactly(new Alarm(
                        "survey.billing",
                        "contact " + second + " gave alice 1 of 5, contact " + first + " gave alice 2 of 5"));
        assertThat(surveys.alarms(story.nowMs() + Surveys.ALARM_MS)).isEmpty();
        assertThat(counted("low")).isEqualTo(2);
    }

    @Test
    void shouldForgetNothingOverARestart() throws IOException {
        long asked = served(Story.BILLING);
        long low = served(Story.BILLING);
        scores(low, Story.BILLING, 1);
        SimpleMeterRegistry next = new SimpleMeterRegistry();
        Surveys again = new Surveys(next, () -> CARE);
        again.remember(surveys.remembered());
        assertThat(again.low()).isEqualTo(surveys.low());
        new Story(2_000_000, again).adopt(Story.CENTRE);
        assertThat(again.asks(asked, Story.BILLING)).isTrue();
        assertThat(again.asks(low, Story.BILLING)).isFalse();
        assertThat(next.get("usher.survey.low")
                        .tag("queue", "billing")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(again.remembered()).isEqualTo(surveys.remembered());
    }

    @Test
    void shouldKeepTheLatestOfVeryManyLowScores() {
        for (int i = 0; i <= Surveys.MAX_LOW; i++) {
            scores(served(Story.BILLING), Story.BILLING, 1);
        }
        assertThat(surveys.low()).hasSize(Surveys.MAX_LOW);
        assertThat(surveys.alarms(story.nowMs()).getFirst().detail()).endsWith("and 195 more");
    }
}
