package org.usher.server.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.usher.server.config.CentreFile;
import org.usher.server.config.ConfigException;
import org.usher.server.config.ServerConfigFile;

/** The configuration's readers: whatever stands in a file, they read it or say what is wrong with it, soon. */
final class ConfigSurface {
    private static final long MAX_MS = 10_000;
    /** A name is looked up, and a file of this machine read: what comes of those is not the reader's. */
    private static final Pattern NOT_OURS = Pattern.compile("listen *=|/dev/|/proc/");

    private static final Pattern SECTION = Pattern.compile("(?m)^\\[+([a-z_.]+)\\]+");

    private final Path directory;
    private final List<byte[]> wiring;
    private final List<byte[]> centre;

    ConfigSurface(Path directory) throws IOException {
        this.directory = directory;
        String usher = Files.readString(Path.of("../conf/usher.toml"));
        String sample = Files.readString(Path.of("../conf/centre.toml"));
        // with every key that is shown as a comment, and without
        this.wiring = List.of(bytes(usher), bytes(uncommented(usher)), bytes(WIRING));
        this.centre = List.of(bytes(sample), bytes(uncommented(sample)));
    }

    private static final String WIRING = """
            [http]
            port = 0
            host_names = ["usher.example.org"]
            proxies = ["127.0.0.1"]
            [[pbx]]
            id = 1
            name = "office"
            host = "127.0.0.1"
            user = "usher"
            secret = "x"
            [database]
            url = "jdbc:mariadb://127.0.0.1:3306/usher"
            [security]
            session_idle = "1h"
            [security.openid]
            issuer = "https://id.example.org"
            client_id = "usher"
            address = "https://usher.example.org"
            scopes = ["email"]
            [[security.token]]
            name = "crm"
            scopes = ["contacts:read"]
            secret = "0123456789abcdef"
            [http.tls]
            certificate = "none.pem"
            key = "none.key"
            [desk]
            away_after = "20s"
            crm_link = "https://crm.example.org/find?number={number}&call={contact}"
            numbers = ["+49*", "0800123"]
            [customers]
            region = "DE"
            keep = "10m"
            [customers.hook]
            url = "https://crm.example.org/usher"
            secret = "0123456789abcdef"
            timeout = "800ms"
            at_once = 16
            rest = "30s"
            [[webhook]]
            name = "crm"
            url = "https://crm.example.org/usher"
            secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
            events = ["all", "chat.message"]
            queues = ["sales"]
            per_second = 5
            timeout = "3s"
            keep = "2h"
            [lease]
            name = "left"
            length = "5s"
            [estimate]
            wait_model_every = "1h"
            """;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String uncommented(String toml) {
        return Pattern.compile("(?m)^# *(\\[+[a-z_.]+\\]+|[a-z_]+ = )")
                .matcher(toml)
                .replaceAll("$1");
    }

    void run(long inputs, long seed, Tally tally) throws IOException {
        Random random = new Random(seed);
        Mutator mutator = new Mutator(random);
        Path file = directory.resolve("usher-fuzz.toml");
        for (long i = 0; i < inputs; i++) {
            boolean wired = random.nextBoolean();
            List<byte[]> right = wired ? wiring : centre;
            byte[] base = piece(right.get(random.nextInt(right.size())), random);
            List<String> sections = sections(base);
            byte[] input = mutator.mutate(base, right.get(random.nextInt(right.size())));
            if (NOT_OURS.matcher(new String(input, StandardCharsets.ISO_8859_1)).find()) {
                input = NOT_OURS.matcher(new String(input, StandardCharsets.ISO_8859_1))
                        .replaceAll("port = ")
                        .getBytes(StandardCharsets.ISO_8859_1);
            }
            Files.write(file, input);
            long startNanos = System.nanoTime();
            try {
                if (wired) {
                    ServerConfigFile.read(file);
                } else {
                    CentreFile.read(file);
                }
                tally.answered("taken");
                sections.forEach(section -> tally.reached(section, "taken"));
            } catch (ConfigException e) {
                tally.answered("refused");
                sections.forEach(section -> tally.reached(section, "refused"));
                int length = String.valueOf(e.getMessage()).length();
                if (length > 200_000) {
                    tally.fault("a refusal of " + length + " characters", input);
                }
            } catch (RuntimeException | StackOverflowError e) {
                tally.answered("fault");
                tally.fault(
                        e + " at "
                                + List.of(e.getStackTrace()).stream().limit(8).toList(),
                        input);
            }
            long ms = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
            if (ms > MAX_MS) {
                tally.fault("read for " + ms + " ms", input);
            }
        }
        tally.done();
    }

    private static List<String> sections(byte[] toml) {
        return SECTION.matcher(new String(toml, StandardCharsets.UTF_8))
                .results()
                .map(each -> each.group(1))
                .distinct()
                .toList();
    }

    /** Some lines in a row: small files are read faster, and a fault lies in few lines. */
    private static byte[] piece(byte[] whole, Random random) {
        if (random.nextInt(20) == 0) {
            return whole;
        }
        String[] lines = new String(whole, StandardCharsets.UTF_8).split("(?<=\n)");
        int from = random.nextInt(lines.length);
        for (int i = random.nextInt(2) * lines.length; i > 0 && !lines[from].startsWith("["); i--) {
            from = (from + 1) % lines.length; // half of the pieces begin with a section, or its keys belong to none
        }
        int to = Math.min(lines.length, from + 1 + random.nextInt(25));
        return bytes(String.join("", List.of(lines).subList(from, to)));
    }
}
