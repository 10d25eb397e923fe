package org.usher.core.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.Routing;
import org.usher.core.routing.ContactPolicy;

/**
 * Finds the pairs by looking at as little as possible.
 *
 * <p>After every step no idle agent is left beside an offerable contact that he may serve. So a step that makes one agent idle needs
 * only a look at the first contacts of the classes he may serve; one that makes one contact offerable, at the longest idle agent of
 * its class; and a step that changed more, only at the classes it stirred. An agent who finds a contact at once is never entered among
 * the idle: under load, when it matters, that is nearly always.
 */
final class IndexedMatching implements Matching {
    private static final Comparator<WaitingClass> BY_FIRST = (a, b) -> a.isBefore(b) ? -1 : b.isBefore(a) ? 1 : 0;

    private final State state;
    private final ClassTable classes;
    private final List<AgentRecord> freshAgents = new ArrayList<>();
    private final List<ContactRecord> freshContacts = new ArrayList<>();
    private boolean allStirred;

    private ContactPolicy policy = ContactPolicy.of(Routing.DEFAULT);

    /** How many are in the lines of all queues of the configuration, in wait or on offer, and the sum of the queues' shares of them. */
    private long waiting;

    private long shares;

    /** Whether any queue promises that nobody is passed over. */
    private boolean promises;

    private long nowMs;

    IndexedMatching(State state) {
        this.state = state;
        this.classes = new ClassTable(state);
    }

    @Override
    public void joined(ContactRecord contact) {
        WaitingClass waitingClass = contact.entry.waitingClass;
        if (waitingClass == null) {
            waitingClass = classes.classOf(contact.entry);
            belong(contact, waitingClass);
        }
        if (contact.isOfferable()) {
            offerable(contact);
        }
    }

    @Override
    public void left(ContactRecord contact, boolean forGood) {
        notOfferable(contact);
        if (forGood) {
            forget(contact);
        }
    }

    @Override
    public void forget(ContactRecord contact) {
        WaitingClass waitingClass = Objects.requireNonNull(contact.entry.waitingClass);
        waitingClass.contacts--;
        contact.entry.waitingClass = null;
        waiting -= waitingClass.queue.vanished ? 0 : 1;
    }

    private void belong(ContactRecord contact, WaitingClass waitingClass) {
        waitingClass.contacts++;
        contact.entry.waitingClass = waitingClass;
        waiting += waitingClass.queue.vanished ? 0 : 1;
    }

    @Override
    public void changed(ContactRecord contact) {
        if (contact.phase == ContactPhase.WAITING) {
            left(contact, true);
        } else {
            forget(contact);
        }
        joined(contact);
    }

    @Override
    public void offerable(ContactRecord contact) {
        Objects.requireNonNull(contact.entry.waitingClass).line.insert(contact.entry);
        freshContacts.add(contact);
    }

    @Override
    public void notOfferable(ContactRecord contact) {
        if (contact.entry.isPlaced()) {
            Objects.requireNonNull(contact.entry.waitingClass).line.remove(contact.entry);
        }
    }

    @Override
    public void idle(AgentRecord agent) {
        classes.count(agent);
        if (!agent.fresh) {
            agent.fresh = true;
            freshAgents.add(agent);
        }
    }

    @Override
    public void heldBack(AgentRecord agent) {
        idle(agent);
    }

    @Override
    public void inDanger(ContactRecord contact) {
        freshContacts.add(contact);
    }

    @Override
    public void busy(AgentRecord agent) {
        classes.count(agent);
        if (agent.seated) {
            ClassTable.unseat(agent);
        }
    }

    @Override
    public void othersFor(ContactRecord contact, AgentRecord beside, int atMost, List<AgentRecord> others) {
        WaitingClass waitingClass = Objects.requireNonNull(contact.entry.waitingClass);
        for (Seat seat : waitingClass.firstIdle(atMost + 1)) {
            if (seat.agent != beside && others.size() < atMost) {
                others.add(seat.agent);
            }
        }
    }

