package org.usher.server.drill;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server of a drill's own, with a simulated PBX, in a process of its own; and what it and the kernel say of it. */
final class OwnUsher implements AutoCloseable {
    private static final Pattern READY =
            Pattern.compile("Usher is ready\\. Wallboard: http://127\\.0\\.0\\.1:([0-9]+)/");

    private final HttpClient client = HttpClient.newHttpClient();
    private final Process process;
    private final Path home;
    private final int port;

    private OwnUsher(Process process, Path home, int port) {
        this.process = process;
        this.home = home;
        this.port = port;
    }

    /** One that is ready; {@code name} is that of its folder in {@code target/drill}, the other two are its files. */
    static OwnUsher start(String name, String centre, String usher) throws IOException {
        Path home = Files.createTempDirectory(Files.createDirectories(Path.of("target/drill")), name);
        Files.writeString(home.resolve("centre.toml"), centre);
        Files.writeString(home.resolve("usher.toml"), usher);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1", // as in src/dist/usher
                        "--enable-native-access=ALL-UNNAMED",
                        "-classpath",
                        System.getProperty("java.class.path"),
                        "org.usher.server.Main",
                        "run",
                        "--stop-with-parent",
                        "--simulate",
                        "--config",
                        home.resolve("usher.toml").toString(),
                        "--centre",
                        home.resolve("centre.toml").toString(),
                        "--data",
                        home.resolve("data").toString())
                .redirectErrorStream(true)
                .start();
        return new OwnUsher(process, home, awaitReady(process));
    }

    private static int awaitReady(Process usher) throws IOException {
        BufferedReader said = new BufferedReader(new InputStreamReader(usher.getInputStream(), StandardCharsets.UTF_8));
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            Matcher ready = READY.matcher(line);
            if (ready.find()) {
                Thread.ofPlatform().daemon().start(() -> said.lines().forEach(System.err::println));
                return Integer.parseInt(ready.group(1));
            }
            System.err.println(line);
        }
        throw new IOException("Usher has ended");
    }

    int port() {
        return port;
    }

    /** Of the administrator that it made for itself. */
    String adminsToken() throws IOException {
        return Files.readString(home.resolve("data").resolve("admin.token")).strip();
    }

    String metrics() throws IOException, InterruptedException {
        return client.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** How much of its heap lives, after a full collection. */
    double liveHeapMb() throws IOException, InterruptedException {
        Process collection = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(process.pid()),
                        "GC.run")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (collection.waitFor() != 0) {
            throw new IOException("jcmd could not reach Usher");
        }
        return sum(metrics(), "jvm_memory_used_bytes{area=\"heap\"") / 1e6;
    }

    long cpuMs() {
        return process.info().totalCpuDuration().orElseThrow().toMillis();
    }

    long residentMb() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
            if (line.toLowerCase(Locale.ROOT).startsWith("vmrss:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1_024;
            }
        }
        throw new IOException("the kernel does not say how much memory Usher has");
    }

    /** By how much the sum of all samples whose names begin so has risen. */
    static double more(String before, String after, String name) {
        return sum(after, name) - sum(before, name);
    }

    static double sum(String metrics, String name) {
        return metrics.lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
