package org.usher.lab;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.ActionOutcome;
import org.usher.core.api.Channel;
import org.usher.core.api.Command;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.Effect;
import org.usher.core.api.Event;
import org.usher.core.api.GoneCause;
import org.usher.core.api.LogEntry;
import org.usher.core.api.OfferOutcome;
import org.usher.core.api.Output;

/**
 * One replication of a scenario under one policy: a world of callers and agents that tells the system under test what happens and does
 * what it is told, under virtual time.
 *
 * <p>The world believes nothing: an offer to an agent who is away, busy or without the skill, or of a caller who does not wait, stops
 * the run, for then the figures would mean nothing. Agents answer at once (no ring time), so that what is measured is the routing, not
 * the picking up. Everything that happens at the same millisecond happens in the order in which it was caused.
 *
 * <p>Staff: when fewer agents are wanted, idle ones go first, then those who are busy go after their call; when more are wanted, those
 * about to leave stay first. This is how the published cases count them.
 */
public final class Simulation implements Output {
    /** The engine takes epoch ms and reserves 0 for "none"; the replication's time 0 is this much later. */
    static final long EPOCH_MS = 86_400_000;

    private enum Kind {
        CALLER_COMES,
        CALLER_GIVES_UP,
        AGENT_ANSWERS,
        SERVICE_ENDS,
        SHIFT_CHANGES
    }

    private record Happening(long atMs, long order, Kind kind, long subject) implements Comparable<Happening> {
        @Override
        public int compareTo(Happening other) {
            return atMs != other.atMs ? Long.compare(atMs, other.atMs) : Long.compare(order, other.order);
        }
    }

    private enum CallerState {
        WAITING,
        TALKING,
        GONE
    }

    private static final class Caller {
        final Call call;
        CallerState state = CallerState.WAITING;
        /** Offers that ring for this caller; more than one where a policy rings many. */
        final List<Offer> ringing = new ArrayList<>(1);

        Caller(Call call) {
            this.call = call;
        }
    }

    /** An agent as the world knows him. */
    private static final class Worker {
        final int agentId;
        final int group;
        boolean wanted;
        boolean loggedIn;
        long offerId;
        long loggedInAtMs;

        Worker(int agentId, int group) {
            this.agentId = agentId;
            this.group = group;
        }
    }

    private record Offer(long offerId, Caller caller, Worker worker) {}

    private final Scenario scenario;
    private final SystemUnderTest system;
    private final Traffic.Callers callers;
    private final Tally tally;
    private final double[][] meanServiceMs;
    private final List<Worker> workers = new ArrayList<>();
    private final PriorityQueue<Happening> agenda = new PriorityQueue<>();
    private final Map<Long, Caller> present = new HashMap<>();
    private final Map<Long, Offer> offers = new HashMap<>();
    private final ArrayDeque<Effect> effects = new ArrayDeque<>();
    private @Nullable Call next;
    private long nowMs;
    private long order;
    private long index;

    private Simulation(Scenario scenario, SystemUnderTest system, Traffic.Callers callers) {
        this.scenario = scenario;
        this.system = system;
        this.callers = callers;
        int[] groups = Centre.groupOfAgents(scenario);
        this.tally = new Tally(scenario, groups);
        for (int i = 0; i < groups.length; i++) {
            workers.add(new Worker(i + 1, groups[i]));
        }
        this.meanServiceMs =
                new double[scenario.groups().size()][scenario.lines().size()];
        for (int g = 0; g < meanServiceMs.length; g++) {
            for (Scenario.Skill skill : scenario.groups().get(g).skills()) {
                meanServiceMs[g][skill.line()] = skill.meanServiceMs();
            }
        }
    }

    /** Plays one replication to its end and gives what was counted. */
    static Tally run(Scenario scenario, SystemUnderTest system, Traffic.Callers callers) {
        Simulation simulation = new Simulation(scenario, system, callers);
        simulation.play();
        return simulation.tally;
    }

    private void play() {
        submit(new Command.AdoptConfiguration(Centre.configuration(scenario)));
        for (int g = 0; g < scenario.groups().size(); g++) {
            List<Scenario.Shift> shifts = scenario.groups().get(g).shifts();
            for (int s = 0; s < shifts.size(); s++) {
                schedule(shifts.get(s).fromMs(), Kind.SHIFT_CHANGES, (long) g << 32 | s);
            }
        }
        next = callers.next();
        scheduleNextCaller();
        while (next != null || !present.isEmpty()) {
            step();
        }
        long endMs = scenario.span().drains() ? nowMs : scenario.span().untilMs();
        workers.stream().filter(w -> w.loggedIn).forEach(w -> tally.staffed(w.agentId, w.loggedInAtMs, endMs));
    }

