package org.usher.server.sim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.AgentState;
import org.usher.core.api.BurnoutGuard.Limits;
import org.usher.core.api.Channel;
import org.usher.core.api.Configuration;
import org.usher.core.api.Event;
import org.usher.core.api.HeldBackCause;
import org.usher.server.sim.Books.Customer;
import org.usher.server.sim.Books.Person;

/**
 * How much agents worked lately, summed up from every spell of work and rest, and what follows from it: whom the guard against burnout
 * holds back, until when, and for whom it gives way.
 */
final class WorkAudit extends Audit {
    /** By so much two ways of adding up may differ. */
    private static final long ROUNDED_MS = 2;

    private static final double LEAST_SHARE = 1e-9;

    private record Spell(long lastedMs, boolean ofWork) {}

    /** What is known of one agent. */
    private static final class Notes {
        final List<Spell> spells = new ArrayList<>();
        double before;
        long fromMs;
        long lastFromMs;
        boolean counts;
        int inRow;
        boolean rowUnclear;
        long workedUntilMs;
    }

    private final Map<Integer, Notes> records = new HashMap<>();
    private long memoryMs = 60_000;
    private boolean known;
    private Event.@Nullable GuardGaveWay gaveWay;

    WorkAudit(Books books) {
        super(books);
    }

    /** By the rules that held before; afterwards by the new ones. */
    void adopted(Event.ConfigurationAdopted adopted, Configuration before) {
        Configuration after = adopted.configuration();
        known = after.settings().routing().asksForOccupancy()
                || after.agents().stream().anyMatch(a -> limitsOf(a, after).hasCeiling());
        for (Configuration.Agent agent : after.agents()) {
            Notes record = of(agent.agentId());
            double share = share(books.person(agent.agentId()), adopted.atMs());
            record.spells.clear();
            record.before = known && record.counts ? share : 0;
            record.fromMs = adopted.atMs();
            record.counts = known;
            boolean asked = before.agents().stream()
                    .anyMatch(a -> a.agentId() == agent.agentId()
                            && limitsOf(a, before).asksForBreath());
            if (!asked || !limitsOf(agent, after).asksForBreath()) {
                record.inRow = 0;
                record.workedUntilMs = 0;
                record.rowUnclear = false;
            }
        }
        memoryMs = after.settings().routing().occupancyMemoryMs();
    }

    /** The agent, as he is in the books still, is about to be in another state. */
    void stateChanged(Event.AgentStateChanged e, Person person) {
        Notes record = of(e.agentId());
        note(record, person, e.atMs());
        Configuration.Agent agent = books.agent(e.agentId());
        Limits limits = agent == null ? Limits.NONE : limitsOf(agent, books.configuration);
        if (limits.asksForBreath()) {
            if (e.to() == AgentState.ON_CONTACT && e.from() != AgentState.CONSULTING) {
                long restedUntilMs = e.from() == AgentState.OFFERED ? person.sinceMs : e.atMs();
                if (!isStrain(e.from()) && restedUntilMs - record.workedUntilMs >= limits.breathMs()) {
                    record.inRow = 0;
                    record.rowUnclear = false;
                }
                record.inRow++;
            }
            if (isStrain(e.from()) && !isStrain(e.to())) {
                record.workedUntilMs = e.atMs();
            }
        }
        must(
                e.to() != AgentState.OFFERED || person.heldUntilMs <= e.atMs() || isFor(gaveWay, e),
                "is held back until " + person.heldUntilMs + ": " + e);
        if (e.to() != AgentState.READY) {
            person.heldUntilMs = 0;
        }
    }

    private static boolean isFor(Event.@Nullable GuardGaveWay gave, Event.AgentStateChanged e) {
        return gave != null && gave.agentId() == e.agentId();
    }

    /** He took up a contact while he was taken to be in one: whether that counts is not seen. */
    void tookUpUnseen(int agentId) {
        of(agentId).rowUnclear = true;
    }

    void heldBack(Event.AgentHeldBack e) {
        Person person = books.person(e.agentId());
        must(person.state == AgentState.READY, "held back, and is " + person.state + ": " + e);
        person.heldUntilMs = e.untilMs() == e.atMs() ? 0 : e.untilMs();
        if (of(e.agentId()).rowUnclear) {
            return;
        }
        long breathMs = breathUntilMs(person);
        long ceilingMs = ceilingUntilMs(person, e.atMs());
        long dueMs = Math.max(e.atMs(), Math.max(breathMs, ceilingMs));
        must(Math.abs(dueMs - e.untilMs()) <= ROUNDED_MS, "to be held back until " + dueMs + ": " + e);
        boolean clear = Math.abs(breathMs - ceilingMs) > ROUNDED_MS && dueMs > e.atMs();
        boolean breath = e.cause() == HeldBackCause.CONTACTS_IN_ROW;
        must(!clear || breath == breathMs > ceilingMs, "held back for another cause: " + e);
    }

    void gaveWay(Event.GuardGaveWay e) {
        Person person = books.person(e.agentId());
        Customer customer = customer(e.contactId());
        must(person.heldUntilMs > e.atMs() && person.chats.isEmpty(), "is not held back: " + e);
        must(person.heldUntilMs == e.untilMs(), "is held back until " + person.heldUntilMs + ": " + e);
        must(mayGiveWayTo(customer, e.atMs()), "is in no danger: " + e);
        for (Person other : books.people.values()) {
            must(
                    !(customer.plain && other.wasIdle(e.atMs()) && books.mayServe(other, customer, customer.step)),
                    "agent " + other.agentId + " is idle: " + e);
        }
        gaveWay = e;
    }

