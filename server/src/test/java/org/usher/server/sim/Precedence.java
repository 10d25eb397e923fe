package org.usher.server.sim;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.usher.core.api.Configuration;
import org.usher.core.api.Requirement;
import org.usher.core.api.Routing;
import org.usher.core.api.Routing.AgentWeights;
import org.usher.core.api.Routing.ContactWeights;
import org.usher.core.api.RoutingStep;
import org.usher.core.api.Urgency;
import org.usher.core.api.WaitingCost;
import org.usher.server.sim.Books.Customer;
import org.usher.server.sim.Books.Person;

/** Who comes first by the centre's routing rules, as the API states them; worked out anew whenever it is asked for. */
record Precedence(Books books, WorkAudit work) {
    /** By so much two ways of counting in whole milliseconds may differ. */
    static final double ROUNDED_MS = 20;

    /** Numbers of agents count in whole millionths. */
    private static final long UNIT = 1_000_000;

    private static final double ALIKE = 0.5 / UNIT;

    /** Shares of work, added up in two ways, may differ by so much. */
    private static final double DOUBTFUL = 1e-4;

    private static final double MINUTE_MS = 60_000;

    /** What the customer's wait counts for; the higher, the sooner he is served. */
    double counts(Customer customer, long atMs) {
        Configuration.Settings settings = books.configuration.settings();
        Configuration.Queue queue = books.queue(customer.queueId);
        double ageMs = atMs - customer.standsMs;
        double byRule = queue == null ? ageMs : byRule(queue, ageMs, settings.routing());
        return byRule + (double) customer.priority * settings.priorityStepMs();
    }

    private double byRule(Configuration.Queue queue, double ageMs, Routing routing) {
        return switch (routing.contacts()) {
            case LONGEST_WAIT -> ageMs;
            case WEIGHTED_WAIT -> aged(queue.urgency(), ageMs);
            case TARGET_RATIO -> ageMs * MINUTE_MS / queue.serviceLevelTarget().withinMs();
            case QUEUE_RATIO -> {
                double shares = books.configuration.queues().stream()
                        .mapToInt(q -> q.urgency().share())
                        .sum();
                double all = books.configuration.queues().stream()
                        .mapToLong(q -> waiting(q.queueId()))
                        .sum();
                yield (waiting(queue.queueId()) - queue.urgency().share() / shares * all) * MINUTE_MS;
            }
            case INDEX -> {
                ContactWeights weights = routing.contactWeights();
                double waiting = waiting(queue.queueId());
                yield aged(queue.urgency(), ageMs) * weights.waitPercent() / 100
                        + weights.perWaitingMs() * waiting
                        + weights.perLoadMs() * waiting / Math.max(1, staff(queue.queueId()))
                        + weights.perCostMs() * cost(queue.urgency().cost(), ageMs)
                        + weights.lineMs() * waiting / (waiting + Math.max(1, staff(queue.queueId())));
            }
        };
    }

    /** Who stands in the queue's line, in wait or on offer. */
    private long waiting(int queueId) {
        return books.customers.values().stream()
                .filter(customer -> customer.entryId != 0 && customer.queueId == queueId)
                .count();
    }

    private long staff(int queueId) {
        return books.configuration.agents().stream()
                .filter(agent -> agent.queueIds().contains(queueId))
                .filter(agent -> books.person(agent.agentId()).isLoggedIn())
                .count();
    }

    /** Straight lines from (0, 0) through the points, and on as steep as the last. */
    private static double aged(Urgency urgency, double ageMs) {
        double fromMs = 0;
        double fromCounts = 0;
        double slope = 1;
        for (Urgency.Point point : urgency.aging()) {
            slope = (point.countsMs() - fromCounts) / (point.waitedMs() - fromMs);
            if (ageMs <= point.waitedMs()) {
                break;
            }
            if (!point.equals(urgency.aging().getLast())) {
                fromMs = point.waitedMs();
                fromCounts = point.countsMs();
            }
        }
        return fromCounts + (ageMs - fromMs) * slope;
    }

    /** What a minute more of a wait this long costs, for each minute that an agent then needs. */
    private static double cost(WaitingCost cost, double ageMs) {
        List<WaitingCost.Rate> rates = cost.rates();
        if (rates.isEmpty()) {
            return 0;
        }
        double rate = rates.getLast().perMinute();
        for (int i = rates.size() - 1; i >= 0; i--) {
            WaitingCost.Rate point = rates.get(i);
            if (ageMs < point.waitedMs()) {
                WaitingCost.Rate before = rates.get(Math.max(0, i - 1));
                double run = Math.max(1, point.waitedMs() - before.waitedMs());
                double into = Math.clamp((ageMs - before.waitedMs()) / run, 0, 1);
                rate = before.perMinute() + (point.perMinute() - before.perMinute()) * into;
            }
        }
        return rate * MINUTE_MS / cost.handlingMs();
    }

