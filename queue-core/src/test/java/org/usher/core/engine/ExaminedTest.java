package org.usher.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.usher.core.api.AnswerMode;
import org.usher.core.api.Channel;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.Effect;
import org.usher.core.api.Event;
import org.usher.core.api.GoneCause;
import org.usher.core.api.LogEntry;
import org.usher.core.api.Output;
import org.usher.core.api.QueueEngine;
import org.usher.core.api.Requirement;
import org.usher.core.api.Routing;
import org.usher.core.api.RoutingPlan;
import org.usher.core.api.RoutingStep;
import org.usher.core.routing.AgentPolicy;

/** A slip back to scanning shows here: how many contacts and agents are looked at must not depend on how many there are. */
final class ExaminedTest {
    private static final int SKILLS = 50;
    private static final int SKILLS_EACH = 5;
    private static final int LEVEL = 5;
    private static final long STEP_MS = 100_000_000;
    private static final int ROUNDS = 300;

    private final State state = new State();
    private final Engine engine = new Engine(state, IndexedMatching::new);
    private final List<Effect.Offer> offers = new ArrayList<>();
    private int chats;
    private long nowMs = 1_000_000;
    private long index;

    @ParameterizedTest
    @CsvSource({"100, 0", "5000, 0", "100, 20000", "5000, 20000"})
    void shouldLookOnlyAtTheHeadsOfLines(int agents, int waiting) {
        tell(new Command.AdoptConfiguration(centre(agents)));
        for (int call = 1; call <= waiting; call++) {
            arrive(call);
        }
        for (int agent = 1; agent <= agents; agent++) {
            tell(new Command.LogIn(0, agent, List.of(agent)));
        }
        long before = state.examined.heads;
        int decisions = 0;
        for (int round = 1; round <= ROUNDS; round++) {
            arrive(1_000_000L + round);
            Effect.Offer offer = offers.get(round - 1);
            tell(new Command.OfferConnected(offer.actionId()));
            tell(new Command.ContactGone(offer.callKey(), GoneCause.HUNG_UP));
            tell(new Command.AgentLegEnded(offer.actionId()));
            decisions += 2;
        }
        assertThat(state.examined.heads - before)
                .as("an agent has " + SKILLS_EACH + " classes at most, a contact so many agents to look at")
                .isBetween(1L, (long) decisions * (1 + AgentPolicy.LOOKED_AT));
    }

    @ParameterizedTest
    @CsvSource({"100, 0", "5000, 0", "100, 20000", "5000, 20000"})
    void shouldLookOnlyAtTheHeadsOfLinesForChatsToo(int agents, int waiting) {
        chats = 3;
        tell(new Command.AdoptConfiguration(centre(agents)));
        for (int room = 1; room <= waiting; room++) {
            write(room);
        }
        for (int agent = 1; agent <= agents; agent++) {
            tell(new Command.LogIn(0, agent, List.of(agent)));
        }
        for (int room = 1; room <= agents / 2; room++) {
            write(500_000L + room);
        }
        int accepted = 0;
        for (int i = 0; i < offers.size(); i++) {
            // each accepted chat makes an agent free for the next
            tell(new Command.OfferConnected(offers.get(i).actionId()));
            accepted++;
        }
        assertThat(accepted).isGreaterThanOrEqualTo(agents / 2).isLessThanOrEqualTo(3 * agents);
        long before = state.examined.heads;
        int decisions = 0;
        for (int round = 1; round <= ROUNDS; round++) {
            int made = offers.size();
            write(1_000_000L + round);
            tell(new Command.ContactGone(offers.get(round - 1).callKey(), GoneCause.HUNG_UP));
            while (made < offers.size()) {
                tell(new Command.OfferConnected(offers.get(made).actionId()));
                made++;
                decisions++;
            }
            decisions += 2;
        }
        assertThat(state.examined.heads - before)
                .as("an agent has " + SKILLS_EACH + " classes at most, a contact so many agents to look at")
                .isBetween(1L, (long) decisions * (1 + AgentPolicy.LOOKED_AT));
    }

    @ParameterizedTest
    @CsvSource({"100", "5000"})
    void shouldLookAtOneAgentOfEachPool(int agents) {
        Configuration plain = centre(agents);
        List<Configuration.Agent> pooled = plain.agents().stream()
                .map(agent -> new Configuration.Agent(
                        agent.agentId(),
                        agent.name(),
                        agent.title(),
                        agent.skills(),
                        agent.queueIds(),
                        new Configuration.Employment(0, null, agent.agentId() % 4)))
                .toList();
        Routing routing = new Routing(
                Routing.ContactRule.QUEUE_RATIO,
                Routing.AgentRule.IDLENESS_RATIO,
                Routing.ContactWeights.DEFAULT,
                Routing.AgentWeights.DEFAULT,
                60_000,
                List.of(new Routing.Pool("a", 1), new Routing.Pool("b", 2), new Routing.Pool("c", 3)));
        tell(new Command.AdoptConfiguration(new Configuration(
                1,
                plain.skills(),
                plain.queues(),
                plain.devices(),
                pooled,
                List.of(),
                plain.settings().with(routing))));
        for (int agent = 1; agent <= agents; agent++) {
            tell(new Command.LogIn(0, agent, List.of(agent)));
        }
        long before = state.examined.heads;
        for (int round = 1; round <= ROUNDS; round++) {
            arrive(round);
            Effect.Offer offer = offers.get(round - 1);
            tell(new Command.OfferConnected(offer.actionId()));
            tell(new Command.ContactGone(offer.callKey(), GoneCause.HUNG_UP));
            tell(new Command.AgentLegEnded(offer.actionId()));
        }
        assertThat(state.examined.heads - before)
                .as("four pools and the contact itself")
                .isBetween(1L, ROUNDS * 5L);
    }

