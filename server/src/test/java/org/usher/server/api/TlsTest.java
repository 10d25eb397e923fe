package org.usher.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.server.people.Staff;
import org.usher.server.tls.Certificates;
import org.usher.server.tls.PinnedCertificate;
import org.usher.server.tls.TlsFiles;
import org.usher.server.tls.TlsPair;

/** The server speaks TLS itself, with certificates made for the test. */
class TlsTest {
    @TempDir
    static Path made;

    static TlsFiles first;
    static TlsFiles second;

    private final AtomicReference<SslContext> serving = new AtomicReference<>();
    private ApiFixture api;
    private ApiServer server;
    private InetSocketAddress address;
    private SSLContext trust;
    private HttpClient client;

    @BeforeAll
    static void makeCertificates() throws Exception {
        first = Certificates.make(made, "EC", -1, 90).write(Files.createDirectory(made.resolve("first")));
        second = Certificates.make(made, "RSA", -1, 90).write(Files.createDirectory(made.resolve("second")));
    }

    @BeforeEach
    void start() throws Exception {
        api = new ApiFixture();
        serve(first);
        server = new ApiServer(ApiSettings.of("127.0.0.1", 0).encrypted(serving::get), api.parts());
        address = server.start();
        trust = PinnedCertificate.trusting(first.certificate());
        client = HttpClient.newBuilder().sslContext(trust).build();
    }

    @AfterEach
    void stop() {
        client.shutdownNow();
        server.close();
        api.close();
    }

    private void serve(TlsFiles files) {
        serving.set(((TlsPair.Sound) TlsPair.read(files)).context());
    }

