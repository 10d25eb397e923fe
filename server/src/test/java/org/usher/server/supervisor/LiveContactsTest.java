package org.usher.server.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.usher.core.api.Channel;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.EndedBy;
import org.usher.core.api.EntryOutcome;
import org.usher.core.api.Event;
import org.usher.core.api.OfferOutcome;
import org.usher.server.Story;

/** Who waits and who talks now. */
final class LiveContactsTest {
    private final LiveContacts contacts = new LiveContacts();
    private final Story story = new Story(1_000_000, contacts).adopt(Story.CENTRE);

    @Test
    void shouldShowTheLineInItsOrderAndThenWhoTalks() {
        long first = story.call(Story.BILLING, "1");
        long second = story.after(1_000).call(Story.BILLING, "2");
        long elsewhere = story.call(Story.SALES, "3");
        assertThat(told(Story.BILLING)).containsExactly(first + " WAITING []", second + " WAITING []");
        assertThat(told(Story.SALES)).containsExactly(elsewhere + " WAITING []");

        story.after(4_000).answer(first, Story.BILLING, Story.ALICE, 5_000);
        assertThat(told(Story.BILLING)).containsExactly(second + " WAITING []", first + " TALKING [11]");
        assertThat(page(Story.BILLING, null, 10).get(1).sinceMs()).isEqualTo(1_005_000);
        story.hangUp(first, Story.ALICE, 3_000);
        assertThat(told(Story.BILLING)).containsExactly(second + " WAITING []");
    }

    @Test
    void shouldShowWhoIsRungUntilNobodyIs() {
        long call = story.call(Story.BILLING, "1");
        for (int agent : List.of(Story.ALICE, Story.BOB)) {
            story.say(new Event.OfferMade(story.nowMs(), call, 50, Story.BILLING, agent, 0));
        }
        assertThat(told(Story.BILLING)).containsExactly(call + " RINGING [11, 12]");
        story.after(9_000)
                .say(new Event.OfferEnded(
                        story.nowMs(), call, 50, Story.BILLING, Story.ALICE, OfferOutcome.REJECTED, 9_000));
        assertThat(told(Story.BILLING)).containsExactly(call + " RINGING [12]");
        story.say(
                new Event.OfferEnded(story.nowMs(), call, 50, Story.BILLING, Story.BOB, OfferOutcome.TIMED_OUT, 9_000));
        assertThat(told(Story.BILLING)).containsExactly(call + " WAITING []");
        assertThat(page(Story.BILLING, null, 10).getFirst().sinceMs())
                .as("he has waited all the time")
                .isEqualTo(1_000_000);
    }

    @Test
    void shouldFollowAContactThatIsMovedPrioritisedAndTransferred() {
        long call = story.call(Story.BILLING, "1");
        story.say(new Event.ContactPrioritised(story.nowMs(), call, Story.BILLING, 7));
        assertThat(page(Story.BILLING, null, 10).getFirst().priority()).isEqualTo(7);
        story.say(new Event.CustomerIdentified(story.nowMs(), call, Story.BILLING, "C-1"));
        assertThat(page(Story.BILLING, null, 10).getFirst().details().customer())
                .isEqualTo("C-1");

        story.say(new Event.EntryEnded(story.nowMs(), call, call, Story.BILLING, EntryOutcome.TRANSFERRED_UNSERVED, 0));
        assertThat(told(Story.BILLING)).containsExactly(call + " LEAVING []");
        story.say(new Event.ContactQueued(
                story.nowMs(),
                call,
                99,
                Story.SALES,
                Channel.VOICE,
                7,
                31,
                1_000_000,
                0,
                new ContactDetails(1, "u", "c", "1", "", "100", "de", "", "")));
        assertThat(told(Story.BILLING)).isEmpty();
        assertThat(told(Story.SALES)).containsExactly(call + " WAITING []");

        story.answer(call, Story.SALES, Story.ALICE, 0).after(5_000).transfer(call, 5_000, 0);
        assertThat(told(Story.SALES)).containsExactly(call + " LEAVING []");
        story.join(call, Story.SALES, Story.BOB, 22);
        assertThat(told(Story.SALES)).containsExactly(call + " TALKING [12]");
        story.say(new Event.ContactEnded(story.nowMs(), call, Story.BOB, EndedBy.CALLER, 5_000, 0));
        assertThat(told(Story.SALES)).isEmpty();
    }

    @Test
    void shouldGiveTheLinePageByPage() {
        for (int i = 0; i < 7; i++) {
            story.after(10).call(Story.BILLING, "c" + i);
        }
        List<LiveContacts.Row> first = page(Story.BILLING, null, 3);
        List<LiveContacts.Row> second = page(Story.BILLING, first.getLast().place(), 3);
        List<LiveContacts.Row> third = page(Story.BILLING, second.getLast().place(), 3);
        assertThat(List.of(first, second, third).stream()
                        .flatMap(List::stream)
                        .map(row -> row.details().caller()))
                .containsExactly("c0", "c1", "c2", "c3", "c4", "c5", "c6");
    }

    private List<LiveContacts.Row> page(int queueId, LiveContacts.@Nullable Place after, int limit) {
        return contacts.page(queueId, after, limit);
    }

    private List<String> told(int queueId) {
        return page(queueId, null, 100).stream()
                .map(row -> row.contactId() + " " + row.stage() + " " + row.agentIds())
                .toList();
    }
}
