package org.usher.lab.peer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.ActionId;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration;
import org.usher.core.api.Effect;
import org.usher.core.api.LogEntry;
import org.usher.core.api.Output;
import org.usher.lab.SystemUnderTest;

/**
 * The bookkeeping that all peers share: who waits, who is at work, what rings. What a peer decides, and when it looks, is its own.
 *
 * <p>Two simplifications hold for all of them and favour none: agents answer at once, and after-call work is part of the service (a
 * peer's own wrap-up timer is set to none; where its clock still makes an agent wait for the next full second, it does so here).
 */
abstract class Peer implements SystemUnderTest {
    private static final int RING_TIMEOUT_MS = 15_000;

    private record Offer(long offerId, Caller caller, Desk desk) {}

    final List<Desk> desks = new ArrayList<>();
    /** For each line, the agents who serve it, in the order of the configuration. */
    final List<List<Desk>> members = new ArrayList<>();

    private final Map<Long, Caller> callers = new HashMap<>();
    private final Map<Long, Offer> offers = new HashMap<>();
    private final Map<Desk, Integer> lineOfTalk = new HashMap<>();
    private @Nullable Output output;
    private long index;
    private int effectsOfEntry;
    private long nowMs;

    // what a peer decides

    abstract void arrived(Caller caller);

    /** A waiting caller hung up. */
    abstract void left(Caller caller);

    /** The agent logged in, or finished a call of the given line; −1 for none. */
    abstract void becameIdle(Desk desk, int line);

    /** The agent went home, or took the caller of an offer that was made. */
    abstract void stoppedBeingIdle(Desk desk);

    /** Before he becomes idle, or while he still talks, having been told to go. */
    void loggedIn(Desk desk) {}

    /** He may still talk. */
    void loggedOut(Desk desk) {}

    /** The caller has an agent. */
    abstract void served(Caller caller);

    abstract void tick();

    // what a peer does

    final long nowMs() {
        return nowMs;
    }

    final void offer(Caller caller, Desk desk) {
        if (desk.state != Desk.State.IDLE) {
            throw new IllegalStateException("agent " + desk.agentId + " is not idle but " + desk.state);
        }
        long offerId = nextActionId();
        desk.state = Desk.State.RINGING;
        caller.ringing.add(offerId);
        offers.put(offerId, new Offer(offerId, caller, desk));
        stoppedBeingIdle(desk);
        emit(new Effect.Offer(
                offerId,
                nowMs + RING_TIMEOUT_MS,
                caller.callKey,
                caller.contactId,
                caller.line + 1,
                List.of(new Effect.Rung(desk.agentId, List.of(desk.agentId))),
                RING_TIMEOUT_MS,
                nowMs - caller.countsFromMs()));
    }

    private long nextActionId() {
        return ActionId.of(index, effectsOfEntry++);
    }

    private void emit(Effect effect) {
        if (output == null) {
            throw new IllegalStateException("an effect outside of a command: " + effect);
        }
        output.effect(effect);
    }

    // commands

    @Override
    public final void apply(LogEntry entry, Output output) {
        this.output = output;
        this.index = entry.index();
        this.effectsOfEntry = 0;
        this.nowMs = entry.atMs();
        switch (entry.command()) {
            case Command.AdoptConfiguration adopt -> adopt(adopt.configuration());
            case Command.ContactArrived arrived -> contactArrived(arrived);
            case Command.ContactGone gone -> contactGone(gone.callKey());
            case Command.OfferAccepted accepted -> offerAccepted(accepted.offerId());
            case Command.OfferFailed failed -> offerFailed(failed.offerId());
            case Command.AgentLegEnded ended -> legEnded(ended.offerId());
            case Command.LogIn logIn -> logIn(desk(logIn.agentId()));
            case Command.LogOut logOut -> logOut(desk(logOut.agentId()));
            case Command.Resume resume -> stay(desk(resume.agentId()));
            case Command.Tick tick -> tick();
            case Command.ContactReachable reachable -> {}
            case Command.OfferConnected connected -> {}
            case Command.ActionFinished finished -> {}
            default -> throw new IllegalArgumentException("the lab's peers do not know " + entry.command());
        }
        this.output = null;
    }

    private Desk desk(int agentId) {
        return desks.get(agentId - 1);
    }

    private void adopt(Configuration configuration) {
        configuration.queues().forEach(queue -> members.add(new ArrayList<>()));
        for (Configuration.Agent agent : configuration.agents()) {
            Desk desk = new Desk(
                    agent.agentId(),
                    agent.queueIds().stream().mapToInt(id -> id - 1).toArray());
            desks.add(desk);
            for (int line : desk.lines()) {
                members.get(line).add(desk);
            }
        }
        adopted();
    }

    /** The lines and agents are known. */
    void adopted() {}

    private void contactArrived(Command.ContactArrived command) {
        long creditMs = command.enqueuedAtMs() == 0 ? 0 : nowMs - command.enqueuedAtMs();
        Caller caller = new Caller(command.callKey(), index, command.queueId() - 1, nowMs, creditMs);
        callers.put(caller.callKey, caller);
        arrived(caller);
    }

    private void contactGone(long callKey) {
        Caller caller = callers.remove(callKey);
        if (caller != null) {
            left(caller);
        }
    }

    private void offerAccepted(long offerId) {
        Offer offer = offers.get(offerId);
        if (offer == null) {
            throw new IllegalStateException("an unknown offer was accepted: " + offerId);
        }
        Caller caller = offer.caller();
        callers.remove(caller.callKey);
        caller.ringing.remove(offerId);
        offer.desk().state = Desk.State.TALKING;
        lineOfTalk.put(offer.desk(), caller.line);
        served(caller);
        for (long other : caller.ringing) {
            emit(new Effect.Withdraw(nextActionId(), nowMs + RING_TIMEOUT_MS, caller.callKey, caller.contactId, other));
        }
    }

    private void offerFailed(long offerId) {
        Offer offer = offers.remove(offerId);
        if (offer != null) {
            offer.caller().ringing.remove(offerId);
            release(offer.desk(), -1);
        }
    }

    private void legEnded(long offerId) {
        Offer offer = offers.remove(offerId);
        if (offer == null) {
            throw new IllegalStateException("the leg of an unknown offer ended: " + offerId);
        }
        Integer line = lineOfTalk.remove(offer.desk());
        release(offer.desk(), line == null ? -1 : line);
    }

    private void release(Desk desk, int line) {
        if (desk.leaves) {
            desk.leaves = false;
            desk.state = Desk.State.OUT;
        } else {
            desk.state = Desk.State.IDLE;
            desk.idleSinceMs = nowMs;
            becameIdle(desk, line);
        }
    }

    private void logIn(Desk desk) {
        desk.state = Desk.State.IDLE;
        desk.idleSinceMs = nowMs;
        loggedIn(desk);
        becameIdle(desk, -1);
    }

    private void logOut(Desk desk) {
        if (desk.state == Desk.State.OUT || desk.leaves) {
            return;
        }
        if (desk.state == Desk.State.IDLE) {
            desk.state = Desk.State.OUT;
            stoppedBeingIdle(desk);
        } else {
            desk.leaves = true;
        }
        loggedOut(desk);
    }

    private void stay(Desk desk) {
        if (desk.leaves) {
            desk.leaves = false;
            loggedIn(desk);
        }
    }
}
