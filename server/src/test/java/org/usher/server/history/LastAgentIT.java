package org.usher.server.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.usher.core.api.EntryOutcome;
import org.usher.core.api.Event;
import org.usher.server.Story;

/** Who served a customer last is learnt, on a real MariaDB. */
final class LastAgentIT extends HistoryOnMariaDb {
    @BeforeEach
    void fill() throws SQLException {
        try (Connection connection = database.connection();
                Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM customers");
            statement.execute("INSERT INTO customers (customer_id, name, last_agent, last_agent_fixed) VALUES"
                    + " ('C-1', 'Ada', '', FALSE), ('C-2', 'Ben', 'carla', TRUE), ('C-3', 'Cleo', 'carla', FALSE)");
        }
    }

    @Test
    void shouldBeWhoTalkedWithHimLastUnlessHisRowSaysOtherwise() throws Exception {
        try (HistoryWriter writer = writer(1_000)) {
            Story story = new Story(START_MS, log::add).adopt(Story.CENTRE);
            served(story, "C-1", Story.BOB);
            served(story, "C-1", Story.ALICE);
            served(story, "C-2", Story.ALICE);
            served(story, "C-9", Story.ALICE);
            served(story, "Zoë Ünal", Story.ALICE);
            served(story, "", Story.ALICE);
            long gaveUp = story.call(Story.BILLING, "3");
            story.say(new Event.CustomerIdentified(story.nowMs(), gaveUp, Story.BILLING, "C-3"))
                    .after(30_000)
                    .abandon(gaveUp, Story.BILLING, 30_000, EntryOutcome.ABANDONED);
            log.forEach(writer::accept); // all in one batch, or nearly
            awaitWritten(writer, log.getLast().index());
            await().untilAsserted(() ->
                    assertThat(lastAgents()).isEqualTo(Map.of("C-1", "alice", "C-2", "carla", "C-3", "carla")));

            int before = log.size();
            served(story, "C-1", Story.BOB);
            log.subList(before, log.size()).forEach(writer::accept);
            awaitWritten(writer, log.getLast().index());
            await().untilAsserted(() -> assertThat(lastAgents()).containsEntry("C-1", "bob"));
        }
    }

    @Test
    void shouldNotKeepTheHistoryWaitingForACustomerWhoseRowIsLocked() throws Exception {
        try (HistoryWriter writer = writer(1_000);
                Connection locker = database.connection();
                Statement lock = locker.createStatement()) {
            locker.setAutoCommit(false);
            lock.executeUpdate("UPDATE customers SET name = 'Ada L.' WHERE customer_id = 'C-1'");
            Story story = new Story(START_MS, log::add).adopt(Story.CENTRE);
            served(story, "C-1", Story.BOB);
            served(story, "C-3", Story.ALICE);
            log.forEach(writer::accept);
            awaitWritten(writer, log.getLast().index());
            await().until(() -> writer.lastAgentsLost() == 1);
            await().until(() -> "alice".equals(lastAgents().get("C-3")));
            locker.rollback();
            assertThat(lastAgents()).containsEntry("C-1", "");
            assertThat(writer.figures().trouble()).isEmpty();
        }
    }

    @Test
    void shouldWriteTheHistoryThoughThereIsNoTableOfCustomers() throws Exception {
        try (HistoryWriter writer = writer(1_000);
                Connection connection = database.connection();
                Statement statement = connection.createStatement()) {
            statement.execute("RENAME TABLE customers TO customers_away");
            try {
                Story story = new Story(START_MS, log::add).adopt(Story.CENTRE);
                served(story, "C-1", Story.BOB);
                served(story, "C-3", Story.BOB);
                log.forEach(writer::accept);
                awaitWritten(writer, log.getLast().index());
                await().until(() -> writer.lastAgentsLost() == 2);
                int before = log.size();
                served(story, "C-1", Story.ALICE);
                log.subList(before, log.size()).forEach(writer::accept);
                awaitWritten(writer, log.getLast().index());
                assertThat(count("talks")).isEqualTo(3);
                assertThat(writer.figures().trouble()).isEmpty();
            } finally {
                statement.execute("RENAME TABLE customers_away TO customers");
            }
        }
    }

    private static void served(Story story, String customer, int agentId) {
        long contact = story.call(Story.BILLING, "1");
        if (!customer.isEmpty()) {
            story.say(new Event.CustomerIdentified(story.nowMs(), contact, Story.BILLING, customer));
        }
        story.answer(contact, Story.BILLING, agentId, 0);
        story.after(10_000).hangUp(contact, agentId, 10_000);
    }

    private Map<String, String> lastAgents() throws SQLException {
        Map<String, String> found = new TreeMap<>();
        try (Connection connection = database.connection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT customer_id, last_agent FROM customers")) {
            while (rows.next()) {
                found.put(rows.getString(1), rows.getString(2));
            }
        }
        return found;
    }
}
