package org.usher.server.sim;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.AgentState;
import org.usher.core.api.Channel;
import org.usher.core.api.Configuration;
import org.usher.core.api.LogEntry;
import org.usher.core.api.OfferOutcome;
import org.usher.core.api.Requirement;
import org.usher.core.api.RoutingStep;

/** What the {@link Auditor} believes of the world: plain notes, looked through from end to end whenever it wants to know something. */
final class Books {

    /** Somebody whose call the engine knows, or who is to be called back. */
    static final class Customer {
        /** Of who has no call yet, less than 0: that of his contact. */
        long callKey;

        Channel channel = Channel.VOICE;
        List<Requirement> asks = List.of();
        boolean named;
        long contactId;
        long entryId;
        int queueId;
        int priority;
        long enqueuedAtMs;
        long standsMs;
        long queuedAtMs;
        long limitFromMs;
        boolean atHead;

        /** Whether nothing but his wait and his priority says where he stands. */
        boolean plain;

        /** Where he stood last, if he is to stand there again. */
        @Nullable
        Stand kept;

        /** Whether it has been said that somebody was taken before him. */
        boolean passedOver;

        /** When a callback is in line again, and by which entry it was said so. */
        long awayUntilMs;

        long awaySince;
        int step;
        boolean seenWaiting;
        long seenBy;
        long bid;

        /** Since when he talks, if that was learnt late: he has waited no longer than until then. */
        long answeredAtMs;

        int ends;

        Customer(long callKey) {
            this.callKey = callKey;
        }

        boolean hasCall() {
            return callKey != -contactId;
        }

        /** Whether he could be offered at this time, or, if in doubt, could not. */
        boolean mayWait(long nowMs) {
            return entryId != 0 && bid == 0 && seenWaiting && awayUntilMs <= nowMs;
        }

        /** The same of a time within this entry: what it says of him comes after the deadlines that were due before. */
        boolean waitedBy(long atMs, LogEntry now) {
            return waits(now) && (seenBy < now.index() || atMs == now.atMs());
        }

        /** Whether he can be offered, and that has been known since before this entry. */
        boolean waits(LogEntry now) {
            return mayWait(now.atMs()) && (awaySince == 0 || awaySince < now.index());
        }
    }

    /** A place in a line. */
    record Stand(boolean plain, int queueId, int priority, long enqueuedAtMs, long standsMs) {}

    /** A chat of an agent's. */
    static final class Chat {
        final long offerId;
        final long contactId;
        long overAtMs;
        long wrapUpMs;

        Chat(long offerId, long contactId) {
            this.offerId = offerId;
            this.contactId = contactId;
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
        long heldUntilMs;
        boolean sparedAfterLeg;
        List<Integer> devices = List.of();
        final Map<Long, Chat> chats = new LinkedHashMap<>();

        Person(int agentId) {
            this.agentId = agentId;
        }

        boolean idle(long nowMs) {
            return state == AgentState.READY && nowMs >= sparedUntilMs && nowMs >= heldUntilMs && !wantsOut;
        }

        /** The same, and not just from this very moment on. */
        boolean wasIdle(long nowMs) {
            return idle(nowMs) && nowMs > sparedUntilMs && nowMs > heldUntilMs;
        }

        boolean isLoggedIn() {
            return state != AgentState.LOGGED_OUT;
        }
    }

    /** An offer. */
    static final class Bid {
        final long offerId;
        final int queueId;
        final long madeAtMs;
        long callKey;
        Channel channel = Channel.VOICE;
        final Set<Integer> ringing = new HashSet<>();
        final Set<Integer> rung = new HashSet<>();
        final Set<OfferOutcome> reported = new HashSet<>();
        boolean accepted;
        int takenBy;
        boolean late;
        boolean sent;
        long takenBackAtMs;
        boolean beingTakenBack;
        boolean givenUp;
        /** When word of it must have come, but for a moment's grace. */
        long untilMs;

        long connectedAtMs;
        long endedAtMs;

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

    /** A caller who is to be called back and is still in the waiting room: whoever keeps him there must send him off. */
    long toBeSentOff;

    final Map<Long, Customer> customers = new LinkedHashMap<>();
    final Map<Integer, Person> people = new LinkedHashMap<>();
    final Map<Long, Bid> bids = new LinkedHashMap<>();

    /** The customer is carried by this call from now on, or by none. */
    void carry(Customer customer, long callKey) {
        customers.remove(customer.callKey);
        bids.values().stream().filter(bid -> bid.callKey == customer.callKey).forEach(bid -> bid.callKey = callKey);
        customer.callKey = callKey;
        customers.put(callKey, customer);
    }

    /** When that happened of which the entry's command tells: what it says, if that can be, or now. */
    static long happenedAtMs(long saidMs, long earliestMs, long nowMs) {
        return saidMs == 0 ? nowMs : Math.clamp(saidMs, Math.min(earliestMs, nowMs), nowMs);
    }

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

    Configuration.@Nullable Agent agent(int agentId) {
        return configuration.agents().stream()
                .filter(agent -> agent.agentId() == agentId)
                .findFirst()
                .orElse(null);
    }

    Configuration.@Nullable Queue queue(int queueId) {
        return configuration.queues().stream()
                .filter(queue -> queue.queueId() == queueId)
                .findFirst()
                .orElse(null);
    }

    /** Whether the agent may serve the customer, beside the chats he has, in this step of the queue's plan. */
    boolean mayServe(Person person, Customer customer, int step) {
        Configuration.Queue queue = queue(customer.queueId);
        Configuration.Agent agent = agent(person.agentId);
        if (queue == null
                || agent == null
                || !agent.queueIds().contains(customer.queueId)
                || !hasRoom(person, agent, customer.channel)) {
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

    /** Calls and callbacks take the agent whole; so many chats as he takes go beside each other. */
    private boolean hasRoom(Person person, Configuration.Agent agent, Channel channel) {
        return channel == Channel.CHAT ? person.chats.size() < agent.chatCapacity() : takesCalls(person);
    }

    /** Whether what he has already lets him take a call, once he is idle. */
    boolean takesCalls(Person person) {
        return person.chats.isEmpty() || configuration.settings().callsDuringChats();
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
