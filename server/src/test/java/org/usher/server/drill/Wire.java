package org.usher.server.drill;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A TCP connection's way to a port of this machine, which can be cut, and can be stalled: then nobody reads what the far end writes. */
final class Wire implements AutoCloseable {
    /** Small, so that who writes into a stalled wire soon notices. */
    private static final int BUFFER_BYTES = 65_536;

    private final ServerSocket door;
    private volatile int target;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition flows = lock.newCondition();
    private final List<Socket> open = new ArrayList<>();
    /** Far ends of connections of which nothing is read. */
    private final Set<Socket> stalled = new HashSet<>();

    private boolean cut;

    private Wire(ServerSocket door, int target) {
        this.door = door;
        this.target = target;
    }

    static Wire to(int target) {
        try {
            Wire wire = new Wire(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), target);
            Thread.ofPlatform().name("wire").daemon().start(wire::letIn);
            return wire;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Connections that are made from now on lead to this port. */
    void leadsTo(int otherTarget) {
        target = otherTarget;
    }

    int port() {
        return door.getLocalPort();
    }

    private void letIn() {
        try {
            while (true) {
                Socket near = door.accept();
                near.setTcpNoDelay(true);
                Socket far = connect();
                if (far == null) {
                    near.close();
                    continue;
                }
                Thread.ofPlatform().daemon().start(() -> carry(near, far, false));
                Thread.ofPlatform().daemon().start(() -> carry(far, near, true));
            }
        } catch (SocketException e) {
            // closed
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Null if nobody is there, or the wire is cut. */
    private @Nullable Socket connect() {
        lock.lock();
        try {
            if (cut) {
                return null;
            }
            Socket far = new Socket();
            far.setReceiveBufferSize(BUFFER_BYTES);
            far.setTcpNoDelay(true);
            far.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
            open.add(far);
            return far;
        } catch (IOException e) {
            return null;
        } finally {
            lock.unlock();
        }
    }

    private void carry(Socket from, Socket to, boolean fromFar) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (fromFar) {
                    awaitFlow(from);
                }
                out.write(buffer, 0, n);
            }
        } catch (IOException e) {
            // either side has ended, which ends the other: that is all there is to do
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitFlow(Socket far) throws InterruptedException {
        lock.lock();
        try {
            while (stalled.contains(far)) {
                flows.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Nothing that the far end writes is read any more; connections that are made afterwards are as good as ever. */
    void stall() {
        lock.lock();
        try {
            stalled.addAll(open);
        } finally {
            lock.unlock();
        }
    }

    /** Ends all connections, and lets nobody through until it is mended. */
    void cut() {
        lock.lock();
        try {
            cut = true;
            for (Socket each : open) {
                each.close();
            }
            open.clear();
            stalled.clear();
            flows.signalAll();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            lock.unlock();
        }
    }

    /** Ends a cut or a stall. */
    void mend() {
        lock.lock();
        try {
            cut = false;
            stalled.clear();
            flows.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        mend();
        cut();
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
