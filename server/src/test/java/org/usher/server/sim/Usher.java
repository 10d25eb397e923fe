package org.usher.server.sim;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration;
import org.usher.core.api.Effect;
import org.usher.core.api.EngineView;
import org.usher.server.engine.EffectCarrier;
import org.usher.server.engine.EngineRoom;
import org.usher.server.engine.EventSink;
import org.usher.server.engine.VirtualRoom;
import org.usher.server.history.VirtualHistory;
import org.usher.telephony.ami.CallLedger;
import org.usher.telephony.ami.LinkStatus;
import org.usher.telephony.ami.Names;
import org.usher.telephony.ami.VirtualLink;

/** A server: what its process is made of while it lives, and its command log, which outlives it. */
final class Usher {
    private static final long READY_AFTER_MS = 2_000;

    /** A link has sent off by then what it was told to. */
    private static final long UNTIL_DONE_MS = 8;

    /** How long a server that died at a write is away. */
    private static final long DOWN_MS = 700;

    private static final int MOST_FOLLOWED = 60;

    private final Outside outside;
    private final Swarm.Conditions conditions;
    private final Death death;
    private final Auditor auditor;
    private final RandomGenerator random;
    private final RandomGenerator restores;
    private final RandomGenerator follows;
    private final Told told;
    private final VirtualHistory history;
    private long clockStepMs;
    private long bornMs;
    private long rebootAtMs;
    private long followAtMs;
    private long diesAtMs = Long.MAX_VALUE;
    private long writes;
    private long snapshots;
    private long filesBegun;
    private int boots;
    private int lastReign;
    private boolean losing;
    private boolean spared;
    private boolean dying;
    private Map<String, Long> onDisk = Map.of();
    private @Nullable VirtualRoom room;
    private List<VirtualLink> links = List.of();

    /**
     * What the server finds around itself.
     *
     * @param log an empty directory
     * @param configuration the one in force
     */
    record Outside(
            Path log,
            Boxes boxes,
            RestOfWorld rest,
            Errands errands,
            Coverage coverage,
            LongSupplier nowMs,
            Supplier<Configuration> configuration) {}

    /** It is started when it is {@link #advance advanced} first. */
    Usher(Outside outside, Swarm.Conditions conditions, Death death, Auditor auditor, long seed) {
        this.outside = outside;
        this.conditions = conditions;
        this.death = death;
        this.auditor = auditor;
        this.random = new SplittableRandom(~seed);
        this.restores = new SplittableRandom(seed ^ 0x5a5aL);
        this.follows = new SplittableRandom(seed ^ 0xf0110L);
        this.history =
                new VirtualHistory(new SplittableRandom(seed ^ 0xdba5eL), new Source(), conditions.historyBacklog());
        this.told = new Told(auditor, history::cursorIndex);
        this.rebootAtMs = nowMs();
    }

    private long nowMs() {
        return outside.nowMs.getAsLong();
    }

    /** Null while no process runs. */
    @Nullable
    VirtualRoom room() {
        return room;
    }

    /** Whether it lives and every link acts. */
    boolean acts() {
        VirtualRoom running = room;
        return running != null
                && running.live()
                && links.stream().allMatch(link -> link.status().state() == LinkStatus.State.UP);
    }

    /** It dies of nothing any more. */
    void spare() {
        spared = true;
        diesAtMs = Long.MAX_VALUE;
    }

    VirtualHistory history() {
        return history;
    }

    /** So many times it has written to its log's directory. */
    long writes() {
        return writes;
    }

    int boots() {
        return boots;
    }

    // ---- time

    /** When it does something next, if nothing is told it before. */
    long nextAtMs() {
        VirtualRoom running = room;
        if (running == null) {
            return rebootAtMs;
        }
        long roomIsAheadMs = running.nowMs() - nowMs();
        long next = Math.min(diesAtMs, followAtMs);
        for (VirtualLink link : links) {
            next = Math.min(next, link.nextAtMs() - roomIsAheadMs);
        }
        long roomNext = running.nextAtMs();
        if (roomNext < Long.MAX_VALUE) {
            next = Math.min(next, Math.max(nowMs(), roomNext == Long.MIN_VALUE ? nowMs() : roomNext - roomIsAheadMs));
        }
        return next;
    }

