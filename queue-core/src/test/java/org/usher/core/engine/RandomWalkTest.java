package org.usher.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.usher.core.api.AgentState;
import org.usher.core.api.BookingOutcome;
import org.usher.core.api.Channel;
import org.usher.core.api.EndedBy;
import org.usher.core.api.EngineView;
import org.usher.core.api.EntryOutcome;
import org.usher.core.api.Event;
import org.usher.core.api.Explanation;
import org.usher.core.api.HeldBackCause;
import org.usher.core.api.LogEntry;
import org.usher.core.api.OfferOutcome;
import org.usher.core.api.PendingChange;
import org.usher.core.api.PromiseBreach;
import org.usher.core.api.QueueEngine;
import org.usher.core.api.QueueStatus;
import org.usher.core.api.ReleaseStatus;
import org.usher.core.api.RepairKind;
import org.usher.core.api.TalkId;
import org.usher.core.codec.EntryCodec;

final class RandomWalkTest {
    /** Mutation testing, which walks for each mutant that nobody else has noticed, takes fewer. */
    private static final int STEPS = Integer.getInteger("walk.steps", 2_500);

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 4545996260521L})
    void shouldKeepEveryInvariantAndAgreeWithTheNaiveTwinWhateverHappens(long seed) throws IOException {
        walk(seed);
    }

    @Tag("unhurried")
    @Test
    void shouldKeepEveryInvariantOnAFreshSeed() throws IOException {
        long seed = System.nanoTime();
        System.out.println("random walk with seed " + seed);
        walk(seed);
    }

    /** What a walk must come to beside the constants of the events: with whom talks were, how long lines were credited, whom offers rang. */
    private enum Corner {
        TALK_OF_AN_OFFER,
        TALK_OF_A_TRANSFER,
        TALK_WITH_SOMEBODY_OUTSIDE,
        TRANSFER_INTO_A_QUEUE,
        BACK_AT_THE_HEAD_OF_THE_LINE,
        CUSTOMER_MERGED,
        RELAXED_IN_LINE,
        RELAXED_ON_OFFER,
        WAITED_FOR_ONE_AGENT,
        OVERFLOWED_INTO_A_QUEUE,
        SENT_TO_A_QUEUE_BY_ESTIMATE,
        SENT_AWAY_BY_ESTIMATE,
        GROUP_RUNG,
        HELD_BACK_NO_LONGER,
        A_BREATH_GAVE_WAY,
        A_CEILING_GAVE_WAY,
        CHATS_BESIDE_EACH_OTHER,
        CALL_BESIDE_CHATS,
        CHAT_OFFERED_BESIDE_CHATS,
        CHAT_IN_WRAP_UP,
        GOES_HOME_AFTER_CHATS,
        CALLED_BACK,
        CUSTOMER_NOT_REACHED,
        TRIED_AGAIN,
        CAME_TO_BE_DUE
    }

    @Tag("unhurried")
    @Test
    void shouldLeadIntoEveryCorner() {
        Set<Enum<?>> seen = new TreeSet<>((a, b) -> name(a).compareTo(name(b)));
        for (long seed = 1; seed <= 40; seed++) {
            Walk world = new Walk(seed);
            State state = new State();
            QueueEngine engine = new Engine(state, IndexedMatching::new);
            for (int i = 0; i < STEPS; i++) {
                Recorded output = new Recorded();
                engine.apply(world.next(engine.view()), output);
                world.saw(output.effects());
                output.events().forEach(event -> note(event, seen));
                noteWaiting(state, output.events(), seen);
                noteChats(engine.view(), seen);
                if (output.events().stream()
                                .filter(Event.OfferMade.class::isInstance)
                                .count()
                        > 1) {
                    seen.add(Corner.GROUP_RUNG);
                }
            }
        }
        assertThat(seen).containsAll(EnumSet.allOf(AgentState.class));
        assertThat(seen).containsAll(EnumSet.allOf(Corner.class));
        assertThat(seen).containsAll(EnumSet.allOf(OfferOutcome.class));
        assertThat(seen).containsAll(EnumSet.allOf(RepairKind.class));
        assertThat(seen).containsAll(EnumSet.allOf(PromiseBreach.class));
        assertThat(seen).containsAll(EnumSet.allOf(HeldBackCause.class));
        assertThat(seen).containsAll(EnumSet.allOf(EntryOutcome.class));
        assertThat(seen).containsAll(EnumSet.of(BookingOutcome.MISSED, BookingOutcome.CANCELLED));
        assertThat(seen)
                .containsAll(EnumSet.of(
                        ReleaseStatus.FULL,
                        ReleaseStatus.CLOSED,
                        ReleaseStatus.EMPTY,
                        ReleaseStatus.UNKNOWN_QUEUE,
                        ReleaseStatus.INVALID));
        assertThat(seen).containsAll(EnumSet.allOf(QueueStatus.class)).containsAll(EnumSet.allOf(EndedBy.class));
    }

    private static String name(Enum<?> constant) {
        return constant.getDeclaringClass().getSimpleName() + "." + constant.name();
    }

    private static void note(Event event, Set<Enum<?>> seen) {
        switch (event) {
            case Event.AgentStateChanged changed -> seen.add(changed.to());
            case Event.OfferEnded ended -> seen.add(ended.outcome());
            case Event.EntryEnded ended -> seen.add(ended.outcome());
            case Event.ContactRefused refused -> seen.add(refused.status());
            case Event.QueueStatusChanged changed -> seen.add(changed.status());
            case Event.TalkEnded ended -> {
                seen.add(ended.endedBy());
                Corner joined = ended.agentId() == 0 ? Corner.TALK_WITH_SOMEBODY_OUTSIDE : Corner.TALK_OF_A_TRANSFER;
                seen.add(TalkId.isLeg(ended.talkId()) ? joined : Corner.TALK_OF_AN_OFFER);
            }
            case Event.ContactQueued queued -> {
                if (queued.creditMs() == QueueEntry.HEAD_CREDIT_MS) {
                    seen.add(Corner.BACK_AT_THE_HEAD_OF_THE_LINE);
                } else if (queued.creditMs() > 0) {
                    seen.add(Corner.TRANSFER_INTO_A_QUEUE);
                }
            }
            case Event.OverflowedByEstimate over ->
                seen.add(over.nextQueueId() == 0 ? Corner.SENT_AWAY_BY_ESTIMATE : Corner.SENT_TO_A_QUEUE_BY_ESTIMATE);
            case Event.PromiseBroken broken -> seen.add(broken.cause());
            case Event.AgentHeldBack held ->
                seen.add(held.untilMs() == held.atMs() ? Corner.HELD_BACK_NO_LONGER : held.cause());
            case Event.GuardGaveWay gave ->
                seen.add(gave.cause() == HeldBackCause.CEILING ? Corner.A_CEILING_GAVE_WAY : Corner.A_BREATH_GAVE_WAY);
            case Event.CustomerNotReached missed ->
                seen.add(missed.retryAtMs() == 0 ? Corner.CUSTOMER_NOT_REACHED : Corner.TRIED_AGAIN);
            case Event.CallbackDue _ -> seen.add(Corner.CAME_TO_BE_DUE);
            case Event.BookingSettled settled -> seen.add(settled.outcome());
            case Event.ContactMerged _ -> seen.add(Corner.CUSTOMER_MERGED);
            case Event.Repaired repaired -> seen.add(repaired.kind());
            default -> {
                // holds no constant that is asked for
            }
        }
    }

    /** What no single event tells. */
    private static void noteWaiting(State state, List<Event> events, Set<Enum<?>> seen) {
        for (Event event : events) {
            if (event instanceof Event.ContactRelaxed relaxed) {
                ContactRecord contact = state.contactsById.get(relaxed.contactId());
                boolean rung = contact != null && contact.phase.isRung();
                seen.add(rung ? Corner.RELAXED_ON_OFFER : Corner.RELAXED_IN_LINE);
            } else if (event instanceof Event.ContactConnected connected) {
                OfferRecord offer = state.offers.get(connected.offerId());
                if (offer != null && offer.channel == Channel.CALLBACK) {
                    seen.add(Corner.CALLED_BACK);
                }
            } else if (event instanceof Event.ContactQueued queued && queued.creditMs() == 0) {
                ContactRecord contact = state.contactsById.get(queued.contactId());
                if (contact != null && contact.entry.preference != null) {
                    seen.add(Corner.WAITED_FOR_ONE_AGENT);
                }
                if (events.stream().anyMatch(other -> isOverflow(other, queued.contactId()))) {
                    seen.add(Corner.OVERFLOWED_INTO_A_QUEUE);
                }
            }
        }
    }

    private static void noteChats(EngineView view, Set<Enum<?>> seen) {
        for (EngineView.AgentView agent : view.agents()) {
            if (agent.chats().isEmpty()) {
                continue;
            }
            if (agent.chats().size() > 1) {
                seen.add(Corner.CHATS_BESIDE_EACH_OTHER);
            }
            if (agent.state() == AgentState.ON_CONTACT) {
                seen.add(Corner.CALL_BESIDE_CHATS);
            }
            if (agent.state() == AgentState.OFFERED) {
                seen.add(Corner.CHAT_OFFERED_BESIDE_CHATS);
            }
            if (agent.chats().stream().anyMatch(EngineView.ChatView::wrapUp)) {
                seen.add(Corner.CHAT_IN_WRAP_UP);
            }
            if (agent.state() == AgentState.READY && agent.pending() == PendingChange.LOG_OUT) {
                seen.add(Corner.GOES_HOME_AFTER_CHATS);
            }
        }
    }

    private static boolean isOverflow(Event event, long contactId) {
        return event instanceof Event.EntryEnded ended
                && ended.contactId() == contactId
                && ended.outcome() == EntryOutcome.OVERFLOWED;
    }

    private static void walk(long seed) throws IOException {
        Walk world = new Walk(seed);
        QueueEngine engine = Engines.create();
        QueueEngine twin = Twins.naive();
        for (int i = 1; i <= STEPS; i++) {
            LogEntry entry = world.next(engine.view());
            String where = "seed " + seed + ", " + entry;
            Recorded output = new Recorded();
            Recorded twinOutput = new Recorded();
            try {
                engine.apply(entry, output);
                twin.apply(entry, twinOutput);
                engine.checkInvariants();
            } catch (RuntimeException e) {
                throw new AssertionError(where, e);
            }
            assertThat(output.events()).as(where).isEqualTo(twinOutput.events());
            assertThat(output.effects()).as(where).isEqualTo(twinOutput.effects());
            assertThat(engine.stateHash()).as(where).isEqualTo(twin.stateHash());
            assertThat(EntryCodec.decode(EntryCodec.encode(entry))).isEqualTo(entry);
            world.saw(output.effects());
            if (i % 10 == 0) {
                explains(engine, where);
            }
            if (i % 97 == 0) {
                engine = restored(engine, where);
            }
        }
    }

    /** Whoever asks why gets an answer that agrees with what is: nobody is free for a contact that waits. */
    private static void explains(QueueEngine engine, String where) {
        long hash = engine.stateHash();
        for (EngineView.ContactView contact : engine.view().contacts()) {
            engine.explainContact(contact.contactId())
                    .filter(Explanation.OfContact::offerable)
                    .ifPresent(why -> assertThat(why.candidates())
                            .as(where)
                            .noneMatch(candidate -> candidate.verdict() == Explanation.Verdict.FREE));
            engine.waitFromNow(contact.contactId(), engine.lastAtMs() + 4_321)
                    .ifPresent(now -> assertThat(now.entryId()).as(where).isEqualTo(contact.entryId()));
        }
        for (EngineView.AgentView agent : engine.view().agents()) {
            Explanation.OfAgent why = engine.explainAgent(agent.agentId()).orElseThrow();
            boolean free = why.idle() || why.takesChats();
            assertThat(!free || why.next().isEmpty()).as(where).isTrue();
            assertThat(why.next())
                    .as(where)
                    .isSortedAccordingTo(
                            Comparator.comparingLong(rival -> -rival.terms().totalMs()));
        }
        assertThat(engine.stateHash()).as(where).isEqualTo(hash);
    }

    private static QueueEngine restored(QueueEngine engine, String where) throws IOException {
        QueueEngine restored = Engines.restore(engine.snapshot());
        assertThat(restored.stateHash()).as(where).isEqualTo(engine.stateHash());
        assertThat(restored.view()).as(where).isEqualTo(engine.view());
        assertThat(restored.nextDeadlineAtMs()).as(where).isEqualTo(engine.nextDeadlineAtMs());
        restored.checkInvariants();
        return restored;
    }
}