    private String url(String scheme, String path) {
        return scheme + "://127.0.0.1:" + address.getPort() + path;
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url("https", path)));
    }

    private HttpRequest.Builder logIn() {
        return request("/api/v1/session")
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"name\":\"" + Staff.ADA.name() + "\",\"password\":\"" + Staff.PASSWORD + "\"}"));
    }

    @Test
    void shouldTellBrowsersToComeOverTlsOnly() throws Exception {
        HttpResponse<String> page = send(request("/").GET());

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("strict-transport-security")).hasValue("max-age=31536000");
        assertThat(page.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
        assertThat(api.get("/").headers().firstValue("strict-transport-security"))
                .as("not where it speaks none")
                .isEmpty();
    }

    @Test
    void shouldGiveTheSessionInACookieThatNeverGoesUnencrypted() throws Exception {
        HttpResponse<String> in = send(logIn());

        assertThat(in.statusCode()).isEqualTo(200);
        assertThat(in.headers().firstValue("set-cookie").orElseThrow())
                .startsWith("__Host-usher_session=")
                .contains("; Secure", "; HTTPOnly", "; SameSite=Strict");
    }

    @Test
    void shouldRefuseAPageOfOursThatCameUnencrypted() throws Exception {
        assertThat(send(logIn().header("Origin", url("http", ""))).statusCode()).isEqualTo(403);
        assertThat(send(logIn().header("Origin", url("https", ""))).statusCode())
                .isEqualTo(200);
    }

    @Test
    void shouldSpeakNothingOlderThanTls12() throws Exception {
        try (SSLSocket old = (SSLSocket)
                trust.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), address.getPort())) {
            old.setEnabledProtocols(new String[] {"TLSv1.2"});
            old.startHandshake();
            assertThat(old.getSession().getProtocol()).isEqualTo("TLSv1.2");
        }
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(CLIENT_HELLO_OF_TLS_1_1);
            socket.getOutputStream().flush();
            byte[] answer = socket.getInputStream().readAllBytes();
            assertThat(answer)
                    .as("an alert: protocol_version")
                    .startsWith(21, 3)
                    .endsWith(2, 70);
        }
        await().untilAsserted(() -> assertThat(server.figures().badHandshakes()).isEqualTo(1));
    }

    /** Record: handshake, 3.2; ClientHello 3.2, 32 zeros, no session, TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA, no compression. */
    private static final byte[] CLIENT_HELLO_OF_TLS_1_1 = hello();

    private static byte[] hello() {
        byte[] hello = new byte[5 + 4 + 2 + 32 + 1 + 4 + 2];
        byte[] head = {22, 3, 2, 0, 45, 1, 0, 0, 41, 3, 2};
        byte[] tail = {0, 0, 2, (byte) 0xC0, 9, 1, 0};
        System.arraycopy(head, 0, hello, 0, head.length);
        System.arraycopy(tail, 0, hello, hello.length - tail.length, tail.length);
        return hello;
    }

    @Test
    void shouldCountAndCloseWhoSpeaksPlainHttp() throws Exception {
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                    .doesNotContain("HTTP/1.1 200");
        }
        await().untilAsserted(() -> assertThat(server.figures().badHandshakes()).isEqualTo(1));
        assertThat(send(request("/health/live").GET()).statusCode()).isEqualTo(200);
    }

    @Test
    void shouldLetOpenConnectionsLiveOnWhenTheCertificateChanges() throws Exception {
        try (SSLSocket before = (SSLSocket)
                trust.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), address.getPort())) {
            before.setSoTimeout(20_000);
            assertThat(live(before)).startsWith("HTTP/1.1 200");

            serve(second);

            assertThat(live(before)).startsWith("HTTP/1.1 200");
            assertThat(subject(before)).contains("ec.usher");
        }
        HttpClient old = HttpClient.newBuilder().sslContext(trust).build();
        assertThatThrownBy(() -> old.send(request("/").GET().build(), HttpResponse.BodyHandlers.ofString()))
                .isInstanceOf(SSLException.class)
                .hasStackTraceContaining("another key");
        SSLContext trusting = PinnedCertificate.trusting(second.certificate());
        try (SSLSocket after = (SSLSocket)
                trusting.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), address.getPort())) {
            assertThat(live(after)).startsWith("HTTP/1.1 200");
            assertThat(subject(after)).contains("rsa.usher");
        }
    }

    @Test
    void shouldSendAFilePieceByPieceAndGoOnOnTheSameConnection() throws Exception {
        String sound = "0123456789".repeat(200_000);
        Path day = Files.createDirectories(api.recordings.resolve("usher/2026-11-22"));
        Files.writeString(day.resolve("42-1795335218730-caller.wav"), sound);
        String path = "/api/v1/contacts/42/recordings/1795335218730/caller";

        HttpResponse<String> whole = send(request(path).header("Authorization", "Bearer " + ApiFixture.SUPERVISOR));
        HttpResponse<String> part = send(request(path)
                .header("Authorization", "Bearer " + ApiFixture.SUPERVISOR)
                .header("Range", "bytes=1999990-"));

        assertThat(whole.body()).isEqualTo(sound);
        assertThat(part.body()).isEqualTo("0123456789");
    }

    private static String live(Socket socket) throws IOException {
        String head = ApiFixture.head(socket, "GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
        int length = Integer.parseInt(head.replaceAll("(?s).*content-length: ([0-9]+).*", "$1"));
        socket.getInputStream().readNBytes(length);
        return head;
    }

    private static String subject(SSLSocket socket) throws IOException {
        return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                .getSubjectX500Principal()
                .getName();
    }

    @Test
    void shouldSendTheFeedOverAnEncryptedSocket() {
        CompletableFuture<String> snapshot = new CompletableFuture<>();
        WebSocket.Listener listener = new WebSocket.Listener() {
            private final StringBuilder text = new StringBuilder();

            @Override
            public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
                text.append(data);
                if (last) {
                    snapshot.complete(text.toString());
                }
                socket.request(1);
                return CompletableFuture.completedFuture(null);
            }
        };
        WebSocket socket = client.newWebSocketBuilder()
                .header("Origin", url("https", ""))
                .buildAsync(URI.create(url("wss", "/ws/wallboard")), listener)
                .join();

        assertThat(snapshot.orTimeout(20, TimeUnit.SECONDS).join()).contains("\"snapshot\"");
        socket.abort();
        assertThatThrownBy(() -> client.newWebSocketBuilder()
                        .header("Origin", url("http", ""))
                        .buildAsync(URI.create(url("wss", "/ws/wallboard")), listener)
                        .join())
                .isInstanceOf(CompletionException.class);
    }
}
