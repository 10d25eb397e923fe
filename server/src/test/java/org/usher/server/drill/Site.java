package org.usher.server.drill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.usher.server.acceptance.Api;
import org.usher.server.acceptance.UsherFiles;
import org.usher.server.acceptance.UsherProcess;
import org.usher.telephony.rig.MuLaw;
import org.usher.telephony.rig.Ports;
import org.usher.telephony.rig.RealAsterisk;
import org.usher.telephony.rig.Wire;

/**
 * Where a drill happens: one Asterisk or several, with the shipped dialplan and all agents' phones; Usher as its users run it, with its
 * MariaDB; and callers. Nobody speaks on these phones, so Asterisk's time-outs for silent phones are off; callers hear their music.
 */
final class Site implements AutoCloseable {
    /** How long the dialplan waits for a heartbeat, as shipped. */
    private static final int USUAL_SECONDS = 5;

    /** Wiring by which Usher can end a session of its own. */
    static final String STANDBY_USER = """
            standby_user = "usher-standby"
            standby_secret = "change-me-too"
            """;

    private final Layout layout;
    private final List<Box> boxes = new ArrayList<>();
    private final Path home;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Music music;
    private final List<Sipp> crowds = new ArrayList<>();
    private @Nullable UsherProcess usher;
    private int callers;

    /**
     * What there is.
     *
     * @param name of the drill
     * @param boxes how many Asterisks; agent n is on box n modulo boxes
     * @param agents each with one phone; each serves two of the queues in turn, or with several boxes those of his box
     * @param queues by name, of small letters; with several boxes queue n is on box n modulo boxes
     * @param ears how many callers are listened to
     * @param wiring more for usher.toml
     * @param deadAfterSeconds how long the dialplan waits for a heartbeat before it takes callers to the fallback
     */
    record Layout(
            String name,
            int boxes,
            int agents,
            List<String> queues,
            Phones phones,
            int ears,
            String wiring,
            int deadAfterSeconds) {
        /** One Asterisk, and nobody is listened to. */
        Layout(String name, int agents, List<String> queues, Phones phones) {
            this(name, 1, agents, queues, phones, 0, "", USUAL_SECONDS);
        }

        /** Whether the wiring names an AMI user for standbys, which the operator has then made. */
        private boolean hasStandbyUser() {
            return wiring.contains("standby_user");
        }

        Layout withBoxes(int count) {
            return new Layout(name, count, agents, queues, phones, ears, wiring, deadAfterSeconds);
        }

        Layout withEars(int count) {
            return new Layout(name, boxes, agents, queues, phones, count, wiring, deadAfterSeconds);
        }

        Layout withWiring(String more) {
            return new Layout(name, boxes, agents, queues, phones, ears, more, deadAfterSeconds);
        }

        /** Callers stay with Usher while it is away for so long. */
        Layout patient(int seconds) {
            return new Layout(name, boxes, agents, queues, phones, ears, wiring, seconds);
        }
    }

    /**
     * How agents' phones behave.
     *
     * @param ringMs before anything is done
     * @param shortestTalkMs after which the agent hangs up; every length up to {@code longestTalkMs} is as likely
     * @param declinedPercent of the calls are declined
     * @param ignoredPercent of the calls ring on
     */
    record Phones(int ringMs, int shortestTalkMs, int longestTalkMs, int declinedPercent, int ignoredPercent) {
        /** Every call is answered. */
        Phones(int ringMs, int shortestTalkMs, int longestTalkMs) {
            this(ringMs, shortestTalkMs, longestTalkMs, 0, 0);
        }

        private String line(Random random) {
            int way = random.nextInt(100);
            return random.nextInt(shortestTalkMs, longestTalkMs + 1) + ";9;"
                    + (way < declinedPercent
                            ? "declines"
                            : way < declinedPercent + ignoredPercent ? "ignores" : "answers");
        }
    }

    /** One Asterisk with its agents' phones, and the wire over which Usher reaches it. */
    record Box(RealAsterisk asterisk, Sipp agents, Wire wire) {}

