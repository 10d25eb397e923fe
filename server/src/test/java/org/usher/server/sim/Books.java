package org.usher.server.sim;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.AgentState;
import org.usher.core.api.Configuration;
import org.usher.core.api.LogEntry;
import org.usher.core.api.OfferOutcome;
import org.usher.core.api.Requirement;
import org.usher.core.api.RoutingStep;

/** What the {@link Auditor} believes of the world: plain notes, looked through from end to end whenever it wants to know something. */
final class Books {

    /** Somebody whose call the engine knows. */
    static final class Customer {
        final long callKey;
        List<Requirement> asks = List.of();
        boolean named;
        long contactId;
        long entryId;
        int queueId;
        int priority;
        long enqueuedAtMs;
        long standsMs;
        boolean firstEntry;
        int step;
        boolean seenWaiting;
        long bid;
        int ends;

        Customer(long callKey) {
            this.callKey = callKey;
        }

        boolean waits() {
            return entryId != 0 && bid == 0 && seenWaiting;
        }
    }

    /** An agent. */
    static final class Person {
        final int agentId;
        AgentState state = AgentState.LOGGED_OUT;
        long sinceMs;

        @Nullable
        OfferOutcome cause;

        int missedInRow;
        boolean wantsOut = true;
        boolean wantsPause;
        long bid;
        long talk;
        int talkQueueId;
        long wrapUpMs;
        boolean wrapUpKnown;
        long idleTurn;
        long sparedUntilMs;
        List<Integer> devices = List.of();

        Person(int agentId) {
            this.agentId = agentId;
        }

        boolean idle(long nowMs) {
            return state == AgentState.READY && nowMs >= sparedUntilMs;
        }
    }

    /** An offer. */
    static final class Bid {
        final long offerId;
        final long callKey;
        final int queueId;
        final long madeAtMs;
        final Set<Integer> ringing = new HashSet<>();
        final Set<Integer> rung = new HashSet<>();
        final Set<OfferOutcome> reported = new HashSet<>();
        boolean accepted;
        int takenBy;
        boolean late;
        boolean sent;
        long takenBackAtMs;
        int ringTimeoutMs;

        Bid(long offerId, long callKey, int queueId, long madeAtMs) {
            this.offerId = offerId;
            this.callKey = callKey;
            this.queueId = queueId;
            this.madeAtMs = madeAtMs;
        }
    }

    Configuration configuration = Configuration.EMPTY;

    /** The one that is being audited. */
    @Nullable
    LogEntry entry;

    final Map<Long, Customer> customers = new LinkedHashMap<>();
    final Map<Integer, Person> people = new LinkedHashMap<>();
    final Map<Long, Bid> bids = new LinkedHashMap<>();

    Person person(int agentId) {
        return people.computeIfAbsent(agentId, Person::new);
    }

    @Nullable
    Customer ofContact(long contactId) {
        return customers.values().stream()
                .filter(customer -> customer.contactId == contactId)
                .findFirst()
                .orElse(null);
    }

    Configuration.@Nullable Queue queue(int queueId) {
        return configuration.queues().stream()
                .filter(queue -> queue.queueId() == queueId)
                .findFirst()
                .orElse(null);
    }

    /** Whether the agent may serve the customer in this step of the queue's plan. */
    boolean mayServe(Person person, Customer customer, int step) {
        Configuration.Queue queue = queue(customer.queueId);
        Configuration.Agent agent = configuration.agents().stream()
                .filter(a -> a.agentId() == person.agentId)
                .findFirst()
                .orElse(null);
        if (queue == null || agent == null || !agent.queueIds().contains(customer.queueId)) {
            return false;
        }
        List<RoutingStep> steps = queue.plan().steps();
        RoutingStep at = steps.get(Math.min(step, steps.size() - 1));
        return customer.asks.stream()
                        .allMatch(r -> has(agent, r.skillId(), Math.max(1, r.minProficiency() - at.easesBy())))
                && at.requirements().stream().allMatch(r -> has(agent, r.skillId(), r.minProficiency()))
                && at.anyOf().stream()
                        .allMatch(group -> group.alternatives().stream()
                                .anyMatch(r -> has(agent, r.skillId(), r.minProficiency())));
    }

    private static boolean has(Configuration.Agent agent, int skillId, int level) {
        return agent.skills().stream().anyMatch(s -> s.skillId() == skillId && s.proficiency() >= level);
    }

    /** The step to which the plan leads after this time. */
    int stepAfter(Customer customer, long waitedMs) {
        Configuration.Queue queue = queue(customer.queueId);
        int step = 0;
        if (queue != null) {
            List<RoutingStep> steps = queue.plan().steps();
            long leftMs = waitedMs;
            while (step < steps.size() - 1 && leftMs >= steps.get(step).forMs()) {
                leftMs -= steps.get(step).forMs();
                step++;
            }
        }
        return step;
    }
}
