package org.usher.server.sim;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.usher.server.engine.LogSettings;
import org.usher.server.sim.Happening.Matter;
import org.usher.server.sim.Happening.Mood;
import org.usher.server.sim.Happening.Wish;
import org.usher.telephony.sim.CallerScript;
import org.usher.telephony.sim.Fault;

/**
 * What one seed does: which features and which faults it uses at all, how much of each, and every happening. Swarm testing (Groce et al.,
 * ISSTA 2012): runs that leave some features out reach states that runs with a little of everything never do.
 */
final class Swarm {
    static final long SAFETY_MS = 90_000;

    /** Of every so many seeds one has no faults: then nothing may have to be repaired. */
    private static final int CALM = 8;

    /** One seed of so many has a second Usher. */
    private static final int TWINS = 4;

    private static final long LONGEST_FREEZE_MS = 20_000;

    /** A run writes more or less often to its log. */
    private static final long MOST_WRITES = 250;

    private static final long MOST_FILES = 5;

    private enum Trait {
        REQUESTS(false),
        MOODS(false),
        TRANSFERS(false),
        OWN_CALLS(false),
        LOST_MESSAGES(true),
        LATE_MESSAGES(true),
        DOUBLED_MESSAGES(true),
        CONNECTION(true),
        LOST_RESPONSES(true),
        REDIRECTS(true),
        PHONES_DIE(true),
        PBX_RESTARTS(true),
        CRASHES(true),
        DEATH_AT_A_WRITE(true),
        CONFIGURATION(false),
        DOORS(false),
        RUSH(false),
        IMPATIENCE(false),
        CHATS(false),
        CALLBACKS(false),
        CONTACT_REQUESTS(false),
        GARBLED_WORDS(true),
        DATABASE_AWAY(false),
        SMALL_BACKLOG(false),
        SECOND_PBX(false),
        ONE_SIDED_FAULTS(false);

        private final boolean fault;

        Trait(boolean fault) {
            this.fault = fault;
        }
    }

    /** Of those that a link acts on; the empty name is whatever comes next. */
    private static final List<String> MESSAGES = List.of(
            "",
            "Response",
            "UsherJoin",
            "UsherWait",
            "UsherAnswered",
            "UsherDialResult",
            "UsherLeft",
            "DialBegin",
            "DialState",
            "BridgeEnter",
            "BridgeLeave",
            "HangupRequest",
            "Hangup",
            "DeviceStateChange");

    private static final List<String> ACTIONS = List.of("", "Redirect", "Setvar", "Status");

    private final SplittableRandom random;
    private final Set<Trait> traits = EnumSet.noneOf(Trait.class);
    private final List<Happening> happenings = new ArrayList<>();
    private final Centre centre;
    private final boolean calm;

    /** For what concerns a second Usher: without one, a seed does what it would do if there never were any. */
    private final SplittableRandom twins;

    private final Second second;

    /** The only one at which anything goes wrong; 0 if it may at all. */
    private final int faultyBox;

    private Swarm(long seed) {
        calm = seed % CALM == 0;
        random = new SplittableRandom(seed);
        SplittableRandom forCentre = random.split();
        for (Trait trait : Trait.values()) {
            if (random.nextInt(100) < 45 && !(calm && trait.fault)) {
                traits.add(trait);
            }
        }
        centre = Centre.drawn(forCentre, has(Trait.SECOND_PBX) ? 2 : 1);
        faultyBox = has(Trait.ONE_SIDED_FAULTS) ? someBox() : 0;
        twins = new SplittableRandom(seed ^ 0x7713L);
        boolean paired = twins.nextInt(TWINS) == 0 && !calm;
        second = new Second(paired, paired && twins.nextBoolean(), paired && twins.nextBoolean());
    }

    private int someBox() {
        return 1 + random.nextInt(centre.boxes());
    }

    /** The centre and the happenings, in the order of their times, of this seed. */
    record Plan(Centre centre, List<Happening> happenings, Conditions conditions) {
        Plan {
            happenings = List.copyOf(happenings);
        }

        /** In which something may be done to Usher that it has to repair. */
        Plan troubled() {
            return new Plan(centre, happenings, conditions.troubled());
        }

        /** With these of its happenings alone. */
        Plan only(List<Integer> kept) {
            return new Plan(centre, kept.stream().map(happenings::get).toList(), conditions);
        }
    }

    /**
     * What holds all the time.
     *
     * @param sparedBox one at which nothing is done that Usher would have to repair; 0 for none in particular
     * @param calm nothing is done to Usher that it would have to repair
     * @param garbles whether the words of the rest of the world are garbled
     * @param log how the command log is kept
     * @param historyBacklog so many events may wait for the database
     * @param death at which write the process dies
     * @param second whether another Usher stands by
     */
    record Conditions(
            int sparedBox,
            boolean calm,
            boolean garbles,
            int inboxCapacity,
            LogSettings log,
            int historyBacklog,
            Death death,
            Second second) {
        Conditions troubled() {
            return new Conditions(0, false, garbles, inboxCapacity, log, historyBacklog, death, second);
        }
    }