    /**
     * Callers who dial.
     *
     * @param box the Asterisk they call
     * @param queues dialled in turn
     * @param holdMs after which a caller gives up, counted from when he began to wait
     * @param listened whether the first of them have an ear each, which nobody else may have at the same time
     */
    record Crowd(int box, List<String> queues, int calls, int perSecond, int holdMs, boolean listened) {
        Crowd(int box, List<String> queues, int calls, int perSecond, int holdMs) {
            this(box, queues, calls, perSecond, holdMs, false);
        }
    }

    /**
     * Callers who have been sent on their way.
     *
     * @param numbers theirs, in the order in which they dial; the first ones have an ear each
     */
    record Dialling(Sipp sipp, List<String> numbers) {}

    private Site(Layout layout) {
        this.layout = layout;
        home = Path.of("target/drill", layout.name).toAbsolutePath();
        music = new Music(layout.ears);
    }

    /** Opens it and logs all agents in. */
    static Site open(Layout layout) {
        Site site = new Site(layout);
        try {
            for (int box = 0; box < layout.boxes; box++) {
                site.boxes.add(site.box(box));
            }
            site.usher = UsherProcess.startAsInstalled(UsherFiles.fresh("drill-" + layout.name)
                    .write("usher.toml", site.wiring())
                    .write("centre.toml", site.centre()));
            site.awaitOpen();
            Api api = site.api();
            site.agents().forEach(agent -> api.logIn(agent, agent));
            return site;
        } catch (RuntimeException | AssertionError e) {
            site.close();
            throw e;
        }
    }

    private Box box(int number) {
        Random random = new Random(Drills.seed() + number);
        int port = Ports.next();
        RealAsterisk.Builder configured = RealAsterisk.builder();
        if (layout.hasStandbyUser()) {
            configured.withStandbyUser();
        }
        RealAsterisk asterisk = configured
                .agents()
                .deadAfterSeconds(layout.deadAfterSeconds)
                .edit("musiconhold.conf", text -> "[default]\nmode = files\ndirectory = " + musicDirectory() + "\n")
                .edit(
                        "pjsip.conf",
                        text -> text.replace("[trunk](usher-trunk)\n", "[trunk](usher-trunk)\nrtp_timeout = 0\n")
                                + endpoints(number, port))
                .start();
        try {
            Sipp phones = Sipp.start(
                    home,
                    "agents-" + number,
                    "agents",
                    Map.of("RING_MS", String.valueOf(layout.phones.ringMs)),
                    IntStream.range(0, 997)
                            .mapToObj(i -> layout.phones.line(random))
                            .toList(),
                    List.of("127.0.0.1:" + asterisk.sipPort(), "-p", String.valueOf(port)));
            return new Box(asterisk, phones, Wire.to(asterisk.amiPort()));
        } catch (RuntimeException e) {
            asterisk.close();
            throw e;
        }
    }