    @ParameterizedTest
    @CsvSource({"100", "5000"})
    void shouldLookAtFewAgentsForEachStepThatFallsDue(int agents) {
        tell(new Command.AdoptConfiguration(centre(agents)));
        for (int agent = 1; agent <= agents; agent++) {
            tell(new Command.LogIn(0, agent, List.of(agent)));
        }
        int contacts = 2_000;
        for (int call = 1; call <= contacts; call++) {
            arrive(call, LEVEL + 1);
        }
        assertThat(offers).as("nobody is that good").isEmpty();
        long before = state.examined.heads;
        nowMs += STEP_MS;
        tell(new Command.Tick());
        assertThat(offers).as("all steps fell due").hasSize(Math.min(agents, contacts));
        assertThat(state.examined.heads - before)
                .as("the head of each, and of the idle no more than are looked at")
                .isBetween((long) offers.size(), (1L + AgentPolicy.LOOKED_AT) * contacts);
    }

    /** Who is relaxed into a line stands between those relaxed before him and those who came to it afresh. */
    @Tag("unhurried")
    @ParameterizedTest
    @CsvSource({"200", "20000"})
    void shouldFindAPlaceAmongWhoWaitsWithoutPassingThemBy(int waiting) {
        long stepMs = waiting / 2L;
        tell(new Command.AdoptConfiguration(centre(0, stepMs)));
        int calls = 4 * waiting;
        for (int call = 1; call <= calls; call++) {
            nowMs++;
            arrive(call, 1 + call % 3);
            if (call > waiting) {
                tell(new Command.ContactGone(call - waiting, GoneCause.HUNG_UP));
            }
        }
        long hops = state.examined.hops;
        assertThat(state.contactsById.size()).isEqualTo(waiting);
        assertThat(hops / calls)
                .as("a look at each run of the deadlines and of a class whenever somebody comes, relaxes or goes")
                .isBetween(1L, 12L);
    }

    /** The worst of streams, in no order at all: a logarithm. */
    @Test
    void shouldFindAPlaceInALineInNoOrder() {
        Random random = new Random(1);
        Examined examined = new Examined();
        Line<Deadline> line = new Line<>(examined);
        int places = 100_000;
        AgentRecord owner = new AgentRecord(1);
        for (int i = 0; i < places; i++) {
            Deadline deadline = new Deadline(Deadline.Kind.AGENT_STATE, owner, i);
            deadline.since = random.nextLong(1L << 40);
            line.insert(deadline);
        }
        long before = 0;
        for (Deadline first = line.first(); first != null; first = line.first()) {
            assertThat(first.since).isGreaterThanOrEqualTo(before);
            before = first.since;
            line.remove(first);
        }
        assertThat(line.size()).isZero();
        assertThat(examined.hops / places).isBetween(1L, 3L * Line.MAX_RUNS + 17);
    }

    private void arrive(long call) {
        arrive(call, 1);
    }

    private void write(long room) {
        arrive(room, 1, Channel.CHAT);
    }

    private void arrive(long call, int level) {
        arrive(call, level, Channel.VOICE);
    }

    private void arrive(long call, int level, Channel channel) {
        int skill = 1 + (int) (call * 7 % SKILLS);
        tell(new Command.ContactArrived(
                call, channel, 1, 0, 0, 0, List.of(new Requirement(skill, level)), ContactDetails.NONE));
        tell(new Command.ContactReachable(call));
    }

    private void tell(Command command) {
        index++;
        engine.apply(new LogEntry(index, 1, QueueEngine.VERSION, nowMs + index, command), new Output() {
            @Override
            public void event(Event event) {
                Objects.requireNonNull(event);
            }

            @Override
            public void effect(Effect effect) {
                if (effect instanceof Effect.Offer offer) {
                    offers.add(offer);
                }
            }
        });
    }

    private Configuration centre(int count) {
        return centre(count, STEP_MS);
    }

    private Configuration centre(int count, long stepMs) {
        List<Configuration.Skill> skills = new ArrayList<>();
        for (int skill = 1; skill <= SKILLS; skill++) {
            skills.add(new Configuration.Skill(skill, "skill" + skill));
        }
        List<Configuration.Agent> agents = new ArrayList<>();
        List<Configuration.Device> devices = new ArrayList<>();
        for (int agent = 1; agent <= count; agent++) {
            List<Configuration.SkillLevel> levels = new ArrayList<>();
            for (int i = 0; i < SKILLS_EACH; i++) {
                levels.add(new Configuration.SkillLevel(1 + (agent + i * 11) % SKILLS, LEVEL));
            }
            agents.add(new Configuration.Agent(agent, "agent" + agent, "Agent", levels, List.of(1), chats));
            devices.add(new Configuration.Device(agent, 1, "phone" + agent));
        }
        Configuration.Queue queue = new Configuration.Queue(
                1,
                "queue",
                "Queue",
                AnswerMode.ON_ENTRY,
                0,
                new RoutingPlan(
                        List.of(new RoutingStep(List.of(), stepMs), new RoutingStep(List.of(), List.of(), 1, 0))),
                20_000_000,
                0,
                0,
                0,
                0,
                new Configuration.ServiceLevelTarget(80, 20_000));
        return new Configuration(1, skills, List.of(queue), devices, agents, List.of(), Configuration.Settings.DEFAULT);
    }
}
