package org.usher.server.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.usher.core.api.AgentState;
import org.usher.core.api.Configuration;
import org.usher.core.api.ReplyCode;
import org.usher.server.Story;
import org.usher.server.history.ContactNotes;
import org.usher.server.wallboard.FeedClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The rounds of the desks' feed under virtual time; in a browser see DeskPageIT and MorningIT. */
final class DeskFeedTest {
    private static final long START_MS = 1_700_000_000_000L;
    private final DeskBoard board = new DeskBoard(CrmLink.NONE);
    private final Story story = new Story(START_MS, board).adopt(Story.CENTRE);
    private final DeskFeed feed = new DeskFeed(
            new DeskFeed.Sources(
                    board,
                    new DayFigures(ZoneOffset.UTC),
                    () -> Dispositions.NONE,
                    () -> CannedReplies.NONE,
                    DeskSettings.DEFAULT,
                    this::nothingNoted,
                    Map::of),
            request -> CompletableFuture.completedFuture(ReplyCode.ACCEPTED),
            story::nowMs);

    @AfterEach
    void close() {
        feed.close();
    }

    private List<ContactNotes.Note> nothingNoted(
            String caller, long exceptContactId, Set<Integer> queueIds, int limit) {
        return List.of();
    }

    private static final class Page implements FeedClient {
        private final List<JsonNode> messages = new ArrayList<>();
        private final CompletableFuture<String> dropped = new CompletableFuture<>();
        private boolean broken;

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void send(byte[] message) {
            if (broken) {
                throw new IllegalStateException("broken, as the test has it");
            }
            messages.add(JsonMapper.shared().readTree(new String(message, StandardCharsets.UTF_8)));
        }

        @Override
        public void replace() {
            drop("replaced");
        }

        @Override
        public void drop(String why) {
            dropped.complete(why);
        }

        private JsonNode last() {
            return messages.getLast();
        }
    }

    @Test
    void shouldTellAPageOnceWhatChanged() {
        Page alice = new Page();
        feed.welcome(alice, "alice");
        assertThat(alice.last().path("type").asString()).isEqualTo("state");
        story.after(1_000).state(Story.ALICE, AgentState.LOGGED_OUT, AgentState.READY);
        feed.round();
        feed.round();
        assertThat(alice.messages).hasSize(2);
        assertThat(alice.last().path("type").asString()).isEqualTo("changes");
        assertThat(alice.last().path("desk").path("state").asString()).isEqualTo("READY");
    }

    @Test
    void shouldTellThePageOfAnAgentWhomTheCentreKnowsNoMoreAndAgainWhenItDoes() {
        Page alice = new Page();
        feed.welcome(alice, "alice");
        story.adopt(withoutAlice());
        feed.round();
        assertThat(alice.last().path("type").asString())
                .as("all of it, since a change that is null would say: as before")
                .isEqualTo("state");
        assertThat(alice.last().path("desk").isNull()).isTrue();
        feed.round();
        assertThat(alice.messages).hasSize(2);
        story.adopt(Story.CENTRE);
        feed.round();
        assertThat(alice.last().path("desk").path("name").asString()).isEqualTo("alice");
    }

    @Test
    void shouldDropAPageThatCanNotBeWelcomedSoThatItComesAnew() throws Exception {
        Page alice = new Page();
        alice.broken = true;
        assertThat(feed.join(alice, "alice")).isTrue();
        assertThat(alice.dropped.get(10, TimeUnit.SECONDS)).contains("try again");
    }

    @Test
    void shouldTellTheOthersOfARoundInWhichOnePageFails() {
        Page alice = new Page();
        Page bob = new Page();
        feed.welcome(alice, "alice");
        feed.welcome(bob, "bob");
        alice.broken = true;
        story.after(1_000).state(Story.ALICE, AgentState.LOGGED_OUT, AgentState.READY);
        story.state(Story.BOB, AgentState.LOGGED_OUT, AgentState.READY);
        feed.round();
        assertThat(alice.dropped).isCompleted();
        assertThat(bob.dropped).isNotCompleted();
        assertThat(bob.last().path("desk").path("state").asString()).isEqualTo("READY");
    }

    private static Configuration withoutAlice() {
        Configuration all = Story.CENTRE;
        return new Configuration(
                2,
                all.skills(),
                all.queues(),
                all.devices(),
                all.agents().stream()
                        .filter(agent -> agent.agentId() != Story.ALICE)
                        .toList(),
                all.pauseReasons(),
                all.settings());
    }
}