    private void step() {
        long deadlineMs = system.nextDeadlineAtMs();
        Happening soonest = agenda.peek();
        if (soonest == null && deadlineMs == Long.MAX_VALUE) {
            throw new IllegalStateException(present.size() + " callers wait for ever at " + nowMs + " ms");
        }
        if (soonest == null || deadlineMs - EPOCH_MS <= soonest.atMs()) {
            nowMs = Math.max(nowMs, deadlineMs - EPOCH_MS);
            submit(new Command.Tick());
        } else {
            agenda.remove();
            nowMs = soonest.atMs();
            happen(soonest);
        }
    }

    private void happen(Happening happening) {
        switch (happening.kind()) {
            case CALLER_COMES -> callerComes();
            case CALLER_GIVES_UP -> callerGivesUp(happening.subject());
            case AGENT_ANSWERS -> agentAnswers(happening.subject());
            case SERVICE_ENDS -> serviceEnds(happening.subject());
            case SHIFT_CHANGES -> {
                int group = (int) (happening.subject() >> 32);
                int shift = (int) happening.subject();
                staff(group, scenario.groups().get(group).shifts().get(shift).agents());
            }
        }
    }

    // callers

    private void callerComes() {
        Call call = next;
        if (call == null) {
            throw new IllegalStateException("a caller was announced who does not exist");
        }
        next = callers.next();
        scheduleNextCaller();
        if (scenario.places() > 0 && present.size() >= scenario.places()) {
            tally.blocked(call);
            return;
        }
        long callKey = callKey(call);
        Caller caller = new Caller(call);
        present.put(callKey, caller);
        if (call.patienceMs() != Call.FOREVER) {
            schedule(nowMs + call.patienceMs(), Kind.CALLER_GIVES_UP, callKey);
        }
        long enqueuedAtMs = call.creditMs() == 0 ? 0 : EPOCH_MS + nowMs - call.creditMs();
        submit(new Command.ContactArrived(
                callKey,
                Channel.VOICE,
                Centre.queueId(call.line()),
                0,
                enqueuedAtMs,
                0,
                List.of(),
                ContactDetails.NONE));
        if (caller.state == CallerState.WAITING) {
            submit(new Command.ContactReachable(callKey));
        }
    }

    private void scheduleNextCaller() {
        if (next != null && next.arrivalMs() < scenario.span().untilMs()) {
            schedule(next.arrivalMs(), Kind.CALLER_COMES, 0);
        } else {
            next = null;
        }
    }

    private void callerGivesUp(long callKey) {
        Caller caller = present.get(callKey);
        if (caller == null || caller.state != CallerState.WAITING) {
            return;
        }
        depart(caller);
        tally.abandoned(caller.call, nowMs - caller.call.arrivalMs());
        // ringing stops with the caller, so the agents are free before anyone is told
        List<Offer> ringing = List.copyOf(caller.ringing);
        ringing.forEach(this::stopRinging);
        submit(new Command.ContactGone(callKey, GoneCause.HUNG_UP));
        ringing.forEach(offer -> submit(new Command.OfferFailed(offer.offerId(), OfferOutcome.CALLER_LEFT)));
    }

    private void depart(Caller caller) {
        caller.state = CallerState.GONE;
        present.remove(callKey(caller.call));
    }

    private static long callKey(Call call) {
        return call.number() + 1L;
    }

    // agents

    private void staff(int group, int wanted) {
        List<Worker> members = workers.stream().filter(w -> w.group == group).toList();
        long surplus = members.stream().filter(w -> w.wanted).count() - wanted;
        for (Worker worker : members) {
            if (surplus > 0 && worker.wanted && worker.offerId == 0) {
                dismiss(worker);
                surplus--;
            }
        }
        for (Worker worker : members) {
            if (surplus > 0 && worker.wanted) {
                dismiss(worker);
                surplus--;
            } else if (surplus < 0 && !worker.wanted && worker.loggedIn) {
                worker.wanted = true;
                submit(new Command.Resume(0, worker.agentId));
                surplus++;
            }
        }
        for (Worker worker : members) {
            if (surplus < 0 && !worker.loggedIn) {
                worker.wanted = true;
                worker.loggedIn = true;
                worker.loggedInAtMs = nowMs;
                submit(new Command.LogIn(0, worker.agentId, List.of(worker.agentId)));
                surplus++;
            }
        }
    }

