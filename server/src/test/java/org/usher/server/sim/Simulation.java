package org.usher.server.sim;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.usher.core.api.AgentState;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration;
import org.usher.core.api.EngineView;
import org.usher.server.engine.VirtualRoom;
import org.usher.server.sim.Happening.Mood;
import org.usher.server.sim.Happening.Wish;
import org.usher.telephony.sim.CallerScript;
import org.usher.telephony.sim.PbxModel;

/**
 * One run: the real engine, command log, loop, router, mapper, ledger, actions and reconciliation, on one thread and in virtual time, over
 * a model of the PBX, while the world does to them what a {@link Swarm} has drawn.
 *
 * <p>First the safety phase, in which anything may go wrong and the {@link Auditor} finds no wrong step; then the liveness phase, in which
 * nothing goes wrong any more and everything must come to its end: no caller forgotten, no agent stuck, no action open.
 */
final class Simulation {
    private static final long START_MS = 1_750_000_000_000L;
    private static final long HEALING_MS = 330_000;
    private static final long HEALING_PER_CALL_MS = 40_000;
    private static final long ROUND_MS = 30_000;
    private static final long NUDGE_MS = 3_000;

    /** After so many nudges the rest of the world looks whether a word of it was lost before. */
    private static final int LOOKS = 20;

    private final Swarm.Plan plan;
    private final Boxes boxes;
    private final Telephones telephones;
    private final RestOfWorld rest;
    private final Auditor auditor;
    private final Coverage coverage;
    private final ArrayDeque<Happening> ahead;
    private final Errands errands;
    private final List<Runnable> ownCalls = new ArrayList<>();
    private final Usher usher;
    private Configuration configuration;
    private long nowMs = START_MS;
    private long databaseBackAtMs = Long.MAX_VALUE;

    private Simulation(long seed, Swarm.Plan plan, Death death, Path directory, Coverage coverage) throws IOException {
        this.plan = plan;
        this.coverage = coverage;
        this.boxes = new Boxes(
                plan.centre().boxes(), START_MS, plan.conditions().second().logsInBeside());
        this.telephones = new Telephones(boxes, plan.centre(), seed);
        this.errands = new Errands(plan.centre().queues());
        this.rest = new RestOfWorld(
                telephones, seed, plan.centre().queues(), plan.conditions().garbles(), errands::add);
        this.auditor = new Auditor(plan.conditions().calm(), plan.conditions().sparedBox(), coverage);
        this.configuration = plan.centre().configuration();
        this.ahead = new ArrayDeque<>(plan.happenings());
        this.usher = new Usher(
                new Usher.Outside(directory, boxes, rest, errands, coverage, () -> nowMs, () -> configuration),
                plan.conditions(),
                death,
                auditor,
                seed);
    }

    /** What a run that found nothing wrong has done. */
    record Outcome(long entries, long virtualMs, long stateHash, long writes, int reigns) {}

    /**
     * Runs the plan to its end.
     *
     * @param directory an empty one, for the command log
     * @throws RuntimeException or an error, of whatever has found something wrong
     */
    static Outcome run(long seed, Swarm.Plan plan, Path directory, Coverage coverage)
            throws IOException, InterruptedException {
        return run(seed, plan, plan.conditions().death(), directory, coverage);
    }

    /** The same, with this death in it and no other. */
    static Outcome run(long seed, Swarm.Plan plan, Death death, Path directory, Coverage coverage)
            throws IOException, InterruptedException {
        Simulation simulation = new Simulation(seed, plan, death, directory, coverage);
        try {
            simulation.until(START_MS + Swarm.SAFETY_MS);
            simulation.heal();
            return simulation.outcome();
        } finally {
            simulation.usher.bury();
        }
    }

    // ---- time