    /**
     * Whether of two agents, the first idle, the second so until he was rung just now, who may serve the customer, the first is to be rung
     * rather than the second. In doubt he is not.
     */
    boolean isBefore(Person first, Person second, Customer customer, long atMs) {
        if (first.chats.size() != second.chats.size()) {
            return first.chats.size() < second.chats.size();
        }
        double difference = rank(first, second, customer, atMs) - rank(second, second, customer, atMs);
        Routing routing = books.configuration.settings().routing();
        boolean byWhoIsIdle = routing.agents() == Routing.AgentRule.IDLENESS_RATIO
                || routing.agents() == Routing.AgentRule.BEST_COVERED;
        boolean doubtful = byWhoIsIdle
                ? books.people.values().stream().anyMatch(p -> p.idle(atMs) && !p.wasIdle(atMs))
                : routing.asksForOccupancy() && Math.abs(difference) < DOUBTFUL;
        return !doubtful && (difference < -ALIKE || (difference < ALIKE && first.idleTurn < second.idleTurn));
    }

    private double rank(Person person, Person rung, Customer customer, long atMs) {
        Configuration.Agent agent = agent(person.agentId);
        Routing routing = books.configuration.settings().routing();
        return switch (routing.agents()) {
            case LONGEST_IDLE -> 0;
            case LEAST_OCCUPIED -> work.logShare(person, atMs);
            case BEST_PROFICIENCY -> -proficiency(agent, customer);
            case FEWEST_SKILLS -> agent.skills().size();
            case MOST_REPLACEABLE -> among(agent, _ -> true);
            // they are never more than the eight that are looked at
            case BEST_COVERED -> among(agent, other -> isFree(other, rung, atMs));
            case IDLENESS_RATIO -> -surplus(agent, rung, atMs);
            case INDEX -> {
                AgentWeights weights = routing.agentWeights();
                yield weights.skills() * agent.skills().size()
                        - weights.proficiency() * proficiency(agent, customer)
                        + weights.scarcity() * among(agent, _ -> true)
                        + (double) weights.cost() * agent.employment().cost()
                        + (weights.occupancy() == 0 ? 0 : weights.occupancy() * work.logShare(person, atMs));
            }
        };
    }

    /** By how many more of the agent's pool are idle than its share of all who are. */
    private double surplus(Configuration.Agent agent, Person rung, long atMs) {
        double idle = 0;
        double all = 0;
        for (Configuration.Agent other : books.configuration.agents()) {
            boolean free = isFree(other, rung, atMs);
            all += free ? 1 : 0;
            idle += free && pool(other) == pool(agent) ? 1 : 0;
        }
        List<Routing.Pool> pools = books.configuration.settings().routing().pools();
        double shares = 1 + pools.stream().mapToInt(Routing.Pool::share).sum();
        double share = pool(agent) == 0 ? 1 : pools.get(pool(agent) - 1).share();
        return idle - share / shares * all;
    }

    private int pool(Configuration.Agent agent) {
        int poolId = agent.employment().poolId();
        return poolId <= books.configuration.settings().routing().pools().size() ? poolId : 0;
    }

    private int proficiency(Configuration.Agent agent, Customer customer) {
        Configuration.Queue queue = books.queue(customer.queueId);
        if (queue == null) {
            return 0;
        }
        RoutingStep step = queue.plan()
                .steps()
                .get(Math.min(customer.step, queue.plan().steps().size() - 1));
        Set<Integer> asked = Stream.concat(customer.asks.stream(), step.requirements().stream())
                .map(Requirement::skillId)
                .collect(Collectors.toSet());
        return agent.skills().stream()
                .filter(level -> asked.contains(level.skillId()))
                .mapToInt(Configuration.SkillLevel::proficiency)
                .sum();
    }

    /** The sum over his skills and queues of 1 ÷ (so many of these have it). */
    private double among(Configuration.Agent agent, Predicate<Configuration.Agent> whom) {
        List<Configuration.Agent> these =
                books.configuration.agents().stream().filter(whom).toList();
        long sum = 0;
        for (Configuration.SkillLevel level : agent.skills()) {
            sum += part(these.stream()
                    .filter(other -> other.skills().stream().anyMatch(l -> l.skillId() == level.skillId())));
        }
        for (int queueId : agent.queueIds()) {
            sum += part(these.stream().filter(other -> other.queueIds().contains(queueId)));
        }
        return (double) sum / UNIT;
    }

    private static long part(Stream<Configuration.Agent> agents) {
        return UNIT / Math.max(1, agents.count());
    }

    /** Whether he takes a call, or did until he was rung just now. */
    private boolean isFree(Configuration.Agent agent, Person rung, long atMs) {
        Person person = books.person(agent.agentId());
        return (person == rung || person.idle(atMs)) && books.takesCalls(person);
    }

    private Configuration.Agent agent(int agentId) {
        Configuration.Agent agent = books.agent(agentId);
        if (agent == null) {
            throw new IllegalStateException("agent " + agentId + " is not in the centre");
        }
        return agent;
    }

    /** How exactly this rule can be checked. */
    double roundedMs() {
        Routing.ContactRule rule = books.configuration.settings().routing().contacts();
        return rule == Routing.ContactRule.INDEX ? ROUNDED_MS : 2;
    }
}