    private void dismiss(Worker worker) {
        worker.wanted = false;
        if (worker.offerId == 0) {
            goHome(worker);
        }
        submit(new Command.LogOut(0, worker.agentId));
    }

    private void goHome(Worker worker) {
        worker.loggedIn = false;
        tally.staffed(worker.agentId, worker.loggedInAtMs, nowMs);
    }

    private void agentAnswers(long offerId) {
        Offer offer = offers.get(offerId);
        if (offer == null || offer.caller().state != CallerState.WAITING) {
            return;
        }
        Caller caller = offer.caller();
        caller.state = CallerState.TALKING;
        caller.ringing.remove(offer);
        submit(new Command.OfferAccepted(offerId, offer.worker().agentId));
        Call call = caller.call;
        tally.answered(call, nowMs - call.arrivalMs());
        long serviceMs = Math.max(1, Math.round(call.work() * meanServiceMs[offer.worker().group][call.line()]));
        tally.busy(offer.worker().agentId, nowMs, nowMs + serviceMs);
        schedule(nowMs + serviceMs, Kind.SERVICE_ENDS, offerId);
        submit(new Command.OfferConnected(offerId));
    }

    private void serviceEnds(long offerId) {
        Offer offer = offers.remove(offerId);
        if (offer == null) {
            throw new IllegalStateException("service of an unknown offer " + offerId + " ended");
        }
        Worker worker = offer.worker();
        worker.offerId = 0;
        depart(offer.caller());
        if (!worker.wanted) {
            goHome(worker);
        }
        submit(new Command.ContactGone(callKey(offer.caller().call), GoneCause.HUNG_UP));
        submit(new Command.AgentLegEnded(offerId));
    }

    private void stopRinging(Offer offer) {
        offer.caller().ringing.remove(offer);
        offers.remove(offer.offerId());
        offer.worker().offerId = 0;
        if (!offer.worker().wanted) {
            goHome(offer.worker());
        }
    }

    // the system under test

    private void submit(Command command) {
        index++;
        system.apply(new LogEntry(index, 1, 1, EPOCH_MS + nowMs, command), this);
        while (!effects.isEmpty()) {
            carryOut(effects.remove());
        }
    }

    @Override
    public void event(Event event) {
        // what the engine decided is judged by what it makes the world do
    }

    @Override
    public void effect(Effect effect) {
        effects.add(effect);
    }

    private void carryOut(Effect effect) {
        switch (effect) {
            case Effect.Offer offer -> ring(offer);
            case Effect.Withdraw withdraw -> {
                Offer offer = offers.get(withdraw.offerId());
                if (offer != null && offer.caller().ringing.contains(offer)) {
                    stopRinging(offer);
                    submit(new Command.OfferFailed(offer.offerId(), OfferOutcome.WITHDRAWN));
                }
                submit(new Command.ActionFinished(withdraw.actionId(), ActionOutcome.DONE, ""));
            }
            case Effect.Release release -> {
                Caller caller = present.get(release.callKey());
                if (caller == null || caller.state != CallerState.WAITING) {
                    throw new IllegalStateException("released a caller who does not wait: " + release);
                }
                depart(caller);
                tally.refused(caller.call);
                submit(new Command.ActionFinished(release.actionId(), ActionOutcome.DONE, ""));
                submit(new Command.ContactGone(release.callKey(), GoneCause.LEFT_TO_DIALPLAN));
            }
            case Effect.Notice notice -> {
                // shown to people and to the dialplan; nobody in this world looks
            }
        }
    }

    private void ring(Effect.Offer effect) {
        Caller caller = present.get(effect.callKey());
        Worker worker = workers.get(effect.rung().getFirst().agentId() - 1);
        if (caller == null || caller.state != CallerState.WAITING) {
            throw new IllegalStateException("offered a caller who does not wait: " + effect);
        }
        if (!worker.loggedIn || !worker.wanted || worker.offerId != 0) {
            throw new IllegalStateException("offered to an agent who is away or busy: " + effect);
        }
        if (meanServiceMs[worker.group][caller.call.line()] == 0) {
            throw new IllegalStateException("offered to an agent without the skill: " + effect);
        }
        worker.offerId = effect.actionId();
        Offer offer = new Offer(effect.actionId(), caller, worker);
        caller.ringing.add(offer);
        offers.put(offer.offerId(), offer);
        schedule(nowMs, Kind.AGENT_ANSWERS, effect.actionId());
        submit(new Command.ActionFinished(effect.actionId(), ActionOutcome.DONE, ""));
    }

    private void schedule(long atMs, Kind kind, long subject) {
        agenda.add(new Happening(atMs, order++, kind, subject));
    }
}
