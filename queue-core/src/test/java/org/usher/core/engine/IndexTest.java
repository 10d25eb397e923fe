package org.usher.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The engine's own collections beside those of the JDK. */
final class IndexTest {
    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    private static final class Pawn extends Place<Pawn> {
        Pawn(long since, long rank) {
            this.since = since;
            this.rank = rank;
        }
    }

    @Test
    void shouldMapAsAHashMapDoes() {
        LongMap<String> map = new LongMap<>();
        Map<Long, String> expected = new HashMap<>();
        for (int i = 0; i < 50_000; i++) {
            long key = (random.nextInt(400) + 1) * (random.nextBoolean() ? 1L : 0x1_0000_0000L);
            if (random.nextBoolean()) {
                map.put(key, "v" + i);
                expected.put(key, "v" + i);
            } else {
                assertThat(map.remove(key)).as("seed " + seed).isEqualTo(expected.remove(key));
            }
            assertThat(map.get(key)).as("seed " + seed).isEqualTo(expected.get(key));
        }
        assertThat(map.size()).isEqualTo(expected.size());
        assertThat(map.unorderedValues()).containsExactlyInAnyOrderElementsOf(expected.values());
    }

    @Test
    void shouldKeepALineInOrderWhoeverComesAndGoes() {
        Line<Pawn> line = new Line<>(new Examined());
        List<Pawn> expected = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            if (expected.isEmpty() || random.nextInt(5) > 1) {
                Pawn pawn = new Pawn(random.nextInt(500), i);
                line.insert(pawn);
                expected.add(pawn);
            } else {
                line.remove(expected.remove(random.nextInt(expected.size())));
            }
            line.check();
        }
        expected.sort(Comparator.comparingLong((Pawn pawn) -> pawn.since).thenComparingLong(pawn -> pawn.rank));
        assertThat(line.firstOnes(7)).as("seed " + seed).isEqualTo(expected.subList(0, 7));
        assertThat(line.firstOnes(Integer.MAX_VALUE)).as("seed " + seed).isEqualTo(expected);
        assertThat(line.size()).isEqualTo(expected.size());
    }

    @Test
    void shouldFireDeadlinesByTimeThenBySetting() {
        Deadlines deadlines = new Deadlines(new StateHash(), new Examined());
        List<Deadline> set = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            if (set.isEmpty() || random.nextInt(4) > 0) {
                Deadline deadline = new Deadline(Deadline.Kind.AGENT_STATE, new AgentRecord(i + 1), i + 1);
                deadlines.set(deadline, random.nextInt(300));
                set.add(deadline);
            } else {
                Deadline deadline = set.get(random.nextInt(set.size()));
                if (random.nextBoolean()) {
                    deadlines.set(deadline, random.nextInt(300));
                } else {
                    deadlines.cancel(deadline);
                    set.remove(deadline);
                }
            }
            deadlines.check();
        }
        set.sort(Comparator.comparingLong(Deadline::dueAtMs).thenComparingLong(Deadline::sequence));
        List<Deadline> fired = new ArrayList<>();
        for (Deadline due = deadlines.takeDue(300); due != null; due = deadlines.takeDue(300)) {
            fired.add(due);
        }
        assertThat(fired).as("seed " + seed).isEqualTo(set);
        assertThat(deadlines.nextDueAtMs()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void shouldRememberOnlyTheLastReleasedContacts() {
        ReleasedContacts released = new ReleasedContacts(new StateHash());
        for (long contactId = 1; contactId <= ReleasedContacts.CAPACITY + 10L; contactId++) {
            released.add(contactId);
        }
        assertThat(released.take(10)).isFalse();
        assertThat(released.take(11)).isTrue();
        assertThat(released.take(11)).isFalse();
        assertThat(released.take(0)).isFalse();
        ReleasedContacts restored = new ReleasedContacts(new StateHash());
        restored.restore(released.added(), released.inOrder());
        assertThat(restored.hashShare()).isEqualTo(released.hashShare());
        assertThat(restored.inOrder()).isEqualTo(released.inOrder());
    }
}
