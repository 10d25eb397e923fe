package org.usher.server.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.usher.server.security.Secret;
import org.usher.server.security.SecretHash;
import org.usher.telephony.rig.RealAsterisk;

/** The directory of one Usher: its two configuration files, its data, its log; all of it stays in {@code target/acceptance}. */
public record UsherFiles(Path home) {
    static final String ANNAS_PIN = "739184620513";
    static final String BELAS_PIN = "518273";
    public static final String TOKEN = "token-of-the-acceptance-tests";

    /** An empty directory of this name. */
    public static UsherFiles fresh(String name) {
        try {
            Path home = Path.of("target/acceptance", name).toAbsolutePath();
            if (Files.exists(home)) {
                try (Stream<Path> all = Files.walk(home)) {
                    for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(path);
                    }
                }
            }
            Path database = Files.createDirectories(home.resolve("data/mariadb"));
            // the embedded MariaDB is unpacked once for all, if another test has done it already
            Path unpacked = Path.of("target/mariadb/programs-11.4.5").toAbsolutePath();
            if (Files.isDirectory(unpacked)) {
                Files.createSymbolicLink(database.resolve(unpacked.getFileName()), unpacked);
            }
            return new UsherFiles(home);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes the wiring to this Asterisk, as an operator would, and the centre of the tests. */
    public UsherFiles wiredTo(RealAsterisk asterisk, String secret, String more) {
        return wiredTo(asterisk, secret, 0, more);
    }

    UsherFiles wiredTo(RealAsterisk asterisk, String secret, int httpPort, String more) {
        write("usher.toml", """
                [http]
                port = %d
                [data]
                directory = "data"
                [[pbx]]
                id = 1
                name = "office"
                host = "127.0.0.1"
                port = %d
                user = "%s"
                secret = "%s"
                recordings_directory = "%s"
                [[security.token]]
                name = "tests"
                role = "admin"
                secret = "%s"
                %s
                """.formatted(
                        httpPort,
                        asterisk.amiPort(),
                        RealAsterisk.USHER_USER,
                        secret,
                        asterisk.recordings().getParent(),
                        TOKEN,
                        more));
        return write(
                "centre.toml",
                CENTRE.replace(
                                "@ANNAS_PIN_HASH@",
                                SecretHash.of(Secret.of(ANNAS_PIN)).text())
                        .replace(
                                "@BELAS_PIN_HASH@",
                                SecretHash.of(Secret.of(BELAS_PIN)).text()));
    }

    /** Has this at the end of the centre of the tests, for one of them alone. */
    UsherFiles moreInCentre(String more) {
        try {
            Files.writeString(home.resolve("centre.toml"), more, StandardOpenOption.APPEND);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public UsherFiles write(String name, String text) {
        try {
            Files.writeString(home.resolve(name), text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> runArguments() {
        return List.of("run", "--config", "usher.toml", "--centre", "centre.toml", "--stop-with-parent");
    }

    Path log() {
        return home.resolve("usher.log");
    }

    /** Everything it has said on standard error, over all its starts. */
    public String said() {
        try {
            return Files.exists(log()) ? Files.readString(log()) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** States last until a test ends them, so that what the wallboard shows can be awaited and never missed. */
    private static final String CENTRE = """
            [settings]
            reject_back_off = "10m"
            no_answer_back_off = "10m"
            unreachable_back_off = "10m"
            elsewhere_wrap_up = "10m"
            [[skill]]
            name = "german"
            [[skill]]
            name = "french"
            [[queue]]
            name = "billing"
            title = "Billing"
            ring = "60s"
            wrap_up = "10m"
            short_abandon = "0s"
            [[queue]]
            name = "quick"
            ring = "60s"
            wrap_up = "12s"
            short_abandon = "0s"
            [[queue]]
            name = "hasty"
            ring = "4s"
            short_abandon = "0s"
            [[queue]]
            name = "orders"
            answer = "with-agent"
            ring = "60s"
            short_abandon = "5m"
            [[queue]]
            name = "brief"
            max_wait = "2s"
            [[queue]]
            name = "recorded"
            ring = "60s"
            recording = "always"
            consent = "beep"
            [[queue]]
            name = "away"
            title = "Away"
            ring = "60s"
            short_abandon = "0s"
            whisper = "hello-world"
            [[pause_reason]]
            name = "break"
            code = "1"
            [[disposition]]
            name = "sold"
            title = "Sold"
            [[disposition]]
            name = "call_again"
            title = "Call again"
            [[device]]
            pbx = 1
            endpoint = "anna"
            [[device]]
            pbx = 1
            endpoint = "anna_soft"
            [[device]]
            pbx = 1
            endpoint = "bela"
            remote_answer = true
            [[device]]
            pbx = 1
            endpoint = "carla"
            listening = true
            [[device]]
            pbx = 1
            number = "0170555"
            [[agent]]
            name = "anna"
            title = "Anna Berg"
            number = "17"
            pin_hash = "@ANNAS_PIN_HASH@"
            skills = ["german:9"]
            queues = ["billing", "quick", "hasty", "orders", "recorded", "away"]
            [[agent]]
            name = "bela"
            title = "Béla Kovács"
            number = "18"
            pin_hash = "@BELAS_PIN_HASH@"
            skills = ["german:3", "french:9"]
            queues = ["billing", "hasty", "orders", "recorded", "away"]
            """;
}
