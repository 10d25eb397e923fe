package org.usher.server.sim;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration;
import org.usher.server.engine.EngineRoom;
import org.usher.server.engine.EventSink;
import org.usher.server.engine.VirtualRoom;
import org.usher.server.history.VirtualHistory;

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
    private final LogFiles files;
    private final Twins twins;
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
    private int reignAtLeast;
    private boolean spared;
    private boolean dying;
    private Mandate mandate = new Mandate("usher-1");
    private @Nullable Node node;

    /**
     * What the server finds around itself.
     *
     * @param directory an empty one
     * @param configuration the one in force
     */
    record Outside(
            Path directory,
            Boxes boxes,
            RestOfWorld rest,
            Errands errands,
            Coverage coverage,
            LongSupplier nowMs,
            Supplier<Configuration> configuration) {}

    /** It is started when it is {@link #advance advanced} first. */
    Usher(Outside outside, Swarm.Conditions conditions, Death death, Auditor auditor, long seed) throws IOException {
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
        this.files = new LogFiles(outside.directory, outside.coverage);
        this.twins = new Twins(outside, conditions.second(), seed);
    }

    private long nowMs() {
        return outside.nowMs.getAsLong();
    }

    /** Null while no process acts. */
    @Nullable
    VirtualRoom room() {
        Node acting = node;
        return acting == null ? null : acting.room();
    }

    /** Whether it lives and every link acts. */
    boolean acts() {
        Node acting = node;
        return acting != null && acting.room().live() && acting.linked();
    }

    /** It dies of nothing any more, and nobody takes its place. */
    void spare() {
        spared = true;
        diesAtMs = Long.MAX_VALUE;
        databaseAway(false);
        history.calm();
        Node thawed = twins.calm();
        if (thawed != null) {
            node = thawed;
        }
    }

    /** Of the history, and of the lease. */
    void databaseAway(boolean isAway) {
        history.away(isAway);
        twins.databaseAway(isAway);
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
        Node acting = node;
        long next = acting == null ? rebootAtMs : Math.min(Math.min(diesAtMs, followAtMs), acting.nextAtMs(nowMs()));
        return Math.min(next, twins.nextAtMs());
    }

    /** Does what is due. */
    void advance() throws IOException, InterruptedException {
        if (diesAtMs <= nowMs()) {
            fall();
        }
        take(twins.woken());
        succeed(twins.advance(node));
        if (node == null && rebootAtMs <= nowMs()) {
            writing(this::boot);
        }
        Node acting = node;
        if (acting == null) {
            return;
        }
        if (acting.mandate().isSuperseded()) {
            throw new AssertionError(acting.mandate().holder() + " believes that another reigns");
        }
        twins.renew(acting);
        VirtualRoom running = acting.room();
        outside.errands.handTo(running);
        acting.stepLinks();
        if (!running.live() && (acting.linked() || nowMs() - bornMs > READY_AFTER_MS)) {
            running.goLive();
        }
        while (acting == node && running.nextAtMs() <= running.nowMs()) {
            writing(running::turn);
        }
        if (acting == node && followAtMs <= nowMs()) {
            follow(running);
        }
    }

    private void take(@Nullable Node woken) {
        if (woken != null) {
            node = woken;
        }
    }

    private void succeed(Twins.@Nullable Succession next) throws IOException {
        if (next == null) {
            return;
        }
        node = null;
        diesAtMs = Long.MAX_VALUE;
        files.copy();
        mandate = next.mandate();
        reignAtLeast = next.epochAtLeast();
        rebootAtMs = next.startsAtMs();
    }

    /** The process is stopped in its tracks. */
    void freeze(long forMs) {
        Node acting = node;
        if (acting != null && !spared && diesAtMs == Long.MAX_VALUE && twins.freeze(acting, forMs)) {
            node = null;
            rebootAtMs = Long.MAX_VALUE;
        }
    }

    /** The engine that follows gets some time now and then. */
    private void follow(VirtualRoom running) throws IOException, InterruptedException {
        followAtMs = nowMs() + (follows.nextInt(12) == 0 ? follows.nextLong(8_000) : follows.nextLong(1, 400));
        for (int turns = 1 + follows.nextInt(MOST_FOLLOWED); turns > 0 && running == room(); turns--) {
            writing(running::follow);
        }
        requireWell(running);
        if (running == room()) {
            files.look();
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
        VirtualRoom running = room();
        boolean beginsFile = running != null && running.beginsFile();
        long snapshotsBefore = running == null ? 0 : running.snapshots();
        boolean fatal = switch (death.moment()) {
            case WRITE -> writes + 1 == death.nth();
            case NEW_FILE -> beginsFile && filesBegun + 1 == death.nth();
            case SNAPSHOT -> running != null && snapshots + 1 == death.nth();
        };
        fatal &= !spared;
        long written = running == null ? 0 : running.written();
        Disk before = fatal ? files.disk() : null;
        dying = fatal && death.moment() != Death.Moment.SNAPSHOT && death.left().beforeTheEngine();
        try {
            doing.run();
        } catch (IllegalStateException e) {
            if (!(e.getCause() instanceof Death.Died)) {
                throw e;
            }
        }
        dying = false;
        if (running == null ? !files.isChanged() : running.written() == written) {
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
            Disk left = death.leaves(before, files.disk());
            fall();
            files.restore(left);
            outside.coverage.note("deaths at a write (" + death.moment() + ", " + death.left() + ")");
        }
    }

    private void fall() throws IOException {
        diesAtMs = Long.MAX_VALUE;
        die();
        rebootAtMs = nowMs() + DOWN_MS;
    }

    private void boot() throws IOException {
        bornMs = nowMs();
        boots++;
        long stepMs = clockStepMs;
        told.begin();
        Source source = new Source();
        EventSink mirror = history.begin(source, conditions.historyBacklog());
        VirtualRoom fresh = VirtualRoom.open(
                new EngineRoom.CommandLogPlace(files.directory(), conditions.log()),
                new Watched.Maker(auditor, restores, () -> dying, mandate),
                new VirtualRoom.Behind(
                        new Watched.Maker(auditor, null, () -> false, mandate),
                        List.of(told, mirror),
                        history::heldIndex),
                new VirtualRoom.Pace(() -> nowMs() + stepMs, conditions.inboxCapacity(), reignAtLeast));
        source.bind(fresh);
        if (fresh.epoch() <= lastReign) {
            throw new AssertionError("a reign of epoch " + fresh.epoch() + " after one of " + lastReign);
        }
        lastReign = fresh.epoch();
        if (files.keepsUnfinished()) {
            throw new AssertionError("an unfinished snapshot is kept");
        }
        if (fresh.fromSnapshot()) {
            outside.coverage.note("starts from a snapshot");
        }
        Node born = Node.around(fresh, mandate, outside, random);
        outside.rest.look(fresh.view());
        node = born;
        if (!fresh.view().configuration().equals(outside.configuration.get())) {
            outside.errands.add(new Command.AdoptConfiguration(outside.configuration.get()));
        }
    }

    /** The process ends, and is to be started again later. */
    void crash(Happening.Crash crash) throws IOException, InterruptedException {
        Node acting = node;
        if (acting == null) {
            return;
        }
        VirtualRoom running = acting.room();
        if (crash.way() == Happening.Way.LOSES && running.live()) {
            acting.lose();
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

    /** All is over, for whoever is frozen too. */
    void bury() throws IOException {
        twins.bury();
        die();
    }

    /** The process is gone; of the log there is what had been written. */
    void die() throws IOException {
        Node dead = node;
        node = null;
        if (dead != null) {
            files.look();
            Disk disk = files.disk();
            dead.kill();
            files.restore(disk);
        }
    }

    // ---- the end

    /** All is told to whoever hears behind, and the files lead to where the engine is, with the newest snapshot and, if they can, without any. */
    void end() throws IOException, InterruptedException, SQLException {
        VirtualRoom running = room();
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
        if (files.withoutSnapshots()) {
            leadTo(last);
        }
    }

    private void leadTo(long index) throws IOException {
        die();
        boot();
        VirtualRoom running = room();
        if (running == null || running.view().index() != index) {
            throw new AssertionError("a start leads to another place than entry " + index);
        }
    }
}
