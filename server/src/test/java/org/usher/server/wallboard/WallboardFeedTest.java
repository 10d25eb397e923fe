package org.usher.server.wallboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.usher.core.api.AgentState;
import org.usher.core.api.Event;
import org.usher.core.api.RepairKind;
import org.usher.server.Story;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The feed's rounds under virtual time; over a real socket see ApiServerTest. */
final class WallboardFeedTest {
    private static final long START_MS = 1_700_000_000_000L;
    private final Wallboard wallboard = new Wallboard(ZoneOffset.UTC, 1_000);
    private final Story story = new Story(START_MS, wallboard).adopt(Story.CENTRE);
    private final List<Alarm> alarms = new ArrayList<>();
    private final WallboardFeed feed = new WallboardFeed(wallboard, story::nowMs, 100, () -> List.copyOf(alarms));

    @AfterEach
    void close() {
        feed.close();
    }

    /** Applies what it gets as a page would, and complains about gaps. */
    private static final class Board implements FeedClient {
        private final List<JsonNode> messages = new ArrayList<>();
        private final ObjectNode rows = JsonMapper.shared().createObjectNode();
        private long sequence = -1;
        private boolean ready = true;
        private String dropped = "";

        @Override
        public boolean isReady() {
            return ready;
        }

        @Override
        public void send(byte[] message) {
            JsonNode parsed = JsonMapper.shared().readTree(new String(message, StandardCharsets.UTF_8));
            messages.add(parsed);
            if (parsed.get("type").asString().equals("snapshot")) {
                rows.removeAll();
            } else {
                assertThat(parsed.get("after").asLong()).as("no gap").isEqualTo(sequence);
            }
            sequence = parsed.get("sequence").asLong();
            parsed.get("queues").forEach(row -> rows.set("queue " + row.get("id"), row));
            parsed.get("agents").forEach(row -> rows.set("agent " + row.get("id"), row));
            parsed.get("minutes")
                    .forEach(row -> rows.set("minute " + row.get("queueId") + " " + row.get("fromMs"), row));
            if (!parsed.get("silences").isNull()) {
                rows.set("silences", parsed.get("silences"));
            }
            if (!parsed.get("repairs").isNull()) {
                rows.set("repairs", parsed.get("repairs"));
            }
        }

        @Override
        public void replace() {
            drop("replaced");
        }

        @Override
        public void drop(String why) {
            dropped = why;
        }
    }

    @Test
    void shouldSendASnapshotFirstAndThenOnlyWhatChanged() {
        Board board = joined();
        story.call(Story.SALES, "1");
        round(250);

        assertThat(board.messages).hasSize(2);
        assertThat(board.messages.getFirst().get("type").asString()).isEqualTo("snapshot");
        JsonNode delta = board.messages.getLast();
        assertThat(delta.get("type").asString()).isEqualTo("delta");
        assertThat(delta.get("after").asLong())
                .isEqualTo(board.messages.getFirst().get("sequence").asLong());
        assertThat(delta.get("queues")).hasSize(1);
        assertThat(delta.get("queues").get(0).get("waiting").asInt()).isEqualTo(1);
        assertThat(delta.get("agents")).isEmpty();
    }

    @Test
    void shouldConflateForASlowClientWithoutAGap() {
        Board slow = joined();
        Board quick = joined();
        slow.ready = false;
        for (int i = 0; i < 50; i++) {
            story.call(Story.BILLING, "x");
            round(250);
        }
        assertThat(slow.messages).hasSize(1);
        assertThat(quick.messages).hasSize(51);

        slow.ready = true;
        round(250);
        assertThat(slow.messages).hasSize(2);
        assertThat(slow.rows).isEqualTo(quick.rows);
    }

    @Test
    void shouldTellTheLatestRepairsToWhoeverDoesNotKnowThem() {
        Board early = joined();
        for (int i = 1; i <= RecentRepairs.SHOWN + 2; i++) {
            story.after(1_000).say(new Event.Repaired(story.nowMs(), RepairKind.TALK_WITHOUT_PHONE, i, "cause " + i));
        }
        round(250);
        Board late = joined();

        assertThat(early.rows.get("repairs")).hasSize(RecentRepairs.SHOWN);
        JsonNode latest = early.rows.get("repairs").get(0);
        assertThat(latest.get("kind").asString()).isEqualTo("TALK_WITHOUT_PHONE");
        assertThat(latest.get("subjectId").asLong()).isEqualTo(RecentRepairs.SHOWN + 2);
        assertThat(latest.get("detail").asString()).isEqualTo("cause 12");
        assertThat(late.rows.get("repairs")).isEqualTo(early.rows.get("repairs"));

        story.call(Story.BILLING, "1");
        round(250);
        assertThat(early.messages.getLast().get("repairs").isNull())
                .as("they are as before")
                .isTrue();
    }

