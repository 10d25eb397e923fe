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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.Configuration;
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
    private final List<Told> events = new ArrayList<>();
    /** Each recording as it was, in its order: calls as the engine must follow them. */
    private final List<List<Told>> stories = new ArrayList<>();

    private final Deque<Told> story = new ArrayDeque<>();
    private final Tally tally;
    private final AtomicLong asked = new AtomicLong();
    private final AtomicLong logins = new AtomicLong();
    private volatile @Nullable Socket live;
    private volatile boolean closed;

    /** A right message, of this name. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Told(String name, byte[] bytes) {}

    /** What the dialplan tells besides; no recording has it. */
    private static final List<String> UNRECORDED = List.of(
            "Kind: login\r\nNumber: 11\r\nArgument: \r\n",
            "Kind: logout\r\nNumber: 11\r\nArgument: \r\n",
            "Kind: pause\r\nNumber: 12\r\nArgument: 1\r\n",
            "Kind: resume\r\nNumber: 12\r\nArgument: \r\n",
            "Kind: finish\r\nNumber: 13\r\nArgument: \r\n");

    /** @param centre the recordings' queues and phones get names of its own */
    HostileAmi(long seed, Configuration centre, Tally tally) throws IOException {
        this.random = new Random(seed);
        this.mutator = new Mutator(random);
        this.tally = tally;
        try (Stream<Path> files = Files.list(Path.of("../telephony/src/test/resources/recordings"))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".jsonl"))
                    .sorted()
                    .toList()) {
                List<Told> told = new ArrayList<>();
                for (String line : Files.readAllLines(file)) {
                    told.add(message(JsonMapper.shared().readTree(translated(line, centre))));
                }
                stories.add(told);
                events.addAll(told);
            }
        }
        for (String request : UNRECORDED) {
            events.add(new Told(
                    "UserEvent UsherRequest",
                    ("Event: UserEvent\r\nUserEvent: UsherRequest\r\nChannel: PJSIP/" + endpoint(centre, 0)
                                    + "-00000001\r\nUniqueid: 1795326858.11\r\nLinkedid: 1795326858.11\r\n" + request
                                    + "\r\n")
                            .getBytes(StandardCharsets.UTF_8)));
        }
        Thread.ofPlatform().name("hostile-ami").daemon().start(this::accept);
    }

    private static String endpoint(Configuration centre, int which) {
        return centre.devices().get(which).endpoint();
    }

    private static String translated(String line, Configuration centre) {
        return line.replace("\"billing\"", "\"" + centre.queues().get(0).name() + "\"")
                .replace("\"orders\"", "\"" + centre.queues().get(1).name() + "\"")
                .replace("PJSIP/alice", "PJSIP/" + endpoint(centre, 0))
                .replace("PJSIP/bob", "PJSIP/" + endpoint(centre, 1));
    }

    private static Told message(JsonNode headers) {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, JsonNode> header : headers.properties()) {
            if (header.getValue().isArray()) {
                header.getValue().forEach(value -> line(text, header.getKey(), value.asString("")));
            } else {
                line(text, header.getKey(), header.getValue().asString(""));
            }
        }
        String event = headers.path("Event").asString("Response");
        String user = headers.path("UserEvent").asString("");
        return new Told(
                user.isEmpty() ? event : event + " " + user,
                text.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
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
        if (story.isEmpty() && random.nextInt(150) == 0) {
            story.addAll(stories.get(random.nextInt(stories.size())));
        }
        Told next = story.poll();
        Told right = next == null ? events.get(random.nextInt(events.size())) : next;
        int how = next == null ? random.nextInt(10) : random.nextInt(200); // of a story hardly a message is damaged
        tally.reached(right.name, next == null && how > 2 ? "damaged" : "right");
        return switch (how) {
            case 3 -> replyLike();
            case 4, 5, 6, 7, 8, 9 -> mutator.mutate(right.bytes, other());
            default -> right.bytes;
        };
    }

    private byte[] other() {
        return events.get(random.nextInt(events.size())).bytes;
    }

    /** An answer to what was never asked, or a damaged one to what was. */
    private byte[] replyLike() {
        String text = "Response: " + (random.nextBoolean() ? "Success" : "Error") + "\r\nActionID: usher-"
                + random.nextInt(100_000) + "\r\nMessage: " + random.nextInt() + "\r\n\r\n";
        return mutator.mutate(text.getBytes(StandardCharsets.UTF_8), other());
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
