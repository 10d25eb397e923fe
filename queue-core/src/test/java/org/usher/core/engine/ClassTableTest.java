package org.usher.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.usher.core.api.Channel;
import org.usher.core.api.Command;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.Requirement;

final class ClassTableTest {
    private final State state = new State();
    private final ClassTable table = new ClassTable(state);

    private WaitingClass classOf(long id, int priority, int level) {
        return table.classOf(contact(id, priority, level).entry);
    }

    private ContactRecord contact(long id, int priority, int level) {
        Command.ContactArrived arrival = new Command.ContactArrived(
                id,
                Channel.VOICE,
                1,
                priority,
                0,
                0,
                List.of(new Requirement(Centre.GERMAN, level), new Requirement(Centre.FRENCH, 11 - level)),
                ContactDetails.NONE);
        return new ContactRecord(id, arrival, state.queues.get(1), id);
    }

    @Test
    void shouldFindTheSameClassForTheSameWish() {
        adopt(new Centre().queue(1));
        assertThat(classOf(1, 0, 3)).isSameAs(classOf(2, 0, 3)).isNotSameAs(classOf(3, 1, 3));
        assertThat(classOf(4, 0, 4)).isNotSameAs(classOf(5, 0, 3));
    }

    @Test
    void shouldHaveALineOfEachAgentsOwn() {
        Centre centre = new Centre().queue(1);
        for (int agent = 1; agent <= 1_000; agent++) {
            centre.agent(agent, List.of(1));
        }
        adopt(centre);
        for (int agent = 1; agent <= 1_000; agent++) {
            ContactRecord contact = contact(agent, 0, 3);
            AgentRecord preferred = Objects.requireNonNull(state.agents.get(agent));
            contact.entry.preference = new Preference(contact, preferred, 0);
            assertThat(table.classOf(contact.entry).agentId).isEqualTo(agent);
        }
        assertThat(table.classOf(contact(1_001, 0, 3).entry).agentId)
                .as("anybody's")
                .isZero();
    }

    @Test
    void shouldForgetClassesThatNobodyUsesWhenThereAreTooMany() {
        Centre centre = new Centre().queue(1).agent(1, List.of(1), Centre.level(1, 10), Centre.level(2, 10));
        for (int queueId = 2; queueId <= 5; queueId++) {
            centre.queue(queueId);
        }
        adopt(centre);
        WaitingClass used = classOf(1, 7, 7);
        used.contacts = 1;
        long id = 1;
        int largest = 0;
        for (int round = 0; round < 4; round++) {
            queue().priority = round * 1_000;
            for (int priority = -100; priority <= 100; priority++) {
                for (int level = 1; level <= 10; level++) {
                    classOf(++id, priority, level);
                    largest = Math.max(largest, table.size());
                }
            }
        }
        assertThat(largest).isEqualTo(4_096);
        queue().priority = 0;
        assertThat(classOf(++id, 7, 7)).as("kept, because it is in use").isSameAs(used);
        assertThat(Objects.requireNonNull(state.agents.get(1)).seatCount).isEqualTo(table.size());
    }

    private QueueRecord queue() {
        return Objects.requireNonNull(state.queues.get(1));
    }

    private void adopt(Centre centre) {
        Adoption.load(state, centre.build(1));
        table.clear();
    }
}