    /**
     * Another Usher.
     *
     * @param standsBy there is one
     * @param logsInBeside the PBXs let it in while the first one is, so that the epoch alone says whose orders count
     * @param cannotDismiss it may not end the first one's sessions
     */
    record Second(boolean standsBy, boolean logsInBeside, boolean cannotDismiss) {}

    static Plan of(long seed) {
        Swarm swarm = new Swarm(seed);
        swarm.draw();
        swarm.happenings.sort(Comparator.comparingLong(Happening::atMs));
        return new Plan(swarm.centre, swarm.happenings, swarm.conditions());
    }

    private Conditions conditions() {
        boolean lives = !has(Trait.CRASHES) && !has(Trait.DEATH_AT_A_WRITE) && !second.standsBy();
        return new Conditions(
                faultyBox != 0 && has(Trait.SECOND_PBX) && lives ? 3 - faultyBox : 0,
                calm,
                has(Trait.GARBLED_WORDS),
                random.nextInt(4) == 0 ? 3 : 10_000,
                log(),
                has(Trait.SMALL_BACKLOG) ? 1 + random.nextInt(40) : 100_000,
                death(),
                second);
    }

    private Death death() {
        if (!has(Trait.DEATH_AT_A_WRITE)) {
            return Death.NEVER;
        }
        Death.Moment[] moments = Death.Moment.values();
        Death.Moment moment = moments[random.nextInt(moments.length)];
        return new Death(
                moment,
                random.nextLong(1, moment == Death.Moment.WRITE ? MOST_WRITES : MOST_FILES),
                Death.Left.inTurn(random.nextInt(1_000)));
    }

    /** Files so small that many are begun and deleted in so short a time; or one file, as in production. */
    private LogSettings log() {
        if (random.nextInt(4) == 0) {
            return LogSettings.DEFAULT;
        }
        return new LogSettings(
                random.nextLong(500, 8_000),
                LogSettings.DEFAULT.heldBytes(),
                random.nextInt(1, 60),
                random.nextBoolean() ? random.nextLong(20_000) : LogSettings.DEFAULT.maxBytes(),
                random.nextBoolean() ? random.nextLong(60_000) : LogSettings.DEFAULT.keepMs(),
                random.nextLong(5, 150),
                random.nextLong(1_000, 60_000));
    }

    private boolean has(Trait trait) {
        return traits.contains(trait);
    }

    private long someTime() {
        return random.nextLong(1_000, SAFETY_MS);
    }

    private int someone() {
        return 1 + random.nextInt(centre.agents());
    }

    private void draw() {
        calls();
        others();
        people();
        telephones();
        faults();
        repeat(Trait.CONFIGURATION, 3, () -> happenings.add(new Happening.Reconfigure(someTime(), random.nextLong())));
        repeat(
                Trait.DATABASE_AWAY,
                4,
                () -> happenings.add(new Happening.DatabaseAway(someTime(), random.nextLong(500, 60_000))));
        for (int freezes = second.standsBy() ? twins.nextInt(4) : 0; freezes > 0; freezes--) {
            happenings.add(
                    new Happening.Freeze(twins.nextLong(1_000, SAFETY_MS), twins.nextLong(1_000, LONGEST_FREEZE_MS)));
        }
        Happening.Way[] ways = Happening.Way.values();
        repeat(
                Trait.CRASHES,
                3,
                () -> happenings.add(new Happening.Crash(
                        someTime(),
                        ways[random.nextInt(ways.length)],
                        random.nextLong(100, 9_000),
                        random.nextInt(3) == 0 ? random.nextLong(-20_000, 20_000) : 0)));
    }

    private void repeat(Trait trait, int most, Runnable what) {
        if (has(trait)) {
            int times = 1 + random.nextInt(most);
            for (int i = 0; i < times; i++) {
                what.run();
            }
        }
    }

    private void calls() {
        int calls = 4 + random.nextInt(has(Trait.RUSH) ? 40 : 15);
        for (int i = 0; i < calls; i++) {
            long patienceMs = has(Trait.IMPATIENCE) ? random.nextLong(200, 20_000) : random.nextLong(20_000, 300_000);
            CallerScript script = CallerScript.forQueue(centre.queueName(1 + random.nextInt(centre.queues())))
                    .withCaller("030" + (1_000 + i), "")
                    .withPatienceMs(patienceMs)
                    .withTalkMs(random.nextLong(500, 20_000))
                    .withComebacks(random.nextInt(8) == 0 ? 1 : 0);
            String queue = script.variables().getOrDefault("USHER_QUEUE", "");
            String skills = random.nextInt(3) == 0 ? centre.someSkills(random) : "";
            String priority = random.nextInt(4) == 0 ? "" + random.nextInt(3) : "";
            happenings.add(new Happening.Call(
                    someTime(),
                    someBox(),
                    script.withVariables(
                            Map.of("USHER_QUEUE", queue, "USHER_SKILLS", skills, "USHER_PRIORITY", priority))));
        }
    }

