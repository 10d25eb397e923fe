package org.usher.server.fuzz;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.LoggerFactory;
import org.usher.server.OneServer;
import org.usher.server.config.Centre;
import org.usher.server.config.CentreFile;
import org.usher.server.config.ServerConfig;
import org.usher.server.config.ServerConfigFile;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code mvn -Pfuzz}: a whole server with its own MariaDB and a link to a hostile Asterisk, all surfaces at once, then the configuration's
 * readers. Ends with 1 if anything crashed, hung, was answered by a defect, or grew.
 */
public final class Fuzz {
    private static final int THREADS = 3;
    private static final long MAX_GROWTH_MB = 128;
    private static final String TOKEN = "a token of the fuzz run that may do everything";

    private final long seed;
    private final Path directory;
    private final Queue<String> errors = new ConcurrentLinkedQueue<>();
    private final List<Tally> tallies = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private final Map<String, Object> figures = new LinkedHashMap<>();
    private final HttpClient client = HttpClient.newHttpClient();

    Fuzz(long seed, Path directory) {
        this.seed = seed;
        this.directory = directory;
    }

    /** See the class. */
    public static void main(String[] args) throws Exception {
        String inputs = System.getProperty("fuzz.inputs", "");
        String seed = System.getProperty("seed", "");
        Fuzz fuzz = new Fuzz(
                seed.isBlank() ? System.nanoTime() % 1_000_000 : Long.parseLong(seed),
                Files.createTempDirectory(Files.createDirectories(Path.of("target/fuzz")), "run"));
        boolean well = fuzz.run(inputs.isBlank() ? 1_000_000 : Long.parseLong(inputs));
        System.out.println(fuzz.json());
        Files.writeString(Path.of("target/fuzz.json"), fuzz.json() + "\n");
        System.exit(well ? 0 : 1);
    }

    /** {@code inputs} in all: of a hundred 45 over AMI, 30 over HTTP, 15 as socket frames, 10 as files. */
    boolean run(long inputs) throws Exception {
        System.out.println("fuzz: seed " + seed + ", " + inputs + " inputs");
        figures.put("seed", seed);
        listen();
        Tally ami = tally("ami");
        try (HostileAmi asterisk = new HostileAmi(seed, ami);
                OneServer server = start(asterisk.port())) {
            awaitUp(asterisk);
            long beforeMb = usedMb();
            attack(server.port(), inputs, asterisk, ami);
            aftermath(server.port(), asterisk, beforeMb);
        }
        Tally files = tally("configuration");
        new ConfigSurface(directory).run(inputs / 10, seed, files);
        tallies.forEach(each -> faults.addAll(each.faults()));
        figures.put("inputs", tallies.stream().mapToLong(Tally::inputs).sum());
        return faults.isEmpty();
    }

    private Tally tally(String surface) {
        Tally tally = new Tally(surface);
        tallies.add(tally);
        return tally;
    }

    private OneServer start(int amiPort) throws Exception {
        ServerConfig config = ServerConfigFile.read(Files.writeString(
                        directory.resolve("usher.toml"), """
                [http]
                port = 0
                [[pbx]]
                id = 1
                name = "hostile"
                host = "127.0.0.1"
                port = %d
                user = "usher"
                secret = "right"
                [security.limits]
                requests_per_address = 1000000
                requests_per_person = 1000000
                [[security.token]]
                name = "fuzz"
                role = "admin"
                secret = "%s"
                """.formatted(amiPort, TOKEN.replace(' ', '-'))))
                .withDataDirectory(directory.resolve("data"));
        Centre centre = CentreFile.read(Path.of("../conf/centre.toml"));
        return OneServer.start(config, centre);
    }

    private static void awaitUp(HostileAmi asterisk) throws InterruptedException {
        for (int i = 0; asterisk.logins() == 0 && i < 300; i++) {
            Thread.sleep(100);
        }
    }

