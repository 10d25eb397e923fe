package org.usher.telephony.contract;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Stands between link and PBX and changes what the PBX says: with it a right model becomes a wrong one. */
final class BentWire implements AutoCloseable {
    private final ServerSocket door;
    private final int pbxPort;
    private final Function<String, List<String>> bend;
    private volatile boolean isCut;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    /** @param bend gives for each message (its lines, each ended by CR LF) the messages to pass on instead */
    BentWire(int pbxPort, Function<String, List<String>> bend) {
        this.pbxPort = pbxPort;
        this.bend = bend;
        try {
            door = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return door.getLocalPort();
    }

    /** Breaks the connection, and lets none come about until {@link #restore}. */
    void cut() {
        isCut = true;
        sockets.forEach(BentWire::hangUp);
        sockets.clear();
    }

    void restore() {
        isCut = false;
    }

    private static void hangUp(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket link = door.accept();
                if (isCut) {
                    link.close();
                    continue;
                }
                Socket pbx = new Socket(InetAddress.getLoopbackAddress(), pbxPort);
                sockets.addAll(List.of(link, pbx));
                Thread.ofVirtual().start(() -> passOn(link, pbx));
                Thread.ofVirtual().start(() -> passOnBent(pbx, link));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void passOn(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.close();
        } catch (IOException closed) {
            // either end has hung up, which ends this direction
        }
    }

    private void passOnBent(Socket from, Socket to) {
        try {
            InputStream in = new BufferedInputStream(from.getInputStream());
            OutputStream out = to.getOutputStream();
            out.write((line(in) + "\r\n").getBytes(StandardCharsets.UTF_8)); // the greeting
            StringBuilder message = new StringBuilder();
            for (String line = line(in); line != null; line = line(in)) {
                if (!line.isEmpty()) {
                    message.append(line).append("\r\n");
                    continue;
                }
                for (String bent : bend.apply(message.toString())) {
                    out.write((bent + "\r\n").getBytes(StandardCharsets.UTF_8));
                }
                message.setLength(0);
            }
            to.close();
        } catch (IOException closed) {
            // either end has hung up, which ends this direction
        }
    }

    private static @Nullable String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b >= 0; b = in.read()) {
            if (b == '\n') {
                return new String(line.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)
                        .stripTrailing();
            }
            line.append((char) b);
        }
        return null;
    }

    @Override
    public void close() {
        try {
            door.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
