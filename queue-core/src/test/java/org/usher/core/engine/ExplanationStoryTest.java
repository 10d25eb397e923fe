package org.usher.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.usher.core.engine.Centre.FRENCH;
import static org.usher.core.engine.Centre.GERMAN;
import static org.usher.core.engine.Centre.level;
import static org.usher.core.engine.Centre.needs;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.usher.core.api.AgentState;
import org.usher.core.api.EngineView.ContactState;
import org.usher.core.api.Explanation;
import org.usher.core.api.Explanation.Candidate;
import org.usher.core.api.Explanation.Rival;
import org.usher.core.api.Explanation.Terms;
import org.usher.core.api.Explanation.Verdict;
import org.usher.core.api.GoneCause;
import org.usher.core.api.Requirement;

/** Asked why, the engine names who else there is, what each wait counts for, and what keeps every agent from being rung. */
final class ExplanationStoryTest {
    /** Agent 1 talks, 2 lacks German, 3 serves the other queue alone, 4 has not logged in. */
    private static Scenario busy() {
        Centre centre = new Centre()
                .queue(1)
                .queue(2, 3, 0, 0)
                .agent(1, List.of(1, 2), level(GERMAN, 8))
                .agent(2, List.of(1), level(GERMAN, 4), level(FRENCH, 9))
                .agent(3, List.of(2))
                .agent(4, List.of(1), level(GERMAN, 9));
        return Scenario.in(centre)
                .logsIn(1, 2)
                .waits(100, 1, needs(GERMAN, 5))
                .answers(1)
                .waits(101, 1, needs(GERMAN, 5))
                .passes(10_000)
                .waits(102, 1, needs(GERMAN, 5))
                .waits(103, 2)
                .passes(5_000);
    }

    @Test
    void shouldSayWhyAContactWaits() {
        Scenario story = busy();
        Explanation.OfContact why = story.explainContact(102).orElseThrow();
        assertThat(why.state()).isEqualTo(ContactState.WAITING);
        assertThat(why.offerable()).isTrue();
        assertThat(why.configurationRevision()).isEqualTo(1);
        assertThat(why.routing()).isEqualTo(Centre.PLAIN);
        assertThat(why.terms()).isEqualTo(new Terms(5_000, 5_000, 0));
        assertThat(why.aheadInLine()).as("101 asks for the same").isEqualTo(1);
        assertThat(why.rivals())
                .containsExactly(
                        new Rival(story.idOf(103), 2, new Terms(5_000, 5_000, 180_000)),
                        new Rival(story.idOf(101), 1, new Terms(15_000, 15_000, 0)));
        assertThat(why.candidates())
                .containsExactly(
                        new Candidate(4, Verdict.NOT_IDLE, AgentState.LOGGED_OUT, 0, 0, null),
                        new Candidate(1, Verdict.NOT_IDLE, AgentState.ON_CONTACT, 0, 0, null),
                        new Candidate(2, Verdict.LACKS_SKILL, AgentState.READY, 0, 0, new Requirement(GERMAN, 5)));
        assertThat(why.candidatesLeftOut()).isZero();
    }

    @Test
    void shouldSayWhomAnAgentWouldTakeAndTakeThatOne() {
        Scenario story = busy();
        Explanation.OfAgent why = story.explainAgent(1).orElseThrow();
        assertThat(why.idle()).isFalse();
        assertThat(why.next()).extracting(Rival::contactId).containsExactly(story.idOf(103), story.idOf(101));
        story.goes(100, GoneCause.HUNG_UP).legEnds(1).passes(10_000);
        assertThat(story.agentOf(103)).isEqualTo(1);
        assertThat(story.explainContact(103).orElseThrow().state()).isEqualTo(ContactState.OFFERED);
        assertThat(story.explainContact(103).orElseThrow().offerable()).isFalse();
    }

    @Test
    void shouldExplainNobodyWhoDoesNotWait() {
        Scenario story = busy();
        assertThat(story.explainContact(100)).as("in a talk").isEmpty();
        assertThat(story.explainAgent(9)).isEqualTo(Optional.empty());
        long hash = story.stateHash();
        story.explainContact(101);
        assertThat(story.stateHash()).as("asking changes nothing").isEqualTo(hash);
    }

    @Test
    void shouldNameTheLikeliestAgentFirst() {
        Centre centre = new Centre()
                .queue(1)
                .agent(1, List.of(1))
                .agent(2, List.of(1), level(GERMAN, 8))
                .agent(3, List.of(1), level(GERMAN, 9));
        Scenario story = Scenario.in(centre)
                .logsIn(1, 2)
                .waits(100, 1, needs(GERMAN, 5))
                .answers(2)
                .arrives(101, 1, needs(GERMAN, 5))
                .logsIn(3);
        Explanation.OfContact why = story.explainContact(101).orElseThrow();
        assertThat(why.offerable()).as("not yet in the waiting room").isFalse();
        assertThat(why.candidates())
                .containsExactly(
                        new Candidate(3, Verdict.FREE, AgentState.READY, 0, 0, null),
                        new Candidate(2, Verdict.NOT_IDLE, AgentState.ON_CONTACT, 0, 0, null),
                        new Candidate(1, Verdict.LACKS_SKILL, AgentState.READY, 0, 0, new Requirement(GERMAN, 5)));
    }
}
