package org.usher.server.wallboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.usher.core.api.AgentState;
import org.usher.core.api.Channel;
import org.usher.core.api.Command;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.Effect;
import org.usher.core.api.EndedBy;
import org.usher.core.api.Event;
import org.usher.core.api.GoneCause;
import org.usher.core.api.LogEntry;
import org.usher.core.api.Output;
import org.usher.core.api.QueueEngine;
import org.usher.core.engine.Engines;
import org.usher.server.Story;
import org.usher.server.engine.RecordedEvent;

/**
 * A wallboard that takes up the engine's state in the middle (after a start from a snapshot, or behind entries that nobody can tell) shows
 * what one shows that has heard everything; only the day's sums begin there.
 */
final class WallboardResumedTest {
    private static final long START_MS = 1_750_000_000_000L;
    private static final int PBX = 1;
    private final QueueEngine engine = Engines.create();
    private final Wallboard heardAll = new Wallboard(ZoneOffset.UTC, 1_000);
    private final Wallboard resumed = new Wallboard(ZoneOffset.UTC, 1_000);
    private final List<Effect.Offer> offers = new ArrayList<>();
    private boolean takenUp;
    private long nowMs = START_MS;
    private long index;

    @Test
    void shouldShowLinesAgentsAndTheirContactsAsIfItHadHeardEverything() {
        busyMoment();
        takeUp();

        assertThat(resumed.read(nowMs).agents()).isEqualTo(heardAll.read(nowMs).agents());
        assertThat(agent("alice").state()).isEqualTo(AgentState.ON_CONTACT);
        assertThat(agent("alice").contactQueue()).isEqualTo("billing");
        assertThat(agent("bob").state()).isEqualTo(AgentState.OFFERED);
        for (QueueRow all : heardAll.read(nowMs).queues()) {
            QueueRow row = queue(resumed, all.name());
            assertThat(row.waiting()).isEqualTo(all.waiting());
            assertThat(row.oldestEnqueuedAtMs()).isEqualTo(all.oldestEnqueuedAtMs());
            assertThat(row.status()).isEqualTo(all.status());
            assertThat(row.notice()).isEqualTo(all.notice());
        }
        assertThat(queue(resumed, "billing").waiting()).isEqualTo(3);
        assertThat(resumed.configuration()).isEqualTo(heardAll.configuration());
    }

    @Test
    void shouldBeginTheDaysSumsWithThoseWhoWait() {
        busyMoment();
        assertThat(queue(heardAll, "billing").answered()).isEqualTo(1);
        takeUp();

        tell(new Command.ContactGone(102, GoneCause.HUNG_UP));
        QueueRow row = queue(resumed, "billing");
        assertThat(row.answered()).isZero();
        assertThat(row.offered()).isEqualTo(3);
        assertThat(row.waiting()).isEqualTo(2);
        assertThat(row.offered())
                .as("the sums add up")
                .isEqualTo(
                        row.answered() + row.abandoned() + row.shortAbandoned() + row.otherwiseEnded() + row.waiting());
    }

    @Test
    void shouldFollowEveryLaterEventAsOneThatHeardEverything() {
        busyMoment();
        takeUp();

        tell(new Command.TalkEnded(offers.getFirst().actionId(), EndedBy.CALLER));
        tell(new Command.AgentLegEnded(offers.getFirst().actionId()));
        accept(offers.get(1));
        tell(new Command.ContactGone(103, GoneCause.HUNG_UP));

        assertThat(resumed.read(nowMs).agents()).isEqualTo(heardAll.read(nowMs).agents());
        assertThat(agent("alice").state()).isEqualTo(AgentState.WRAP_UP);
        assertThat(agent("bob").state()).isEqualTo(AgentState.ON_CONTACT);
        assertThat(queue(resumed, "billing").waiting())
                .isEqualTo(queue(heardAll, "billing").waiting());
        assertThat(queue(resumed, "billing").answered()).isEqualTo(1);
    }

    @Test
    void shouldSendWhoWatchesASnapshotSinceNoDeltaCanTellIt() {
        busyMoment();
        long seen = resumed.sequence();
        takeUp();

        assertThat(resumed.rowsLeftAt()).isGreaterThan(seen);
        assertThat(resumed.sequence()).isEqualTo(resumed.rowsLeftAt());
        assertThat(resumed.read(nowMs).sequence()).isEqualTo(resumed.sequence());
    }

    @Test
    void shouldForgetWhatItShowedBefore() {
        busyMoment();
        takeUp();
        tell(new Command.LogOut(0, Story.BOB));
        resumed.resumed(Engines.create().view());

        assertThat(resumed.read(nowMs).queues()).isEmpty();
        assertThat(resumed.read(nowMs).agents()).isEmpty();
    }

    /** Alice talks, for Bob it rings, two more wait. */
    private void busyMoment() {
        tell(new Command.AdoptConfiguration(Story.CENTRE));
        tell(new Command.SetQueueNotice(0, Story.BILLING, "A fault", "north", nowMs + 3_600_000));
        tell(new Command.LogIn(0, Story.ALICE, List.of(21)));
        arrive(101);
        accept(offers.getFirst());
        tell(new Command.LogIn(0, Story.BOB, List.of(22)));
        arrive(102);
        arrive(103);
        arrive(104);
        assertThat(offers).hasSize(2);
    }

    private void arrive(long callKey) {
        ContactDetails details =
                new ContactDetails(PBX, "u" + callKey, "PJSIP/x-1", "+4930123", "", "800", "de", "", "");
        tell(new Command.ContactArrived(callKey, Channel.VOICE, Story.BILLING, 0, 0, 0, List.of(), details));
        tell(new Command.ContactReachable(callKey));
    }

    private void accept(Effect.Offer offer) {
        tell(new Command.OfferAccepted(
                offer.actionId(), offer.rung().getFirst().deviceIds().getFirst()));
        tell(new Command.OfferConnected(offer.actionId()));
    }

    private void takeUp() {
        resumed.resumed(engine.view());
        takenUp = true;
    }

    private void tell(Command command) {
        nowMs += 1_000;
        index++;
        int[] number = {0};
        engine.apply(new LogEntry(index, 1, QueueEngine.VERSION, nowMs, command), new Output() {
            @Override
            public void event(Event event) {
                RecordedEvent recorded = new RecordedEvent(index, number[0]++, event);
                heardAll.accept(recorded);
                if (takenUp) {
                    resumed.accept(recorded);
                }
            }

            @Override
            public void effect(Effect effect) {
                if (effect instanceof Effect.Offer offer) {
                    offers.add(offer);
                }
            }
        });
    }

    private AgentRow agent(String name) {
        return resumed.read(nowMs).agents().stream()
                .filter(row -> row.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private QueueRow queue(Wallboard board, String name) {
        return board.read(nowMs).queues().stream()
                .filter(row -> row.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
