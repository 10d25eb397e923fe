package org.usher.server.acceptance.books;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.usher.telephony.rig.AsteriskTree;
import org.usher.telephony.rig.Ports;
import org.usher.telephony.rig.RealAsterisk;
import org.usher.telephony.rig.SippFailure;

/** One SIPp with many calls. It is told what to do, call by call, by MESSAGEs, and what it did is read from its log. */
final class Sipp implements AutoCloseable {
    private final Path directory;
    private final Process process;
    private final int port;
    private final SippLog log;
    private final DatagramSocket orders;
    private int ordered;

    private Sipp(Path directory, Process process, int port) throws IOException {
        this.directory = directory;
        this.process = process;
        this.port = port;
        log = new SippLog(messages());
        orders = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    }

    /**
     * Starts it on a scenario of {@code /books}.
     *
     * @param lines one for each call, or empty
     * @param options beside those that all have
     */
    static Sipp start(RealAsterisk asterisk, String name, String scenario, List<String> lines, List<String> options) {
        try {
            Path directory =
                    Files.createDirectories(asterisk.home().resolve("sipp").resolve(name));
            Files.writeString(directory.resolve("scenario.xml"), resource(scenario));
            int port = Ports.next();
            List<String> command = new ArrayList<>(List.of(
                    AsteriskTree.get().sipp().toString(),
                    "127.0.0.1:" + asterisk.sipPort(),
                    "-sf",
                    "scenario.xml",
                    "-i",
                    "127.0.0.1",
                    "-p",
                    String.valueOf(port),
                    "-nostdin",
                    "-aa", // phones are qualified: OPTIONS are answered
                    "-default_behaviors",
                    "all,-abortunexp", // an order that comes too early is passed over, and given again
                    "-trace_err",
                    "-error_file",
                    "errors.log",
                    "-trace_msg",
                    "-message_file",
                    "messages.log",
                    "-deadcall_wait",
                    "60000"));
            if (!lines.isEmpty()) {
                Files.writeString(directory.resolve("calls.csv"), "SEQUENTIAL\n" + String.join("\n", lines) + "\n");
                command.addAll(List.of("-inf", "calls.csv", "-m", String.valueOf(lines.size())));
            }
            command.addAll(options);
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("sipp.out").toFile())
                    .redirectInput(new File("/dev/null"))
                    .start();
            return new Sipp(directory, process, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Sipp.class.getResourceAsStream("/books/" + name)) {
            if (in == null) {
                throw new IllegalStateException("no test resource /books/" + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    int port() {
        return port;
    }

    Path messages() {
        return directory.resolve("messages.log");
    }

    /** What it has sent and received since it was asked last. */
    List<SippMessage> news() {
        return log.next();
    }

    /** Tells the call to do something; more headers as {@code X-To: …\r\n}. */
    void order(String callId, String what, String headers) {
        ordered++;
        byte[] text = ("MESSAGE sip:phone@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bK-order-"
                        + ordered
                        + "\r\nFrom: <sip:test@127.0.0.1>;tag=t\r\nTo: <sip:phone@127.0.0.1>\r\nCall-ID: " + callId
                        + "\r\nCSeq: " + (1_000 + ordered) + " MESSAGE\r\nX-Do: " + what + "\r\n" + headers
                        + "Content-Length: 0\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        try {
            orders.send(new DatagramPacket(text, text.length, InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean runs() {
        return process.isAlive();
    }

    /** Why it could not even begin; empty while it runs and when it ended as a SIPp may. */
    Optional<String> failure() {
        return SippFailure.of(process, directory.resolve("errors.log"));
    }

    /** Waits until all its calls are over, and went as they should. */
    void awaitEnd(long seconds) {
        try {
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                throw new IllegalStateException("SIPp has not ended after " + seconds + " s; see " + directory);
            }
            if (process.exitValue() != 0) {
                throw new IllegalStateException("SIPp ended with status " + process.exitValue() + "; see " + directory);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** kill -9. */
    @Override
    public void close() {
        process.destroyForcibly();
        orders.close();
    }
}