    /** Who writes, wants to be called back, or is disposed of while he waits. */
    private void others() {
        repeat(Trait.CHATS, has(Trait.RUSH) ? 40 : 15, () -> {
            long patienceMs = has(Trait.IMPATIENCE) ? random.nextLong(200, 20_000) : random.nextLong(20_000, 300_000);
            happenings.add(new Happening.Chat(
                    someTime(),
                    1 + random.nextInt(centre.queues()),
                    random.nextInt(4) == 0 ? List.of(centre.someRequirement(random)) : List.of(),
                    random.nextInt(6) == 0 ? random.nextInt(3) : 0,
                    patienceMs,
                    random.nextLong(500, 30_000)));
        });
        repeat(Trait.CHATS, 8, () -> happenings.add(new Happening.FinishChat(someTime(), someone())));
        repeat(Trait.CALLBACKS, 10, () -> about(Matter.CALL_BACK));
        repeat(Trait.CALLBACKS, 3, () -> about(Matter.CANCEL_CALLBACK));
        repeat(
                Trait.CALLBACKS,
                4,
                () -> happenings.add(new Happening.CallMeBack(
                        someTime(), 1 + random.nextInt(centre.queues()), random.nextInt(5) == 0 ? 1 : 0)));
        Matter[] matters = {Matter.MOVE, Matter.PRIORITISE, Matter.WITHDRAW};
        repeat(Trait.CONTACT_REQUESTS, 10, () -> about(matters[random.nextInt(matters.length)]));
    }

    private void about(Matter matter) {
        happenings.add(new Happening.AskAbout(someTime(), matter, random.nextInt(1_000)));
    }

    private void people() {
        for (int agent = 1; agent <= centre.agents(); agent++) {
            if (random.nextInt(10) > 0) {
                happenings.add(new Happening.Ask(random.nextLong(1, 2_000), Wish.LOG_IN, agent));
            }
        }
        Wish[] wishes = {Wish.LOG_IN, Wish.LOG_OUT, Wish.PAUSE, Wish.RESUME, Wish.RESUME, Wish.END_WRAP_UP};
        repeat(
                Trait.REQUESTS,
                30,
                () -> happenings.add(new Happening.Ask(someTime(), wishes[random.nextInt(wishes.length)], someone())));
        repeat(
                Trait.DOORS,
                4,
                () -> happenings.add(new Happening.Ask(
                        someTime(),
                        random.nextBoolean() ? Wish.CLOSE_QUEUE : Wish.OPEN_QUEUE,
                        1 + random.nextInt(centre.queues()))));
    }

    private void telephones() {
        Mood[] moods = Mood.values();
        repeat(
                Trait.MOODS,
                15,
                () -> happenings.add(new Happening.Behave(someTime(), someone(), moods[random.nextInt(moods.length)])));
        repeat(Trait.TRANSFERS, 15, () -> {
            int agent = someone();
            happenings.add(new Happening.GiveAway(someTime(), agent, centre.someNumber(random, agent)));
        });
        repeat(Trait.OWN_CALLS, 8, () -> {
            int agent = someone();
            happenings.add(new Happening.OwnCall(
                    someTime(),
                    agent,
                    centre.someNumber(random, agent),
                    random.nextLong(500, 15_000),
                    // whom an agent transfers who is no contact of ours is somebody we have yet to find out about
                    random.nextBoolean() && !calm));
        });
    }

    private void faults() {
        strike(Trait.LOST_MESSAGES, 6, () -> new Fault.DropMessage(one(MESSAGES)));
        strike(Trait.LATE_MESSAGES, 10, () -> new Fault.DelayMessage(one(MESSAGES), random.nextLong(1, 3_000)));
        strike(Trait.DOUBLED_MESSAGES, 10, () -> new Fault.DuplicateMessage(one(MESSAGES)));
        strike(Trait.CONNECTION, 3, () -> switch (random.nextInt(3)) {
            case 0 -> new Fault.DropConnections();
            case 1 -> new Fault.StallSessions(random.nextLong(100, 12_000));
            default -> new Fault.Disconnect(one(ACTIONS), random.nextBoolean());
        });
        strike(Trait.LOST_RESPONSES, 5, () -> new Fault.LoseResponse(one(ACTIONS)));
        strike(
                Trait.REDIRECTS,
                4,
                () -> random.nextBoolean() ? new Fault.SwallowRedirect() : new Fault.RedirectHangsUp());
        repeat(Trait.PHONES_DIE, 3, () -> {
            int agent = someone();
            int box = centre.boxOf(agent);
            if (faultyBox == 0 || faultyBox == box) {
                happenings.add(new Happening.Break(someTime(), box, new Fault.PhoneDies(centre.endpoint(agent))));
            }
        });
        strike(Trait.PBX_RESTARTS, 2, () -> new Fault.RestartPbx(random.nextLong(500, 15_000)));
    }

    private void strike(Trait trait, int most, Supplier<Fault> fault) {
        repeat(
                trait,
                most,
                () -> happenings.add(
                        new Happening.Break(someTime(), faultyBox == 0 ? someBox() : faultyBox, fault.get())));
    }

    private String one(List<String> names) {
        return names.get(random.nextInt(names.size()));
    }
}