    private void attack(int port, long inputs, HostileAmi asterisk, Tally ami) throws Exception {
        JsonNode api =
                JsonMapper.shared().readTree(get(port, "/api/openapi.json").body());
        String token = TOKEN.replace(' ', '-');
        HttpSurface http = new HttpSurface(port, api, token, tally("http"));
        SocketSurface sockets = new SocketSurface(port, api, token, tally("websocket"));
        AtomicLong requests = new AtomicLong(inputs * 3 / 10);
        AtomicLong frames = new AtomicLong(inputs * 3 / 20);
        List<Callable<Void>> work = new ArrayList<>();
        work.add(done(() -> asterisk.run(inputs * 45 / 100)));
        for (int i = 0; i < THREADS; i++) {
            long own = seed * 31 + i;
            work.add(done(() -> http.run(requests, own)));
            work.add(done(() -> sockets.run(frames, ~own)));
        }
        ExecutorService threads = Executors.newFixedThreadPool(work.size());
        try {
            for (Future<Void> each : threads.invokeAll(work, 3, TimeUnit.HOURS)) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
        tallies.stream().filter(each -> each != ami).forEach(Tally::done);
    }

    private interface Work {
        void run() throws Exception;
    }

    private static Callable<Void> done(Work work) {
        return () -> {
            work.run();
            return null;
        };
    }

    /** The server is as well as before. */
    private void aftermath(int port, HostileAmi asterisk, long beforeMb) throws Exception {
        long asked = asterisk.asked();
        double connections = Double.MAX_VALUE;
        for (int i = 0; i < 60 && connections > 3; i++) {
            Thread.sleep(500);
            connections = metric(port, "usher_http_connections ");
        }
        figures.put("connectionsLeft", connections);
        holds(connections <= 3, "connections are left over: " + connections);
        HttpResponse<String> live = get(port, "/health/live");
        holds(live.statusCode() == 200, "not alive: " + live.body());
        holds(metric(port, "usher_engine_alive ") == 1, "the engine is not alive");
        holds(asterisk.asked() > asked, "the link asks Asterisk nothing any more");
        figures.put("amiActionsHeard", asterisk.asked());
        figures.put("amiLogins", asterisk.logins());
        figures.put("httpFailed", metric(port, "usher_http_failed_total "));
        figures.put("commandsApplied", sum(port, "usher_commands_total"));
        try (Wire watcher = new Wire(port)) {
            JsonNode none = JsonMapper.shared().createObjectNode();
            java.util.Random random = new java.util.Random(seed);
            watcher.write(new Requests(none, TOKEN.replace(' ', '-'), random, new Mutator(random))
                    .handshake("/ws/wallboard"));
            holds(watcher.answer(20_000, false).status() == 101, "no socket can be opened any more");
        }
        long afterMb = usedMb();
        figures.put("heapBeforeMb", beforeMb);
        figures.put("heapAfterMb", afterMb);
        holds(afterMb - beforeMb <= MAX_GROWTH_MB, "the heap grew from " + beforeMb + " to " + afterMb + " MB");
        figures.put("errorsLogged", errors.size());
        errors.stream().limit(20).forEach(error -> faults.add("logged: " + error));
    }

    private void holds(boolean fact, String otherwise) {
        if (!fact) {
            faults.add(otherwise);
        }
    }

    private HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .header("Authorization", "Bearer " + TOKEN.replace(' ', '-'))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private double metric(int port, String name) throws Exception {
        return get(port, "/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElse(Double.NaN);
    }

    private double sum(int port, String name) throws Exception {
        return get(port, "/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static long usedMb() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(200);
        }
        Runtime now = Runtime.getRuntime();
        return (now.totalMemory() - now.freeMemory()) >> 20;
    }

    /** An error with an exception is a defect; others, and warnings, a hostile world brings about. */
    private void listen() {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        ((Logger) LoggerFactory.getLogger("org.usher")).setLevel(Level.ERROR);
        AppenderBase<ILoggingEvent> heard = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                if (event.getThrowableProxy() != null && errors.size() < 1_000) {
                    errors.add(event.getLoggerName() + " " + event.getFormattedMessage() + " "
                            + event.getThrowableProxy().getClassName() + ": "
                            + event.getThrowableProxy().getMessage());
                }
            }
        };
        heard.setContext(root.getLoggerContext());
        heard.start();
        root.addAppender(heard);
    }

    List<String> faults() {
        return List.copyOf(faults);
    }

    /** One line. */
    String json() {
        Map<String, Object> all = new LinkedHashMap<>(figures);
        all.put("well", faults.isEmpty());
        all.put("surfaces", tallies.stream().map(Tally::figures).toList());
        if (!faults.isEmpty()) {
            all.put("faults", faults);
        }
        return JsonMapper.shared().writeValueAsString(all);
    }
}