    private void until(long endMs) throws IOException, InterruptedException {
        while (nowMs < endMs) {
            nowMs = Math.max(nowMs, Math.min(endMs, nextAtMs()));
            boxes.advanceTo(nowMs);
            rest.advanceTo(nowMs);
            while (!ahead.isEmpty() && START_MS + ahead.element().atMs() <= nowMs) {
                happen(ahead.remove());
            }
            if (databaseBackAtMs <= nowMs) {
                databaseBackAtMs = Long.MAX_VALUE;
                usher.databaseAway(false);
            }
            usher.advance();
        }
    }

    private long nextAtMs() {
        long next = Math.min(
                Math.min(databaseBackAtMs, usher.nextAtMs()), Math.min(boxes.nextEventAtMs(), rest.nextAtMs()));
        return ahead.isEmpty()
                ? next
                : Math.min(next, START_MS + ahead.element().atMs());
    }

    // ---- the world

    private void happen(Happening happening) throws IOException, InterruptedException {
        VirtualRoom running = usher.room();
        coverage.note(happening, running == null ? null : running.view());
        switch (happening) {
            case Happening.Call call -> boxes.box(call.pbxId()).call(call.script());
            case Happening.Chat chat -> rest.begin(chat);
            case Happening.CallMeBack wish -> rest.callMeBack(wish);
            case Happening.AskAbout ask -> {
                if (running != null) {
                    errands.ask(ask, running.view());
                }
            }
            case Happening.FinishChat finish -> {
                if (running != null) {
                    errands.finishChat(finish.agentId(), running.view());
                }
            }
            case Happening.Ask ask -> errands.ask(ask.wish(), ask.whom());
            case Happening.Behave behave -> telephones.behave(behave.agentId(), behave.mood());
            case Happening.GiveAway away -> {
                String endpoint = plan.centre().endpoint(away.agentId());
                if (!away.number().equals(endpoint)) {
                    boxOf(away.agentId()).transfer(endpoint, away.number());
                }
            }
            case Happening.OwnCall own -> ownCall(own);
            case Happening.Break fault ->
                boxes.inject(fault.pbxId(), fault.fault(), plan.centre().endpointsAt(fault.pbxId()));
            case Happening.Reconfigure reconfigure ->
                adopt(plan.centre().redrawn(reconfigure.seed(), configuration.revision() + 1));
            case Happening.DatabaseAway away -> {
                databaseBackAtMs = nowMs + away.forMs();
                usher.databaseAway(true);
            }
            case Happening.Freeze freeze -> usher.freeze(freeze.forMs());
            case Happening.Crash crash -> usher.crash(crash);
        }
    }

    private PbxModel boxOf(int agentId) {
        return boxes.box(plan.centre().boxOf(agentId));
    }

    private void ownCall(Happening.OwnCall own) {
        String endpoint = plan.centre().endpoint(own.agentId());
        PbxModel model = boxOf(own.agentId());
        if (!model.up() || model.contacts(endpoint) == 0 || own.number().equals(endpoint) || isInCallAcross(own)) {
            return;
        }
        String uniqueId = model.ownCall(endpoint, own.number());
        ownCalls.add(() -> model.hangUp(uniqueId));
        model.later(own.lastsMs(), () -> {
            if (!own.thenTransfers() || !model.transferInto(endpoint, uniqueId)) {
                model.hangUp(uniqueId);
            }
        });
    }

    /**
     * Whether another box has this phone in a call. Its own box, which would be rung by a real one, does not know that here, and would take
     * the phone for idle when an own call ends.
     */
    private boolean isInCallAcross(Happening.OwnCall own) {
        int here = plan.centre().boxOf(own.agentId());
        String across = Boxes.across(plan.centre().endpoint(own.agentId()), here);
        return IntStream.rangeClosed(1, boxes.count())
                .filter(other -> other != here)
                .mapToObj(boxes::box)
                .anyMatch(box -> box.rings(across) || box.talksOrWaits(across));
    }