    /** Does what is due. */
    void advance() throws IOException, InterruptedException {
        if (diesAtMs <= nowMs()) {
            fall();
        }
        if (room == null && rebootAtMs <= nowMs()) {
            writing(this::boot);
        }
        VirtualRoom running = room;
        if (running == null) {
            return;
        }
        outside.errands.handTo(running);
        links.forEach(VirtualLink::step);
        boolean acts = links.stream().allMatch(link -> link.status().state() == LinkStatus.State.UP);
        if (!running.live() && (acts || nowMs() - bornMs > READY_AFTER_MS)) {
            running.goLive();
        }
        while (running == room && running.nextAtMs() <= running.nowMs()) {
            writing(running::turn);
        }
        if (running == room && followAtMs <= nowMs()) {
            follow(running);
        }
    }

    /** The engine that follows gets some time now and then. */
    private void follow(VirtualRoom running) throws IOException, InterruptedException {
        followAtMs = nowMs() + (follows.nextInt(12) == 0 ? follows.nextLong(8_000) : follows.nextLong(1, 400));
        for (int turns = 1 + follows.nextInt(MOST_FOLLOWED); turns > 0 && running == room; turns--) {
            writing(running::follow);
        }
        requireWell(running);
        if (running == room) {
            look();
            for (int turns = follows.nextInt(3); turns > 0; turns--) {
                history.turn();
            }
        }
    }

    private static void requireWell(VirtualRoom running) {
        if (!running.trouble().isEmpty()) {
            throw new AssertionError("the log or the engine that follows is not well: " + running.trouble());
        }
    }

    // ---- life and death

    private interface Doing {
        void run() throws IOException, InterruptedException;
    }

    /** Does what may write to the command log, and dies of it if this is the write to die of. */
    private void writing(Doing doing) throws IOException, InterruptedException {
        VirtualRoom running = room;
        boolean beginsFile = running != null && running.beginsFile();
        long snapshotsBefore = running == null ? 0 : running.snapshots();
        boolean fatal = switch (death.moment()) {
            case WRITE -> writes + 1 == death.nth();
            case NEW_FILE -> beginsFile && filesBegun + 1 == death.nth();
            case SNAPSHOT -> running != null && snapshots + 1 == death.nth();
        };
        fatal &= !spared;
        long written = running == null ? 0 : running.written();
        Disk before = fatal ? Disk.of(outside.log) : null;
        dying = fatal && death.moment() != Death.Moment.SNAPSHOT && death.left().beforeTheEngine();
        try {
            doing.run();
        } catch (IllegalStateException e) {
            if (!(e.getCause() instanceof Death.Died)) {
                throw e;
            }
        }
        dying = false;
        if (running == null ? !isChanged() : running.written() == written) {
            return;
        }
        writes++;
        boolean snapshot = running != null && running.snapshots() > snapshotsBefore;
        snapshots += snapshot ? 1 : 0;
        filesBegun += beginsFile && !snapshot ? 1 : 0;
        if (death.moment() == Death.Moment.SNAPSHOT && !snapshot) {
            return;
        }
        if (before != null && death.left() == Death.Left.DONE) {
            diesAtMs = nowMs() + UNTIL_DONE_MS;
        } else if (before != null) {
            Disk left = death.leaves(before, Disk.of(outside.log));
            fall();
            left.restore(outside.log);
            onDisk = Disk.sizes(outside.log);
            outside.coverage.note("deaths at a write (" + death.moment() + ", " + death.left() + ")");
        }
    }

    private boolean isChanged() throws IOException {
        Map<String, Long> before = onDisk;
        look();
        return !onDisk.equals(before);
    }

    /** What the directory holds now. */
    private void look() throws IOException {
        Map<String, Long> now = Disk.sizes(outside.log);
        for (String name : now.keySet()) {
            if (!onDisk.containsKey(name)) {
                outside.coverage.note(Disk.isSnapshot(name) ? "snapshots" : "files begun");
            }
        }
        for (String name : onDisk.keySet()) {
            if (!now.containsKey(name)) {
                outside.coverage.note(Disk.isSnapshot(name) ? "snapshots deleted" : "files deleted");
            }
        }
        onDisk = now;
    }

    private void fall() throws IOException {
        diesAtMs = Long.MAX_VALUE;
        die();
        rebootAtMs = nowMs() + DOWN_MS;
    }

