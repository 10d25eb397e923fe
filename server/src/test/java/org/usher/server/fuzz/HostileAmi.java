package org.usher.server.fuzz;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An Asterisk that has lost its mind, over a real socket: it lets Usher log in and lists nothing, answers some of what it is asked, and
 * else sends events that a real one sent, in any order, of few calls, and most of them damaged.
 */
final class HostileAmi implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    private final Random random;
    private final Mutator mutator;
    private final List<byte[]> events = new ArrayList<>();
    private final Tally tally;
    private final AtomicLong asked = new AtomicLong();
    private final AtomicLong logins = new AtomicLong();
    private volatile @Nullable Socket live;
    private volatile boolean closed;

    HostileAmi(long seed, Tally tally) throws IOException {
        this.random = new Random(seed);
        this.mutator = new Mutator(random);
        this.tally = tally;
        try (Stream<Path> files = Files.list(Path.of("../telephony/src/test/resources/recordings"))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".jsonl"))
                    .sorted()
                    .toList()) {
                Files.readAllLines(file)
                        .forEach(line -> events.add(message(JsonMapper.shared().readTree(line))));
            }
        }
        Thread.ofPlatform().name("hostile-ami").daemon().start(this::accept);
    }

    private static byte[] message(JsonNode headers) {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, JsonNode> header : headers.properties()) {
            if (header.getValue().isArray()) {
                header.getValue().forEach(value -> line(text, header.getKey(), value.asString("")));
            } else {
                line(text, header.getKey(), header.getValue().asString(""));
            }
        }
        return text.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(name).append(": ").append(value).append("\r\n");
    }

    int port() {
        return server.getLocalPort();
    }

    /** Actions that Usher has sent. */
    long asked() {
        return asked.get();
    }

    long logins() {
        return logins.get();
    }

    private void accept() {
        while (!closed) {
            try (Socket socket = server.accept()) {
                socket.setTcpNoDelay(true);
                serve(socket);
            } catch (IOException e) {
                live = null; // Usher gave it up, or the run is over: the loop's condition tells which
            }
        }
    }

    private void serve(Socket socket) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write("Asterisk Call Manager/9.0.0\r\n".getBytes(StandardCharsets.US_ASCII));
        BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        String action = "";
        String id = "";
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.startsWith("action: ") || line.startsWith("Action: ")) {
                action = line.substring(8);
            } else if (line.toLowerCase(Locale.ROOT).startsWith("actionid: ")) {
                id = line.substring(10);
            } else if (line.isEmpty() && !action.isEmpty()) {
                asked.incrementAndGet();
                answer(socket, out, action, id);
                action = "";
            }
        }
    }

    private void answer(Socket socket, OutputStream out, String action, String id) throws IOException {
        String own = "ActionID: " + id + "\r\n\r\n";
        String text = switch (action) {
            case "Challenge" -> "Response: Success\r\nChallenge: 123456\r\n" + own;
            case "CoreSettings" -> "Response: Success\r\nAMIversion: 9.0.0\r\nAsteriskVersion: 22.10.1\r\n" + own;
            case "Status", "DeviceStateList" ->
                "Response: Success\r\nEventList: start\r\n" + own + "Event: " + action
                        + "Complete\r\nEventList: Complete\r\nListItems: 0\r\n" + own;
            case "Ping", "Login", "Setvar", "Filter" -> "Response: Success\r\n" + own;
            default -> "Response: " + (id.hashCode() % 3 == 0 ? "Error" : "Success") + "\r\nMessage: x\r\n" + own;
        };
        synchronized (this) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
            if (action.equals("Login")) {
                logins.incrementAndGet();
            } else if (action.equals("Ping") || action.equals("Setvar")) {
                live = socket;
            }
        }
    }

    /** So many messages, to whatever connection there is. */
    void run(long inputs) throws InterruptedException {
        long sent = 0;
        while (sent < inputs) {
            Socket socket = live;
            if (socket == null) {
                Thread.sleep(10);
                continue;
            }
            try {
                synchronized (this) {
                    byte[] input = input();
                    socket.getOutputStream().write(input);
                }
                sent++;
                tally.answered(socket.isClosed() ? "lost" : "sent");
            } catch (IOException e) {
                tally.answered("cut");
                sent++;
                live = null;
            }
        }
        tally.done();
    }

    private byte[] input() {
        byte[] right = events.get(random.nextInt(events.size()));
        return switch (random.nextInt(10)) {
            case 0, 1, 2 -> right;
            case 3 -> replyLike();
            default -> mutator.mutate(right, events.get(random.nextInt(events.size())));
        };
    }

    /** An answer to what was never asked, or a damaged one to what was. */
    private byte[] replyLike() {
        String text = "Response: " + (random.nextBoolean() ? "Success" : "Error") + "\r\nActionID: usher-"
                + random.nextInt(100_000) + "\r\nMessage: " + random.nextInt() + "\r\n\r\n";
        return mutator.mutate(text.getBytes(StandardCharsets.UTF_8), events.get(random.nextInt(events.size())));
    }

    @Override
    public void close() throws IOException {
        closed = true;
        server.close();
        Socket socket = live;
        if (socket != null) {
            socket.close();
        }
    }
}
