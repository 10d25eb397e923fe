package org.usher.telephony.rig;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whoever dies, nobody comes in his place. */
@Timeout(120)
final class PortsTest {
    private static final int MANY = 200;

    @TempDir
    Path directory;

    /** What another process asks for: it says its ports, and lives until it is told to end. */
    static final class Another {
        private Another() {}

        public static void main(String[] arguments) throws IOException {
            System.out.println(ports().map(String::valueOf).collect(Collectors.joining(" ")));
            System.out.flush();
            System.in.read();
        }
    }

    private static Stream<Integer> ports() {
        return IntStream.range(0, MANY).mapToObj(any -> Ports.next());
    }

    @Test
    void shouldNotGiveAPortAgainWhenItIsFreeAgain() {
        Set<Integer> given = new TreeSet<>();
        assertThat(ports()).allSatisfy(port -> assertThat(given.add(port)).isTrue());
    }

    /** Linux gives from 32,768 up to who asks for any, unless it is told otherwise. */
    @Test
    void shouldGiveWhatNobodyGetsWhoAsksForAnyPort() {
        assertThat(ports()).allMatch(port -> port < 32_768 && port >= Ports.AUDIO_BELOW);
    }

    @Test
    void shouldPassOverWhatSomebodyHasWhoDidNotAsk() throws IOException {
        int here = Ports.next();
        List<DatagramSocket> squatters = new ArrayList<>();
        try {
            for (int port = here + 1; port <= here + 3; port++) {
                squatters.add(new DatagramSocket(new InetSocketAddress(port)));
            }
            assertThat(Ports.next()).isNotIn(here + 1, here + 2, here + 3);
        } catch (BindException e) {
            assertThat(Ports.next()).isNotEqualTo(here); // somebody has one of them indeed
        } finally {
            squatters.forEach(DatagramSocket::close);
        }
    }

    @Test
    void shouldNotGiveToTwoProcesses() throws IOException, InterruptedException {
        List<Process> others = new ArrayList<>();
        try {
            for (int i = 0; i < 2; i++) {
                others.add(another());
            }
            Set<Integer> all = ports().collect(Collectors.toCollection(TreeSet::new));
            for (Process other : others) {
                String said = other.inputReader().readLine();
                assertThat(said.split(" ", -1))
                        .hasSize(MANY)
                        .allSatisfy(port ->
                                assertThat(all.add(Integer.parseInt(port))).isTrue());
            }
        } finally {
            for (Process other : others) {
                other.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            }
        }
    }

    private static Process another() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Another.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    @Test
    void shouldTellWhatSippSaidThatCouldNotHaveItsPort() throws IOException, InterruptedException {
        Path errors = Files.writeString(directory.resolve("errors.log"), "Unable to bind main socket");
        assertThat(SippFailure.of(ended(254), errors))
                .hasValueSatisfying(why -> assertThat(why).contains("status 254", "Unable to bind main socket"));
        // a call that failed, and one that is over
        assertThat(SippFailure.of(ended(1), errors)).isEmpty();
        assertThat(SippFailure.of(ended(0), errors)).isEmpty();
    }

    private static Process ended(int status) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sh", "-c", "exit " + status)
                .redirectInput(new File("/dev/null"))
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process;
    }
}
