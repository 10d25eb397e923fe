package org.usher.server;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.usher.server.config.Centre;
import org.usher.server.config.CentreFile;
import org.usher.server.config.ConfigException;
import org.usher.server.config.ServerConfig;
import org.usher.server.config.ServerConfigFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Lives through what a server lives through, so that the Java that runs it can note which classes that takes: the script {@code usher}
 * starts it with {@code -XX:AOTCacheOutput}. A small centre on a simulated PBX takes calls, is stopped, comes back from its command log and
 * takes calls again; pages are asked for. Nothing of the operator's is read or touched.
 */
@Command(
        name = "prepare",
        description =
                "Makes later starts fast, once for each Java and each version of Usher: runs a small simulated centre for some"
                        + " seconds and keeps the classes that took (see bin/usher). The first start does it by itself in the background.",
        mixinStandardHelpOptions = true)
final class Prepare implements Callable<Integer> {
    private static final int REIGNS = 2;
    private static final long SERVICE_MS = 4_000;
    private static final List<String> PAGES = List.of(
            "", "login", "health/live", "health/ready", "metrics", "api/v1/queues", "api/v1/agents", "api/v1/repairs");
    private static final String WIRING = """
            [http]
            port = 0
            [simulation]
            enabled = true
            calls_per_minute = 600
            """;
    private static final String CENTRE = """
            [[queue]]
            name = "sales"
            wrap_up = "1s"
            [[queue]]
            name = "support"
            wrap_up = "1s"
            [[device]]
            pbx = 1
            endpoint = "one"
            [[device]]
            pbx = 1
            endpoint = "two"
            [[agent]]
            name = "one"
            queues = ["sales", "support"]
            [[agent]]
            name = "two"
            queues = ["support"]
            """;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIRECTORY",
            description = "Where the centre lives for these seconds; bin/usher gives it, and deletes it afterwards.")
    private Path data = Path.of("");

    @Override
    public Integer call() throws IOException, ConfigException, StartException {
        StopSignal stop = new StopSignal(Thread.currentThread());
        ProcessHandle.current().parent().ifPresent(stop::giveWhenEnds); // the script, for which this is made
        try {
            live();
            return 0;
        } catch (InterruptedException e) {
            throw new StartException("told to stop before the classes were noted");
        } finally {
            stop.obeyed();
        }
    }

    private void live() throws IOException, ConfigException, StartException, InterruptedException {
        Files.createDirectories(data);
        ServerConfig wiring = ServerConfigFile.read(Files.writeString(data.resolve("usher.toml"), WIRING))
                .withDataDirectory(data);
        Centre centre = CentreFile.read(Files.writeString(data.resolve("centre.toml"), CENTRE));
        for (int reign = 0; reign < REIGNS; reign++) {
            Mandate mandate = new Turn(wiring, 0, Doorway.open(wiring.http(), 0), (address, why) -> {}).await();
            try (Server server = Server.start(wiring, centre, mandate)) {
                for (String page : PAGES) {
                    ask(server.address() + page);
                }
                TimeUnit.MILLISECONDS.sleep(SERVICE_MS);
            }
        }
    }

    /** What is answered does not matter. */
    private static void ask(String page) throws IOException {
        var _ = ((HttpURLConnection) URI.create(page).toURL().openConnection()).getResponseCode();
    }
}
