package org.usher.server.webhook;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A program that takes webhooks, written from the specification alone, and answers as it is told. */
final class Receiver implements AutoCloseable {
    static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    final List<Taken> taken = new CopyOnWriteArrayList<>();
    volatile Answering answering = exchange -> status(exchange, 204);
    private final CountDownLatch finished = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    interface Answering {
        void answer(HttpExchange exchange) throws IOException;
    }

    /** One request, of which the signature was checked before it was answered. */
    record Taken(String path, String id, boolean signed, String signature, String body) {
        String type() {
            return json().get("type").asString();
        }

        JsonNode json() {
            return JsonMapper.shared().readTree(body);
        }
    }

    Receiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String id = exchange.getRequestHeaders().getFirst("webhook-id");
            String at = exchange.getRequestHeaders().getFirst("webhook-timestamp");
            String signature = exchange.getRequestHeaders().getFirst("webhook-signature");
            taken.add(new Taken(
                    exchange.getRequestURI().getPath(),
                    id,
                    isSigned(SECRET, id, at, signature, body),
                    signature,
                    body));
            answering.answer(exchange);
        });
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/usher?token=in-the-url");
    }

    List<String> ids() {
        return taken.stream().map(Taken::id).toList();
    }

    /** Whether one of the signatures is right. */
    static boolean isSigned(String secret, String id, String at, String signatures, String body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring(6)), "HmacSHA256"));
            byte[] right = mac.doFinal((id + "." + at + "." + body).getBytes(StandardCharsets.UTF_8));
            for (String one : signatures.split(" ", -1)) {
                if (one.startsWith("v1,")
                        && MessageDigest.isEqual(right, Base64.getDecoder().decode(one.substring(3)))) {
                    return true;
                }
            }
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static void status(HttpExchange exchange, int status) throws IOException {
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    /** Until the test is over. */
    void linger() {
        try {
            if (!finished.await(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the test does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        finished.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
