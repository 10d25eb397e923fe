package org.usher.telephony.ami;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A look at an Asterisk that says something now and then, but never all; no wait of its own bounds that. */
@Timeout(30)
final class PbxWatchTest {
    private static final int LONG_MS = 20_000;
    private final ServerSocket asterisk;

    PbxWatchTest() throws IOException {
        asterisk = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        asterisk.close();
    }

    private PbxWatch watch() {
        return new PbxWatch("127.0.0.1", asterisk.getLocalPort(), "standby", Secret.of("right"), LONG_MS);
    }

    private static CompletableFuture<FormerSession.End> dismissing(PbxWatch watch) {
        return CompletableFuture.supplyAsync(() -> watch.dismissOwn(Reign.alone(7), "usher"));
    }

    @Test
    void shouldLetGoWhoWaitsForAnAnswerWhenItIsAbandoned() throws Exception {
        PbxWatch watch = watch();
        CompletableFuture<FormerSession.End> end = dismissing(watch);
        try (Socket session = asterisk.accept()) {
            session.getOutputStream().write("Asterisk Call Manager/9.0.0\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] asked = new byte[17];
            assertThat(session.getInputStream().readNBytes(asked, 0, asked.length))
                    .isEqualTo(asked.length);
            assertThat(asked).asString().isEqualTo("Action: Challenge");
            session.getOutputStream().write("Response: ".getBytes(StandardCharsets.US_ASCII));
            assertThat(end).isNotDone();

            watch.abandon();

            assertThat(end.get(LONG_MS / 2, TimeUnit.MILLISECONDS)).isInstanceOf(FormerSession.End.Failed.class);
            String rest = new String(session.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(rest).doesNotContain("Action:");
        }
    }

    @Test
    void shouldAskForNothingAnyMoreOnceItIsAbandoned() throws Exception {
        PbxWatch watch = watch();
        watch.abandon();
        assertThat(dismissing(watch).get()).isEqualTo(new FormerSession.End.Failed("it took too long"));
        asterisk.setSoTimeout(100);
        assertThatThrownBy(asterisk::accept).isInstanceOf(SocketTimeoutException.class);
    }
}