    /** Music in the callers' own codec, as an operator with hundreds of waiting callers has it: the sample's is GSM. */
    private Path musicDirectory() {
        byte[] tone = new byte[60 * MuLaw.RATE_HZ];
        for (int i = 0; i < tone.length; i++) {
            tone[i] = MuLaw.encode((int) (8_000 * Math.sin(2 * Math.PI * 440 * i / MuLaw.RATE_HZ)));
        }
        try {
            Path directory = Files.createDirectories(home.resolve("music"));
            Files.write(directory.resolve("tone.ulaw"), tone);
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String endpoints(int box, int port) {
        StringBuilder text = new StringBuilder();
        for (int i = box; i < layout.agents; i += layout.boxes) {
            text.append("""
                    [%1$s](usher-phone)
                    aors = %1$s
                    allow = !all,ulaw
                    rtp_timeout = 0
                    [%1$s](usher-phone-aor)
                    contact = sip:%1$s@127.0.0.1:%2$d
                    qualify_frequency = 0
                    """.formatted(agents().get(i), port));
        }
        return text.toString();
    }

    private String wiring() {
        StringBuilder text = new StringBuilder("""
                [http]
                port = 0
                [data]
                directory = "data"
                [[security.token]]
                name = "drills"
                role = "admin"
                secret = "%s"
                """.formatted(UsherFiles.TOKEN));
        for (int i = 0; i < boxes.size(); i++) {
            text.append("""
                    [[pbx]]
                    id = %d
                    name = "box%d"
                    host = "127.0.0.1"
                    port = %d
                    user = "%s"
                    secret = "%s"
                    """.formatted(
                            i + 1, i, boxes.get(i).wire.port(), RealAsterisk.USHER_USER, RealAsterisk.USHER_SECRET));
        }
        return text + layout.wiring;
    }

    private String centre() {
        StringBuilder text = new StringBuilder();
        for (String queue : layout.queues) {
            text.append("""
                    [[queue]]
                    name = "%s"
                    ring = "5s"
                    wrap_up = "500ms"
                    max_wait = "0s"
                    max_waiting = 0
                    """.formatted(queue));
        }
        for (int i = 0; i < layout.agents; i++) {
            text.append("""
                    [[device]]
                    pbx = %1$d
                    endpoint = "%2$s"
                    [[agent]]
                    name = "%2$s"
                    queues = [%3$s]
                    """.formatted(i % layout.boxes + 1, agents().get(i), served(i)));
        }
        return text.toString();
    }

    /** Two queues in turn; with several boxes those of his own. */
    private String served(int agent) {
        int queues = layout.queues.size();
        IntStream served = layout.boxes == 1
                ? IntStream.of(agent % queues, (agent + 1) % queues).distinct()
                : IntStream.range(0, queues).filter(q -> q % layout.boxes == agent % layout.boxes);
        return served.mapToObj(q -> '"' + layout.queues.get(q) + '"').collect(Collectors.joining(", "));
    }

    /** Names of the agents and of their phones. */
    List<String> agents() {
        return IntStream.rangeClosed(1, layout.agents)
                .mapToObj("agent%03d"::formatted)
                .toList();
    }

    /** Every dialplan has seen Usher's heartbeat, and Usher can reach every Asterisk. */
    void awaitOpen() {
        for (Box box : boxes) {
            Pause.atMost(Duration.ofSeconds(30))
                    .until(() -> box.asterisk.cli("dialplan show globals").contains("USHER_DEAD=0"));
        }
    }

    /** The only Asterisk, or the first. */
    RealAsterisk asterisk() {
        return boxes.getFirst().asterisk;
    }

    Box box() {
        return boxes.getFirst();
    }

    List<Box> boxes() {
        return boxes;
    }

    UsherProcess usher() {
        UsherProcess running = usher;
        if (running == null) {
            throw new IllegalStateException("the site is not open");
        }
        return running;
    }

    /** Of the process that runs now: another one after each start. */
    Api api() {
        return new Api(http, usher().address());
    }

    Music music() {
        return music;
    }

    /** Lets callers dial; returns at once. */
    Dialling call(Crowd crowd) {
        int first = callers;
        callers += crowd.calls;
        List<String> numbers =
                IntStream.range(first, callers).mapToObj("7%06d"::formatted).toList();
        int sipPort = boxes.get(crowd.box).asterisk.sipPort();
        Sipp sipp = Sipp.start(
                home,
                "callers-" + crowds.size(),
                "callers",
                Map.of("HOLD_MS", String.valueOf(crowd.holdMs)),
                IntStream.range(0, crowd.calls)
                        .mapToObj(i -> numbers.get(i) + ";" + crowd.queues.get(i % crowd.queues.size()) + ";"
                                + music.port(crowd.listened ? i : Integer.MAX_VALUE))
                        .toList(),
                List.of(
                        "127.0.0.1:" + sipPort,
                        "-m",
                        String.valueOf(crowd.calls),
                        "-r",
                        String.valueOf(crowd.perSecond),
                        "-l",
                        String.valueOf(crowd.calls)));
        crowds.add(sipp);
        return new Dialling(sipp, numbers);
    }

    /** What the phones have noted so far. */
    Journal journal() {
        return Journal.read(
                crowds.stream().map(Sipp::log).toList(),
                boxes.stream().map(box -> box.agents.log()).toList());
    }

    /** What Usher's history says. */
    History history() {
        return History.of(usher().files());
    }

    @Override
    public void close() {
        crowds.forEach(Sipp::close);
        http.close();
        UsherProcess running = usher;
        try {
            if (running != null) {
                running.close();
            }
        } finally {
            for (Box box : boxes) {
                box.wire.close();
                box.agents.close();
                box.asterisk.close();
            }
            music.close();
        }
    }
}