    private void boot() throws IOException {
        bornMs = nowMs();
        boots++;
        losing = false;
        long stepMs = clockStepMs;
        told.begin();
        Source source = new Source();
        EventSink mirror = history.begin(source, conditions.historyBacklog());
        Watched.Maker engines = new Watched.Maker(auditor, restores, () -> dying);
        VirtualRoom fresh = VirtualRoom.open(
                new EngineRoom.CommandLogPlace(outside.log, conditions.log()),
                engines,
                new VirtualRoom.Behind(
                        new Watched.Maker(auditor, null, () -> false), List.of(told, mirror), history::heldIndex),
                new VirtualRoom.Pace(() -> nowMs() + stepMs, conditions.inboxCapacity()));
        source.bind(fresh);
        if (fresh.epoch() <= lastReign) {
            throw new AssertionError("a reign of epoch " + fresh.epoch() + " after one of " + lastReign);
        }
        lastReign = fresh.epoch();
        EngineView view = fresh.view();
        if (onDisk.keySet().stream().anyMatch(name -> name.endsWith(Death.UNFINISHED))
                && Disk.sizes(outside.log).keySet().stream().anyMatch(name -> name.endsWith(Death.UNFINISHED))) {
            throw new AssertionError("an unfinished snapshot is kept");
        }
        if (fresh.fromSnapshot()) {
            outside.coverage.note("starts from a snapshot");
        }
        CallLedger ledger = new CallLedger();
        ledger.restore(view, fresh.lostIds());
        Names names = Names.of(outside.configuration.get());
        List<VirtualLink> fresher = new ArrayList<>();
        for (int pbxId = 1; pbxId <= outside.boxes.count(); pbxId++) {
            VirtualLink link = new VirtualLink(place(pbxId, fresh), ledger, () -> names, fresh::offer);
            fresh.attach(pbxId, effect -> carry(link::perform, effect));
            fresher.add(link);
        }
        fresh.attach(RestOfWorld.PLACE, effect -> carry(outside.rest, effect));
        RestOfWorld.keys().forEach(key -> fresh.carriedBy(key, RestOfWorld.PLACE));
        outside.rest.look(view);
        room = fresh;
        links = fresher;
        if (!view.configuration().equals(outside.configuration.get())) {
            outside.errands.add(new Command.AdoptConfiguration(outside.configuration.get()));
        }
    }

    private VirtualLink.Place place(int pbxId, VirtualRoom fresh) {
        return new VirtualLink.Place(
                pbxId,
                new ModelPbx(outside.boxes.box(pbxId)),
                Boxes.USER,
                Boxes.SECRET,
                fresh::nowMs,
                random,
                fresh.epoch(),
                fresh::live);
    }

    private void carry(EffectCarrier carrier, Effect effect) {
        if (!losing) {
            carrier.perform(effect);
        }
    }

    /** The process ends, and is to be started again later. */
    void crash(Happening.Crash crash) throws IOException, InterruptedException {
        VirtualRoom running = room;
        if (running == null) {
            return;
        }
        if (crash.way() == Happening.Way.LOSES && running.live()) {
            losing = true;
            running.turn();
        }
        if (crash.way() == Happening.Way.IN_GOOD_ORDER) {
            writing(running::stop);
            requireWell(running);
        }
        die();
        rebootAtMs = nowMs() + crash.downMs();
        clockStepMs += crash.clockStepMs();
    }

    /** The process is gone; of the log there is what had been written. */
    void die() throws IOException {
        VirtualRoom running = room;
        links.forEach(VirtualLink::kill);
        links = List.of();
        room = null;
        if (running != null) {
            look();
            Disk disk = Disk.of(outside.log);
            running.kill();
            disk.restore(outside.log);
        }
    }

    // ---- the end

    /** All is told to whoever hears behind, and the files lead to where the engine is, with the newest snapshot and, if they can, without any. */
    void end() throws IOException, InterruptedException, SQLException {
        VirtualRoom running = room;
        if (running == null) {
            throw new AssertionError("Usher is not running in the end");
        }
        long last = auditor.lastIndex();
        for (long turns = last; running.followedIndex() < last && turns >= 0; turns--) {
            running.follow();
        }
        requireWell(running);
        told.end(last);
        for (long turns = last; turns >= 0; turns--) {
            history.turn();
        }
        history.mustHold(auditor.allSaid());
        leadTo(last);
        Map<String, Long> files = Disk.sizes(outside.log);
        if (files.keySet().stream()
                .filter(Disk::isLog)
                .findFirst()
                .orElse("")
                .endsWith("-" + "0".repeat(19) + "1.log")) {
            for (String file : files.keySet()) {
                if (Disk.isSnapshot(file)) {
                    Files.delete(outside.log.resolve(file));
                }
            }
            leadTo(last);
        }
    }

    private void leadTo(long index) throws IOException {
        die();
        boot();
        VirtualRoom running = room;
        if (running == null || running.view().index() != index) {
            throw new AssertionError("a start leads to another place than entry " + index);
        }
    }
}