    /** Whether the guard has just given way to offer this to that agent. */
    boolean gaveWayFor(Event.OfferMade e) {
        Event.GuardGaveWay gave = gaveWay;
        return gave != null && gave.agentId() == e.agentId() && gave.contactId() == e.contactId();
    }

    /** Whether who is held back is to be asked, too: not for a chat. */
    boolean mayGiveWayTo(Customer customer, long atMs) {
        return customer.channel != Channel.CHAT && isInDanger(customer, atMs);
    }

    private boolean isInDanger(Customer customer, long atMs) {
        Configuration.Queue queue = books.queue(customer.queueId);
        int percent = books.configuration.settings().guard().givesWayPercent();
        if (queue == null || percent == 0) {
            return false;
        }
        long dangerMs = Math.max(1, (long) queue.serviceLevelTarget().withinMs() * percent / 100);
        long promiseMs = queue.urgency().promiseMs();
        return atMs - customer.standsMs >= (promiseMs > 0 ? Math.min(promiseMs, dangerMs) : dangerMs);
    }

    void end(long nowMs) {
        gaveWay = null;
        for (Person person : books.people.values()) {
            boolean atWork = person.state == AgentState.READY && nowMs >= person.sparedUntilMs;
            if (atWork && !of(person.agentId).rowUnclear) {
                long dueMs = Math.max(breathUntilMs(person), ceilingUntilMs(person, nowMs));
                must(
                        dueMs <= nowMs + ROUNDED_MS || person.heldUntilMs > nowMs,
                        "agent " + person.agentId + " is not held back until " + dueMs);
            }
            if (atWork && person.heldUntilMs > nowMs && person.chats.isEmpty() && !person.wantsOut) {
                nobodyInDanger(person, nowMs);
            }
        }
    }

    private void nobodyInDanger(Person person, long nowMs) {
        for (Customer customer : books.customers.values()) {
            must(
                    !(customer.plain
                            && customer.waits(now())
                            && mayGiveWayTo(customer, nowMs)
                            && books.mayServe(person, customer, customer.step)),
                    "contact " + customer.contactId + " is in danger and agent " + person.agentId + " held back");
        }
    }

    /** The logarithm of his share of work lately; of who never worked, falling from next to nothing. */
    double logShare(Person person, long atMs) {
        double share = share(person, atMs);
        return share > 0
                ? Math.log(share)
                : Math.log(LEAST_SHARE) - (double) (atMs - restsSince(person, atMs)) / memoryMs;
    }

    /** Of who is rung just now, since when he did until then. */
    private long restsSince(Person person, long atMs) {
        Notes record = of(person.agentId);
        boolean rungNow = person.state == AgentState.OFFERED && record.fromMs == atMs;
        return rungNow ? record.lastFromMs : record.fromMs;
    }

    private double share(Person person, long atMs) {
        Notes record = of(person.agentId);
        double afterMs = 0;
        double share = 0;
        if (counts(person.state)) {
            share += record.counts ? part(isWork(person.state), 0, (double) (atMs - record.fromMs)) : 0;
            afterMs += atMs - record.fromMs;
        }
        for (Spell spell : record.spells.reversed()) {
            share += part(spell.ofWork, afterMs, (double) spell.lastedMs);
            afterMs += spell.lastedMs;
        }
        return share + record.before * Math.exp(-afterMs / memoryMs);
    }

    /** What a spell, so long ago and so long, makes of all: what is longer ago counts for less, by the exponential function. */
    private double part(boolean ofWork, double endedAgoMs, double lastedMs) {
        return ofWork ? Math.exp(-endedAgoMs / memoryMs) - Math.exp(-(endedAgoMs + lastedMs) / memoryMs) : 0;
    }

    private void note(Notes record, Person person, long atMs) {
        if (record.counts && counts(person.state) && atMs > record.fromMs) {
            record.spells.add(new Spell(atMs - record.fromMs, isWork(person.state)));
        }
        record.lastFromMs = record.fromMs;
        record.fromMs = atMs;
    }

    private long breathUntilMs(Person person) {
        Configuration.Agent agent = books.agent(person.agentId);
        Limits limits = agent == null ? Limits.NONE : limitsOf(agent, books.configuration);
        Notes record = of(person.agentId);
        boolean due = limits.asksForBreath() && record.inRow >= limits.contactsInRow();
        return due ? record.workedUntilMs + limits.breathMs() : 0;
    }

    private long ceilingUntilMs(Person person, long nowMs) {
        Configuration.Agent agent = books.agent(person.agentId);
        Limits limits = agent == null ? Limits.NONE : limitsOf(agent, books.configuration);
        double share = limits.hasCeiling() ? share(person, nowMs) : 0;
        double aboveMs = share > 0 ? memoryMs * Math.log(share * 100 / limits.ceilingPercent()) : 0;
        return aboveMs < 1 ? 0 : nowMs + (long) Math.ceil(aboveMs);
    }

    private static Limits limitsOf(Configuration.Agent agent, Configuration configuration) {
        Limits own = agent.employment().limits();
        return own == null ? configuration.settings().guard().limits() : own;
    }

    /** Work and being ready for it; the rest of the time stands still. */
    private static boolean counts(AgentState state) {
        return state == AgentState.READY || isWork(state);
    }

    private static boolean isWork(AgentState state) {
        return switch (state) {
            case OFFERED, ON_CONTACT, CONSULTING, WRAP_UP -> true;
            default -> false;
        };
    }

    /** In which nobody comes to breathe. */
    private static boolean isStrain(AgentState state) {
        return switch (state) {
            case ON_CONTACT, CONSULTING, WRAP_UP, BUSY_ELSEWHERE -> true;
            default -> false;
        };
    }

    private Notes of(int agentId) {
        return records.computeIfAbsent(agentId, _ -> new Notes());
    }
}
