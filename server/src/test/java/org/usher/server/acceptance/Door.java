package org.usher.server.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.usher.telephony.rig.Ports;

/** A port where nobody listens until it is opened; from then on it leads to another port of this machine, until it is shut. */
final class Door implements AutoCloseable {
    private final int port;
    private final int target;
    private final List<AutoCloseable> open = new CopyOnWriteArrayList<>();

    private Door(int port, int target) {
        this.port = port;
        this.target = target;
    }

    static Door to(int target) {
        return new Door(Ports.next(), target);
    }

    int port() {
        return port;
    }

    void open() {
        try {
            ServerSocket listening = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
            open.add(listening);
            Thread.ofVirtual().name("door").start(() -> letIn(listening));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void letIn(ServerSocket listening) {
        try {
            while (true) {
                Socket outside = listening.accept();
                Socket inside = new Socket(InetAddress.getLoopbackAddress(), target);
                open.add(outside);
                open.add(inside);
                Thread.ofVirtual().start(() -> carry(outside, inside));
                Thread.ofVirtual().start(() -> carry(inside, outside));
            }
        } catch (SocketException e) {
            // the door was shut
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void carry(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // either side has ended, which ends the other: that is all there is to do
        }
    }

    /** Shuts it, also for those who are inside. */
    @Override
    public void close() {
        for (AutoCloseable each : open) {
            try {
                each.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
        open.clear();
    }
}
