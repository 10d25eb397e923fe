package org.usher.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.server.security.Secret;
import org.usher.server.security.SecretHash;
import org.usher.server.tls.Certificates;
import org.usher.server.tls.TlsFiles;
import org.usher.server.tls.TlsPair;

final class MainTest {
    private static final Path SAMPLES = Path.of("../conf");

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void shouldSayThatTheSamplesAreInOrder() {
        int code = usher("check", sample("usher.toml"), sample("centre.toml"));

        assertThat(err.toString()).isEmpty();
        assertThat(code).isZero();
        assertThat(out.toString()).contains("0 PBXs, all in order", "3 queues, 8 agents, all in order");
    }

    @Test
    void shouldSayWhatIsWrongWithAFileAndEndWithTwo() throws IOException {
        Path bad = Files.writeString(directory.resolve("centre.toml"), "[[queue]]\nname = 5\n");

        assertThat(usher("check", bad.toString())).isEqualTo(2);
        assertThat(err.toString().strip())
                .isEqualTo(
                        bad
                                + ":2: queue[1].name = 5 is not text; give up to 40 small letters, digits and _, a letter first");
    }

    @Test
    void shouldEndWithTwoWhenTheCommandLineIsWrong() {
        assertThat(usher()).isEqualTo(2);
        assertThat(usher("walk")).isEqualTo(2);
        assertThat(usher("run", "--config", directory.resolve("nowhere.toml").toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("Usage: usher", "'walk'", "nowhere.toml: does not exist");
    }

    @Test
    void shouldPrintNoTokenThatHasALineEndInIt() throws IOException {
        Path token = Files.writeString(directory.resolve("token"), "of-nobody-else\nand-another-line\n");

        assertThat(usher("people", "--server", "http://127.0.0.1:1", "--token-file", token.toString(), "list"))
                .isEqualTo(3);
        assertThat(err.toString()).contains("line ends").doesNotContain("of-nobody-else", "another-line");
    }

    /** The certificate is for another name than the address, and nobody vouches for it. */
    @Test
    void shouldAskAServerThatSpeaksTlsOnThisMachineByItsCertificateFile() throws Exception {
        Certificates.Pem pem = Certificates.make(directory, "EC", -1, 90);
        TlsFiles files = pem.write(directory);
        TlsFiles others =
                Certificates.make(directory, "EC", -1, 90).write(Files.createDirectory(directory.resolve("other")));
        SslContext context = ((TlsPair.Sound) TlsPair.read(files)).context();
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(((JdkSslContext) context).context()));
        server.createContext("/api/v1/people", exchange -> {
            byte[] body = "{\"people\":[{\"name\":\"boris\",\"roles\":[\"ADMIN\"]}]}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            Path token = Files.writeString(directory.resolve("token"), "a-token-of-somebody\n");
            String[] list = {
                "people", "--config", config(server, files).toString(), "--token-file", token.toString(), "list"
            };
            assertThat(usher(list)).as(err.toString()).isZero();
            assertThat(out.toString()).contains("boris  ADMIN");
            config(server, others);
            assertThat(usher(list)).isEqualTo(3);
            assertThat(err.toString()).contains("another key");
        } finally {
            server.stop(0);
        }
    }

    private Path config(HttpsServer server, TlsFiles files) throws IOException {
        return Files.writeString(directory.resolve("usher.toml"), """
                [http]
                port = %d
                [http.tls]
                certificate = "%s"
                key = "%s"
                """.formatted(
                        server.getAddress().getPort(), files.certificate(), files.key()));
    }

    @Test
    void shouldTellItsVersion() {
        assertThat(usher("--version")).isZero();
        assertThat(out.toString().strip()).matches("usher \\d+\\.\\d+\\.\\d+");
    }

    @Test
    void shouldMakeTheHashOfAPinThatIsPipedToIt() {
        assertThat(usherGiven("4711\n", "hash-pin")).isZero();
        SecretHash hash = SecretHash.parse(out.toString().strip()).orElseThrow();
        assertThat(hash.matches(Secret.of("4711"))).isTrue();
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void shouldMakeNoHashOfWhatNoPhoneCouldGive() {
        assertThat(usherGiven("12\n", "hash-pin")).isEqualTo(2);
        assertThat(usherGiven("", "hash-pin")).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).contains("give 4 to 12 digits");
    }

    private int usherGiven(String input, String... args) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        try {
            return usher(args);
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void shouldNotStartWithoutAPbx() {
        assertThat(run(sample("usher.toml"))).isEqualTo(3);
        assertThat(err.toString()).contains("has no [[pbx]]; add one, or give --simulate");
    }

    @Test
    void shouldNotStartWithAPhoneOnAPbxThatIsNotConfigured() throws IOException {
        Path config = Files.writeString(directory.resolve("usher.toml"), """
                [[pbx]]
                id = 2
                name = "office"
                host = "127.0.0.1"
                user = "usher"
                secret = "secret"
                """);

        assertThat(run(config.toString())).isEqualTo(3);
        assertThat(err.toString())
                .contains("device \"agent1\" is on PBX 1, which is not one of those of " + config + " [2]");
    }

    @Test
    void shouldNotStartOnAPortInUseAndSayWhich() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Path config =
                    Files.writeString(directory.resolve("usher.toml"), "[http]\nport = " + taken.getLocalPort() + "\n");

            assertThat(run(config.toString(), "--simulate")).isEqualTo(3);
            assertThat(err.toString()).contains(Integer.toString(taken.getLocalPort()));
        }
        assertThat(directory.resolve("data/mariadb"))
                .as("nothing else was set going")
                .doesNotExist();
    }

    @Test
    void shouldNotStartOnADamagedLogAndSayWhere() throws IOException {
        Path log = Files.createDirectories(directory.resolve("data/log")).resolve("commands-00000000000000000001.log");
        Files.writeString(log, "not a log, but long enough to hold the header of one, or nearly so");
        Path config = Files.writeString(directory.resolve("usher.toml"), "[http]\nport = 0\n");

        assertThat(run(config.toString(), "--simulate")).isEqualTo(3);
        assertThat(err.toString()).contains(log + " is not a command log of Usher");
    }

    private int run(String config, String... more) {
        String[] args = new String[7 + more.length];
        System.arraycopy(more, 0, args, 7, more.length);
        args[0] = "run";
        args[1] = "--config";
        args[2] = config;
        args[3] = "--centre";
        args[4] = sample("centre.toml");
        args[5] = "--data";
        args[6] = directory.resolve("data").toString();
        return usher(args);
    }

    private int usher(String... args) {
        return Main.execute(new PrintWriter(out, true), new PrintWriter(err, true), args);
    }

    private static String sample(String name) {
        return SAMPLES.resolve(name).toString();
    }
}
