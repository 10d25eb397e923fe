package org.usher.telephony.ami;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An AMI server over real TCP that does what a test tells it: it answers logins, lists and pings like Asterisk, everything else by its
 * script, and keeps every action it was sent. One connection at a time.
 */
final class ScriptedAsterisk implements AutoCloseable {
    /** Answers one action; null means silence. */
    interface Answer {
        @Nullable
        String to(AmiMessage action);
    }

    private final ServerSocket server;
    private final Thread acceptor;
    private final Map<String, Answer> script = new ConcurrentHashMap<>();
    private final BlockingQueue<AmiMessage> actions = new LinkedBlockingQueue<>();
    private final List<String> channelRows = new ArrayList<>();
    private final List<String> deviceRows = new ArrayList<>();
    private volatile String banner = "Asterisk Call Manager/9.0.0\r\n";
    private volatile @Nullable Socket socket;
    private volatile boolean closed;

    ScriptedAsterisk() throws IOException {
        this(0);
    }

    ScriptedAsterisk(int port) throws IOException {
        server = new ServerSocket();
        server.setReuseAddress(true);
        server.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        answer("Challenge", action -> "Response: Success\r\nChallenge: 123456\r\n");
        answer(
                "Login",
                action -> action.get("Key").equals(Secret.of("right").answerTo("123456"))
                        ? "Response: Success\r\nMessage: Authentication accepted\r\n"
                        : "Response: Error\r\nMessage: Authentication failed\r\n");
        version("22.10.1");
        answer("Ping", action -> "Response: Success\r\nPing: Pong\r\n");
        answer("Setvar", action -> "Response: Success\r\nMessage: Variable Set\r\n");
        answer("Redirect", action -> "Response: Success\r\nMessage: Redirect successful\r\n");
        answer("Status", action -> list(action, "Status", channelRows));
        answer("DeviceStateList", action -> list(action, "DeviceStateList", deviceRows));
        acceptor = new Thread(this::accept, "scripted-asterisk");
        acceptor.setDaemon(true);
        acceptor.start();
    }

    int port() {
        return server.getLocalPort();
    }

    ScriptedAsterisk answer(String action, Answer answer) {
        script.put(action.toLowerCase(java.util.Locale.ROOT), answer);
        return this;
    }

    ScriptedAsterisk version(String version) {
        return answer(
                "CoreSettings",
                action -> "Response: Success\r\nAMIversion: 9.0.0\r\nAsteriskVersion: " + version + "\r\n");
    }

    ScriptedAsterisk banner(String text) {
        banner = text;
        return this;
    }

    /** Rows for the next lists. */
    ScriptedAsterisk channels(String... rows) {
        synchronized (channelRows) {
            channelRows.clear();
            channelRows.addAll(List.of(rows));
        }
        return this;
    }

    ScriptedAsterisk devices(String... rows) {
        synchronized (deviceRows) {
            deviceRows.clear();
            deviceRows.addAll(List.of(rows));
        }
        return this;
    }

    /** Its answer to an action that lists. */
    static String list(AmiMessage action, String name, List<String> rows) {
        String id = "ActionID: " + action.get("ActionID") + "\r\n";
        StringBuilder text = new StringBuilder("Response: Success\r\n" + id + "EventList: start\r\n\r\n");
        synchronized (rows) {
            for (String row : rows) {
                text.append(row.strip().replace("\n", "\r\n"))
                        .append("\r\n")
                        .append(id)
                        .append("\r\n");
            }
            return text + "Event: " + name + "Complete\r\nEventList: Complete\r\nListItems: " + rows.size() + "\r\n";
        }
    }

    /** Sends one message, its headers one a line. */
    void say(String message) {
        raw(message.strip().replace("\n", "\r\n") + "\r\n\r\n");
    }

    void raw(String bytes) {
        try {
            Socket current = socket;
            if (current == null) {
                throw new IllegalStateException("nobody is connected");
            }
            OutputStream out = current.getOutputStream();
            synchronized (this) {
                out.write(bytes.getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** The next action with this name, others before it being passed over. */
    AmiMessage expect(String action) {
        try {
            for (AmiMessage next = poll(); ; next = poll()) {
                if (next.get("Action").equalsIgnoreCase(action)) {
                    return next;
                }
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The next Setvar of this variable. */
    AmiMessage expectVariable(String variable) {
        while (true) {
            AmiMessage next = expect("Setvar");
            if (next.get("Variable").equals(variable)) {
                return next;
            }
        }
    }

    private AmiMessage poll() throws InterruptedException {
        AmiMessage next = actions.poll(10, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("the link sent nothing more for 10 s");
        }
        return next;
    }

    List<AmiMessage> drain() {
        List<AmiMessage> all = new ArrayList<>();
        actions.drainTo(all);
        return all;
    }

    void disconnect() {
        try {
            Socket current = socket;
            if (current != null) {
                current.close();
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!closed) {
            try (Socket accepted = server.accept()) {
                accepted.setTcpNoDelay(true);
                socket = accepted;
                raw(banner);
                serve(accepted);
            } catch (IOException | RuntimeException e) {
                // the connection or the whole server was closed; the loop's condition tells which
                socket = null;
            }
        }
    }

    private void serve(Socket accepted) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(accepted.getInputStream(), StandardCharsets.UTF_8));
        List<String> headers = new ArrayList<>();
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (!line.isEmpty()) {
                int colon = line.indexOf(':');
                headers.add(line.substring(0, colon));
                headers.add(line.substring(colon + 1).strip());
            } else if (!headers.isEmpty()) {
                handle(AmiMessage.of(headers.toArray(String[]::new)));
                headers.clear();
            }
        }
    }

    private void handle(AmiMessage action) {
        actions.add(action);
        Answer answer = script.get(action.get("Action").toLowerCase(java.util.Locale.ROOT));
        String text = answer == null ? "Response: Error\r\nMessage: Invalid/unknown command\r\n" : answer.to(action);
        if (text != null) {
            raw(text + "ActionID: " + action.get("ActionID") + "\r\n\r\n");
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        server.close();
        disconnect();
    }
}