    @Test
    void shouldTellAnAlarmWithTheNextSignOfLifeAndWithdrawIt() {
        Board board = joined();
        alarms.add(new Alarm("log", "the disk is full"));
        round(5_000);
        assertThat(board.messages.getLast().get("alarms").get(0).get("what").asString())
                .isEqualTo("log");
        alarms.clear();
        round(5_000);
        assertThat(board.messages.getLast().get("alarms")).isEmpty();
    }

    @Test
    void shouldDropAClientThatReadsNothingForTooLong() {
        Board stuck = joined();
        stuck.ready = false;
        round(29_000);
        assertThat(stuck.dropped).isEmpty();
        round(2_000);
        assertThat(stuck.dropped).contains("too slow");
    }

    @Test
    void shouldSendAReturningClientWhatItMissed() {
        Board before = joined();
        story.call(Story.SALES, "1");

        Board back = new Board();
        back.sequence = before.sequence;
        feed.welcome(back, OptionalLong.of(before.sequence));
        assertThat(back.messages)
                .as("in the next round, so that it gets no more than four a second")
                .isEmpty();
        round(250);
        assertThat(back.messages).hasSize(1);
        assertThat(back.messages.getFirst().get("type").asString()).isEqualTo("delta");
        assertThat(back.messages.getFirst().get("queues")).hasSize(1);
    }

    @Test
    void shouldSendASnapshotToAClientWithASequenceOfAnotherRun() {
        for (long foreign : List.of(5L, Long.MAX_VALUE, -1L)) {
            Board board = new Board();
            feed.welcome(board, OptionalLong.of(foreign));
            assertThat(board.messages.getFirst().get("type").asString()).isEqualTo("snapshot");
        }
    }

    @Test
    void shouldGiveASignOfLifeWhenNothingHappens() {
        Board board = joined();
        round(4_900);
        assertThat(board.messages).hasSize(1);
        round(200);
        assertThat(board.messages).hasSize(2);
        assertThat(board.messages.getLast().get("queues")).isEmpty();
        assertThat(board.messages.getLast().get("atMs").asLong()).isEqualTo(story.nowMs());
    }

    @Test
    void shouldSendNewFiguresAtMidnightThoughNothingHappens() {
        Board board = joined();
        long contact = story.call(Story.BILLING, "1");
        story.answer(contact, Story.BILLING, Story.ALICE, 0);
        round(250);
        assertThat(board.rows.get("queue 1").get("answered").asInt()).isEqualTo(1);
        round(86_400_000);
        assertThat(board.rows.get("queue 1").get("answered").asInt()).isZero();
    }

    @Test
    void shouldShowEveryClientTheSameInTheEndHoweverTheyRead() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<Board> boards = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            switch (random.nextInt(7)) {
                case 0 -> story.call(1 + random.nextInt(2), "x");
                case 1 -> story.state(Story.ALICE, AgentState.READY, AgentState.PAUSED, Story.LUNCH, null);
                case 2 -> story.state(Story.BOB, AgentState.READY, AgentState.OFFERED);
                case 3 -> {
                    if (boards.size() < 60) {
                        boards.add(joined());
                    }
                }
                case 4 ->
                    wallboard.started(
                            story.nowMs(), story.after(random.nextInt(5_000)).nowMs());
                case 5 -> boards.forEach(board -> board.ready = random.nextBoolean());
                default -> round(250);
            }
        }
        boards.forEach(board -> board.ready = true);
        round(250);
        Board fresh = joined();
        assertThat(boards)
                .as("seed %d", seed)
                .allSatisfy(board -> assertThat(board.rows).isEqualTo(fresh.rows));
    }

    private Board joined() {
        Board board = new Board();
        feed.welcome(board, OptionalLong.empty());
        return board;
    }

    private void round(long afterMs) {
        story.after(afterMs);
        feed.round();
    }
}