    @Override
    public boolean anyoneIdleFor(ContactRecord contact) {
        WaitingClass waitingClass = Objects.requireNonNull(contact.entry.waitingClass);
        if (!waitingClass.firstIdle(1).isEmpty()) {
            return true;
        }
        for (AgentRecord agent : freshAgents) {
            if (agent.isFreeFor(waitingClass.chat) && agent.hasSeatIn(waitingClass)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void reconfigured() {
        classes.clear();
        freshContacts.clear();
        policy = ContactPolicy.of(state.settings().routing());
        promises = false;
        waiting = 0;
        shares = 0;
        for (QueueRecord queue : state.queues.unorderedValues()) {
            promises |= queue.order.promiseMs > 0;
            shares += queue.vanished ? 0 : queue.share();
        }
        List<ContactRecord> inEntry = new ArrayList<>();
        for (ContactRecord contact : state.contactsById.unorderedValues()) {
            if (contact.entry.open) {
                inEntry.add(contact);
            }
        }
        inEntry.sort((a, b) -> a.entry.isAheadOf(b.entry) ? -1 : 1);
        for (ContactRecord contact : inEntry) {
            contact.entry.forgetLine();
            WaitingClass waitingClass = classes.classOf(contact.entry);
            belong(contact, waitingClass);
            if (contact.isOfferable()) {
                waitingClass.line.insert(contact.entry);
            }
        }
        for (AgentRecord agent : state.agents.unorderedValues()) {
            if (agent.isAskable()) {
                idle(agent);
            }
        }
        allStirred = true;
    }

    @Override
    public void settle(long atMs, Pairing pairing) {
        nowMs = atMs;
        if (allStirred || freshAgents.size() + freshContacts.size() > 1) {
            pairStirred(pairing);
        } else if (!freshAgents.isEmpty()) {
            pairAgent(freshAgents.getFirst(), pairing);
        } else if (!freshContacts.isEmpty()) {
            pairContact(freshContacts.getFirst(), pairing);
        } else {
            return;
        }
        freshAgents.clear();
        freshContacts.clear();
        allStirred = false;
    }

    private void pairAgent(AgentRecord agent, Pairing pairing) {
        agent.fresh = false;
        if (!agent.isAskable()) {
            return;
        }
        @Nullable WaitingClass best = null;
        for (int i = 0; i < agent.seatCount; i++) {
            WaitingClass candidate = agent.classes[i];
            QueueEntry first = candidate.first();
            if (first != null && takes(agent, candidate, first)) {
                state.examined.heads++;
                weigh(candidate);
                if (best == null || candidate.isBefore(best)) {
                    best = candidate;
                }
            }
        }
        if (best == null) {
            classes.seat(agent);
        } else {
            pair(Objects.requireNonNull(best.first()), agent, pairing);
        }
    }

    /** Who is held back takes who is in danger, and nobody else. */
    private static boolean takes(AgentRecord agent, WaitingClass waitingClass, QueueEntry first) {
        return agent.isFreeFor(waitingClass.chat) || (agent.isAskableFor(waitingClass.chat) && first.isInDanger());
    }

    private void weigh(WaitingClass waitingClass) {
        waitingClass.weighs(
                policy.weightMs(nowMs - waitingClass.line.firstSince(), waitingClass.queue, waiting, shares));
    }

    private void pairContact(ContactRecord contact, Pairing pairing) {
        WaitingClass waitingClass = contact.entry.waitingClass;
        if (waitingClass != null && contact.isOfferable()) {
            Seat taker = waitingClass.takerOf(contact.entry);
            state.examined.heads++;
            if (taker != null) {
                // nobody whom he might serve was waiting; if he is held back, nobody in danger, nor with a promise that
                // is broken
                pairing.pair(contact, taker.agent, null);
            }
        }
    }

    private void pairStirred(Pairing pairing) {
        List<WaitingClass> stirred = new ArrayList<>();
        for (AgentRecord agent : freshAgents) {
            agent.fresh = false;
            if (agent.isAskable()) {
                classes.seat(agent);
                for (int i = 0; i < agent.seatCount; i++) {
                    stir(agent.classes[i], stirred);
                }
            }
        }
        for (ContactRecord contact : freshContacts) {
            if (contact.entry.waitingClass != null) {
                stir(contact.entry.waitingClass, stirred);
            }
        }
        if (allStirred) {
            classes.unordered().forEach(waitingClass -> stir(waitingClass, stirred));
        }
        PriorityQueue<WaitingClass> byFirst = new PriorityQueue<>(BY_FIRST);
        for (WaitingClass waitingClass : stirred) {
            waitingClass.stirred = false;
            if (waitingClass.first() != null) {
                weigh(waitingClass);
                byFirst.add(waitingClass);
            }
        }
        pairInOrder(byFirst, pairing);
    }

    private void pairInOrder(PriorityQueue<WaitingClass> byFirst, Pairing pairing) {
        for (WaitingClass next = byFirst.poll(); next != null; next = byFirst.poll()) {
            QueueEntry first = next.first();
            Seat taker = first == null ? null : next.takerOf(first);
            state.examined.heads++;
            if (taker != null && first != null) {
                pair(first, taker.agent, pairing);
                if (next.first() != null) {
                    weigh(next);
                    byFirst.add(next);
                }
            }
        }
    }

    private void pair(QueueEntry first, AgentRecord agent, Pairing pairing) {
        QueueEntry passedOver = null;
        for (int i = 0; promises && i < agent.seatCount; i++) {
            WaitingClass other = agent.classes[i];
            boolean taken = other.queue.order.promiseMs == 0 || !agent.isAskableFor(other.chat);
            QueueEntry waiting = taken ? null : other.first();
            if (waiting != null
                    && nowMs - waiting.since > other.queue.order.promiseMs
                    && waiting.isAheadOf(passedOver == null ? first : passedOver)) {
                passedOver = waiting;
            }
        }
        pairing.pair(first.contact, agent, passedOver == null ? null : passedOver.contact);
    }

    private static void stir(WaitingClass waitingClass, List<WaitingClass> stirred) {
        if (!waitingClass.stirred) {
            waitingClass.stirred = true;
            stirred.add(waitingClass);
        }
    }

    @Override
    public void check() {
        classes.checkCounts();
        int placed = 0;
        for (WaitingClass waitingClass : classes.unordered()) {
            placed += waitingClass.check();
        }
        for (ContactRecord contact : state.contactsById.unorderedValues()) {
            boolean shouldStand = contact.isOfferable();
            if (contact.entry.isPlaced() != shouldStand || (contact.entry.waitingClass != null) != contact.entry.open) {
                throw new IllegalStateException("contact " + contact.contactId + " in " + contact.phase
                        + (contact.entry.isPlaced() ? " stands" : " does not stand") + " in a line");
            }
            placed -= shouldStand ? 1 : 0;
        }
        if (placed != 0) {
            throw new IllegalStateException(placed + " contacts stand in line that do not wait");
        }
        for (AgentRecord agent : state.agents.unorderedValues()) {
            boolean rightlySeated = true;
            for (int i = 0; i < agent.seatCount; i++) {
                rightlySeated &= agent.seats[i].isPlaced() == agent.isAskableFor(agent.classes[i].chat);
            }
            if (agent.seated != agent.isAskable()
                    || (agent.seated && agent.seatedApart != agent.isHeldBack())
                    || agent.fresh
                    || !rightlySeated) {
                throw new IllegalStateException("agent " + agent.agentId + " is idle: " + agent.idle + ", takes chats: "
                        + agent.takesChats + ", held back: " + agent.isHeldBack() + ", but seated: " + agent.seated
                        + ", apart: " + agent.seatedApart);
            }
        }
    }
}
