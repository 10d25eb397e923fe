package org.usher.telephony.rig;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * A bare AMI client for tests: it keeps every message it ever got, and a test waits for the one it expects. Independent of the product's
 * own link, so that it can judge it.
 */
public final class AmiClient implements AutoCloseable {
    private static final long PATIENCE_MS = 20_000;

    private final Socket socket;
    private final List<AmiPacket> packets = new ArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private int mark;
    private int nextActionId = 1;
    private boolean ended;

    private AmiClient(Socket socket) {
        this.socket = socket;
    }

    /** Logs in and waits until Asterisk says that it is fully booted. */
    public static AmiClient login(int port, String user, String secret) {
        AmiClient client = connect(port);
        AmiPacket answer = client.action("Login", "Username", user, "Secret", secret);
        if (!answer.is("Response", "Success")) {
            client.close();
            throw new IllegalStateException("log-in of " + user + " refused: " + answer);
        }
        client.await("FullyBooted", p -> p.event().equals("FullyBooted"));
        return client;
    }

    static AmiClient connect(int port) {
        try {
            Socket socket = new Socket();
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
            socket.setTcpNoDelay(true);
            AmiClient client = new AmiClient(socket);
            Thread.ofVirtual().name("rig-ami").start(client::read);
            return client;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From here on {@link #await} looks at messages that come after this moment only. */
    public void mark() {
        lock.lock();
        try {
            mark = packets.size();
        } finally {
            lock.unlock();
        }
    }

    /** Everything since the last {@link #mark}. */
    public List<AmiPacket> sinceMark() {
        lock.lock();
        try {
            return List.copyOf(packets.subList(mark, packets.size()));
        } finally {
            lock.unlock();
        }
    }

    /** Sends the action ({@code name, value} pairs) and returns its response. */
    public AmiPacket action(String name, String... headers) {
        String id = send(name, headers);
        return awaitAnywhere(
                name + " " + String.join(",", headers),
                p -> p.is("ActionID", id) && !p.get("Response").isEmpty());
    }

    /** Sends an action that answers with a list and returns the list's items. */
    public List<AmiPacket> list(String name, String... headers) {
        String id = send(name, headers);
        Predicate<AmiPacket> mine = p -> p.is("ActionID", id);
        AmiPacket answer = awaitAnywhere(name, mine);
        if (!answer.is("Response", "Success")) {
            throw new IllegalStateException(name + " refused: " + answer);
        }
        awaitAnywhere("the end of " + name, p -> mine.test(p) && p.is("EventList", "Complete"));
        lock.lock();
        try {
            return packets.stream()
                    .filter(mine.and(
                            p -> !p.get("Event").isEmpty() && p.get("EventList").isEmpty()))
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /** Sends an action and waits for nothing; returns its ActionID. */
    public String send(String name, String... headers) {
        StringBuilder text = new StringBuilder("Action: ").append(name).append("\r\n");
        for (int i = 0; i < headers.length; i += 2) {
            text.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
        }
        lock.lock();
        try {
            String id = "rig-" + nextActionId++;
            text.append("ActionID: ").append(id).append("\r\n\r\n");
            if (!name.equals("Login")) {
                packets.add(AmiPacket.of(
                        text.toString().lines().filter(l -> !l.isEmpty()).toList()));
            }
            socket.getOutputStream().write(text.toString().getBytes(StandardCharsets.UTF_8));
            return id;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            lock.unlock();
        }
    }

    /** The first message since the last {@link #mark} that fits; fails with all that came when it does not come. */
    public AmiPacket await(String what, Predicate<AmiPacket> fits) {
        lock.lock();
        try {
            return awaitFrom(mark, what, fits);
        } finally {
            lock.unlock();
        }
    }

    /** The next event of this name since the last {@link #mark} that fits. */
    public AmiPacket awaitEvent(String event, Predicate<AmiPacket> fits) {
        return await(event, p -> p.event().equals(event) && fits.test(p));
    }

    private AmiPacket awaitAnywhere(String what, Predicate<AmiPacket> fits) {
        lock.lock();
        try {
            return awaitFrom(0, what, fits);
        } finally {
            lock.unlock();
        }
    }

    private AmiPacket awaitFrom(int from, String what, Predicate<AmiPacket> fits) {
        long leftNanos = TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS);
        int next = from;
        try {
            while (true) {
                for (; next < packets.size(); next++) {
                    AmiPacket p = packets.get(next);
                    if (p.get("Action").isEmpty() && fits.test(p)) {
                        return p;
                    }
                }
                if (ended || leftNanos <= 0) {
                    throw new AssertionError((ended ? "AMI closed" : "nothing for " + PATIENCE_MS + " ms")
                            + " while waiting for " + what + "; since then came:\n"
                            + String.join(
                                    "\n",
                                    packets.subList(from, packets.size()).stream()
                                            .map(AmiPacket::toString)
                                            .toList()));
                }
                leftNanos = arrived.awaitNanos(leftNanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + what, e);
        }
    }

    private void read() {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            List<String> lines = new ArrayList<>();
            in.readLine(); // the greeting, which ends with one line break instead of two
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (!line.isEmpty()) {
                    lines.add(line);
                } else if (!lines.isEmpty()) {
                    add(AmiPacket.of(lines));
                    lines.clear();
                }
            }
        } catch (IOException e) {
            // the socket was closed, by either end: what the waiting side is told below
        }
        lock.lock();
        try {
            ended = true;
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void add(AmiPacket packet) {
        lock.lock();
        try {
            packets.add(packet);
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
