package org.usher.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;
import org.usher.core.api.Channel;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.EndedBy;
import org.usher.core.api.EntryOutcome;
import org.usher.core.api.Event;
import org.usher.core.api.ReleaseStatus;
import org.usher.core.api.RepairKind;

final class EventCountsTest {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Story story = new Story(1_700_000_000_000L, new EventCounts(registry)).adopt(Story.CENTRE);

    @Test
    void shouldCountTransfersLostAgentsAndCallersWhoWereNotLetIn() {
        long contact = story.call(Story.BILLING, "1");
        story.answer(contact, Story.BILLING, Story.ALICE, 0);
        story.transfer(contact, 10_000, 0);
        story.join(contact, Story.BILLING, Story.BOB, 22);
        story.endTalk(contact, EndedBy.SYSTEM, 5_000, 0);
        story.say(new Event.ContactRefused(
                story.nowMs(), 99, Story.SALES, Channel.VOICE, 5, ReleaseStatus.EMPTY, ContactDetails.NONE));
        long gone = story.call(Story.SALES, "2");
        story.abandon(gone, Story.SALES, 30_000, EntryOutcome.ABANDONED);

        story.say(new Event.OverflowedByEstimate(story.nowMs(), 98, Story.SALES, 600_000, 0));
        story.say(new Event.Repaired(story.nowMs(), RepairKind.TALK_WITHOUT_PHONE, 7, "agent 1 had left"));

        assertThat(registry.scrape())
                .contains("usher_repairs_total{kind=\"talk_without_phone\"} 1.0")
                .contains("usher_repairs_total{kind=\"late_answer\"} 0.0")
                .contains("usher_talks_ended_total{by=\"transfer\"} 1.0")
                .contains("usher_talks_ended_total{by=\"system\"} 1.0")
                .contains("usher_talks_joined_total 1.0")
                .contains("usher_contacts_refused_total{status=\"empty\"} 1.0")
                .contains("usher_entries_ended_total{outcome=\"answered\"} 1.0")
                .contains("usher_entries_ended_total{outcome=\"abandoned\"} 1.0")
                .contains("usher_offers_ended_total{outcome=\"accepted\"} 1.0")
                .as("what has not happened yet is told, too")
                .contains("usher_offers_ended_total{outcome=\"taken_by_other\"} 0.0")
                .contains("usher_contacts_merged_total 0.0")
                .contains("usher_overflows_by_estimate_total{to=\"dialplan\"} 1.0")
                .contains("usher_overflows_by_estimate_total{to=\"queue\"} 0.0");
    }
}