    /** A link looks the names of a new configuration up as soon as it is adopted, which is soon: names never change here. */
    private void adopt(Configuration next) {
        configuration = next;
        errands.add(new Command.AdoptConfiguration(next));
    }

    // ---- liveness

    private void heal() throws IOException, InterruptedException {
        ahead.clear();
        boxes.calm();
        ownCalls.forEach(Runnable::run);
        for (int agent = 1; agent <= plan.centre().agents(); agent++) {
            telephones.behave(agent, Mood.ANSWERS);
        }
        rest.calm();
        if (usher.room() != null) {
            rest.look(view());
        }
        adopt(plan.centre().healed(configuration.revision() + 1));
        for (int queue = 1; queue <= plan.centre().queues(); queue++) {
            errands.ask(Wish.OPEN_QUEUE, queue);
        }
        untilRest(HEALING_MS + HEALING_PER_CALL_MS * boxes.channels());
        usher.spare();
        for (long endMs = nowMs + HEALING_MS; !usher.acts() && nowMs < endMs; ) {
            until(nowMs + NUDGE_MS);
        }
        untilRest(HEALING_MS);
        lastRound();
        auditor.close(view());
        try {
            usher.end();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private void untilRest(long withinMs) throws IOException, InterruptedException {
        long endMs = nowMs + withinMs;
        Optional<String> unrest = Optional.of("not begun");
        for (int nudges = 1; unrest.isPresent(); nudges++) {
            until(nowMs + NUDGE_MS);
            if (nudges % LOOKS == 0 && usher.room() != null) {
                rest.look(view());
            }
            unrest = unrest();
            if (nowMs > endMs && unrest.isPresent()) {
                throw new AssertionError("not at rest " + (nowMs - START_MS - Swarm.SAFETY_MS)
                        + " ms after the last fault: " + unrest.get());
            }
        }
    }

    /** Everybody is well: as many as there are agents call each PBX at once, and each of them is brought to the first who is rung. */
    private void lastRound() throws IOException, InterruptedException {
        auditor.allIsWell();
        int calls = 0;
        for (PbxModel box : boxes.all()) {
            for (int agent = 1; agent <= plan.centre().agents(); agent++) {
                box.call(CallerScript.forQueue(plan.centre().queueName(1)).withTalkMs(500));
                calls++;
            }
        }
        untilRest(ROUND_MS * calls);
        auditor.answered(calls);
    }

    private EngineView view() {
        VirtualRoom running = usher.room();
        if (running == null) {
            throw new AssertionError("Usher is not running in the end");
        }
        return running.view();
    }

    /** What is not as it should be when nothing is going on any more; helps agents back to work as people would. */
    private Optional<String> unrest() {
        VirtualRoom running = usher.room();
        if (running == null) {
            return Optional.of("Usher is down");
        }
        EngineView view = running.view();
        Optional<String> unrest = Optional.empty();
        for (EngineView.AgentView agent : view.agents()) {
            if (agent.state() != AgentState.READY || !agent.chats().isEmpty()) {
                unrest = Optional.of("agent " + agent);
            }
            if (agent.state() == AgentState.LOGGED_OUT) {
                errands.ask(Wish.LOG_IN, agent.agentId());
            } else if (agent.state() == AgentState.PAUSED || agent.state() == AgentState.NOT_RESPONDING) {
                errands.ask(Wish.RESUME, agent.agentId());
            }
        }
        if (!view.contacts().isEmpty()) {
            unrest = Optional.of("contact " + view.contacts().getFirst());
        }
        if (running.outstanding() > 0) {
            unrest = Optional.of(running.outstanding() + " actions without an end");
        }
        return boxes.channels() > 0 ? Optional.of(boxes.channels() + " channels in the PBXs; " + unrest) : unrest;
    }

    private Outcome outcome() {
        return new Outcome(
                auditor.lastIndex(),
                nowMs - START_MS,
                auditor.hashAfter(auditor.lastIndex()),
                usher.writes(),
                usher.boots());
    }
}
