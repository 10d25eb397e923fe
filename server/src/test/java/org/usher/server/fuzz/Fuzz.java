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
import java.util.Set;
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
    /** From so many on each route must have let somebody in. */
    private static final long THOROUGH = 200_000;

    private static final Set<String> KEPT_OUT = Set.of("401", "403", "405", "421", "429");

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
        long startNanos = System.nanoTime();
        listen();
        Tally ami = tally("ami");
        Centre centre = CentreFile.read(Path.of("../conf/centre.toml"));
        try (HostileAmi asterisk = new HostileAmi(seed, centre.configuration(), ami);
                OneServer server = start(asterisk.port(), centre)) {
            awaitUp(asterisk);
            Visitors visitors = new Visitors(server.port(), client);
            visitors.comeIn(centre.configuration().agents().getFirst().name());
            JsonNode api = JsonMapper.shared()
                    .readTree(get(server.port(), "/api/openapi.json").body());
            Requests.Sources sources = new Requests.Sources(api, new Known(centre), visitors);
            long beforeMb = usedMb();
            attack(server.port(), inputs, asterisk, sources);
            aftermath(server.port(), asterisk, beforeMb, sources);
        }
        tallies.forEach(each -> faults.addAll(each.faults()));
        figures.put("seconds", TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNanos));
        figures.put("inputs", tallies.stream().mapToLong(Tally::inputs).sum());
        return faults.isEmpty();
    }

    private Tally tally(String surface) {
        Tally tally = new Tally(surface);
        tallies.add(tally);
        return tally;
    }

    private OneServer start(int amiPort, Centre centre) throws Exception {
        ServerConfig config = ServerConfigFile.read(Files.writeString(directory.resolve("usher.toml"), """
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
                log_ins_per_address = 1000000
                log_ins_per_name = 1000000
                [[security.token]]
                name = "fuzz"
                role = "admin"
                secret = "%s"
                [[security.token]]
                name = "screen"
                role = "wallboard"
                secret = "%s"
                [desk]
                numbers = ["+49*"]
                """.formatted(
                                amiPort, Visitors.ADMIN_TOKEN, Visitors.SCREEN_TOKEN)))
                .withDataDirectory(directory.resolve("data"));
        return OneServer.start(config, centre);
    }

    private static void awaitUp(HostileAmi asterisk) throws InterruptedException {
        for (int i = 0; asterisk.logins() == 0 && i < 300; i++) {
            Thread.sleep(100);
        }
    }

    private void attack(int port, long inputs, HostileAmi asterisk, Requests.Sources sources) throws Exception {
        HttpSurface http = new HttpSurface(port, sources, tally("http"));
        SocketSurface sockets = new SocketSurface(port, sources, tally("websocket"));
        ConfigSurface files = new ConfigSurface(directory);
        Tally read = tally("configuration");
        AtomicLong requests = new AtomicLong(inputs * 3 / 10);
        AtomicLong frames = new AtomicLong(inputs * 3 / 20);
        List<Callable<Void>> work = new ArrayList<>();
        work.add(done(() -> asterisk.run(inputs * 45 / 100)));
        work.add(done(() -> files.run(inputs / 10, seed, read)));
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
        tallies.forEach(Tally::done);
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
    private void aftermath(int port, HostileAmi asterisk, long beforeMb, Requests.Sources sources) throws Exception {
        long asked = asterisk.asked();
        double connections = Double.MAX_VALUE;
        for (int i = 0; i < 60 && (connections > 3 || asterisk.asked() == asked); i++) {
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
        java.util.Random random = new java.util.Random(seed);
        Requests requests = new Requests(sources, random, new Mutator(random));
        for (String path : List.of("/ws/wallboard", "/ws/agent")) {
            opens(port, path, requests, sources.visitors());
        }
        everyRouteReached(sources.api());
        long afterMb = usedMb();
        figures.put("heapBeforeMb", beforeMb);
        figures.put("heapAfterMb", afterMb);
        holds(afterMb - beforeMb <= MAX_GROWTH_MB, "the heap grew from " + beforeMb + " to " + afterMb + " MB");
        figures.put("errorsLogged", errors.size());
        errors.stream().limit(20).forEach(error -> faults.add("logged: " + error));
    }

    /** Some input may have logged him out, or paused him: then he logs in again. */
    private void opens(int port, String path, Requests requests, Visitors visitors) throws Exception {
        int status = 401;
        for (int i = 0; i < 10 && status == 401; i++) {
            try (Wire watcher = new Wire(port)) {
                watcher.write(requests.handshake(path, Visitors.Visitor.AGENT));
                status = watcher.answer(20_000, false).status();
            }
            if (status == 401) {
                Thread.sleep(1_100);
                visitors.refused(Visitors.Visitor.AGENT);
            }
        }
        holds(status == 101, "no socket of " + path + " can be opened any more: " + status);
    }

    private void everyRouteReached(JsonNode api) {
        Tally http = tallies.stream()
                .filter(each -> each.surface().equals("http"))
                .findFirst()
                .orElseThrow();
        List<String> routes = Requests.routes(api);
        figures.put("routes", routes.size());
        for (String route : routes) {
            long asked = http.reached(route, property -> true);
            long letIn = http.reached(route, property -> property.matches("[0-9]+") && !KEPT_OUT.contains(property));
            holds(asked > 0, "never asked: " + route);
            holds(letIn > 0 || http.inputs() < THOROUGH * 3 / 10, "let nobody in: " + route);
        }
    }

    private void holds(boolean fact, String otherwise) {
        if (!fact) {
            faults.add(otherwise);
        }
    }

    private HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .header("Authorization", "Bearer " + Visitors.ADMIN_TOKEN)
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
