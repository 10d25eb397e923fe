package org.usher.telephony.rig;

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

/**
 * The way of TCP connections to a port of this machine, which can be cut, and can be stalled, as when packets are lost for a while: then
 * nothing gets through either way, not even the end of a connection, and comes late when it is mended.
 */
public final class Wire implements AutoCloseable {
    /** Small, so that who writes into a stalled wire soon notices. */
    private static final int BUFFER_BYTES = 65_536;

    private final ServerSocket door;
    private volatile int target;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition flows = lock.newCondition();
    private final List<Socket> open = new ArrayList<>();
    /** Far ends of connections over which nothing gets. */
    private final Set<Socket> stalled = new HashSet<>();

    private int gone;

    private boolean cut;

    private Wire(ServerSocket door, int target) {
        this.door = door;
        this.target = target;
    }

    public static Wire to(int target) {
        try {
            Wire wire = new Wire(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), target);
            Thread.ofPlatform().name("wire").daemon().start(wire::letIn);
            return wire;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Connections that are made from now on lead to this port. */
    public void leadsTo(int otherTarget) {
        target = otherTarget;
    }

    public int port() {
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
                Thread.ofPlatform().daemon().start(() -> carry(near, far, far));
                Thread.ofPlatform().daemon().start(() -> carry(far, near, far));
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

    private void carry(Socket from, Socket to, Socket far) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (from;
                to) {
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    awaitFlow(far);
                    out.write(buffer, 0, n);
                }
            } finally {
                awaitFlow(far); // the end of one side comes as late as its words
            }
        } catch (IOException e) {
            // either side has ended, which ends the other: that is all there is to do
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            over(far);
        }
    }

    private void over(Socket far) {
        lock.lock();
        try {
            if (open.remove(far)) {
                gone++;
                flows.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Returns when so many connections have ended, at both ends, since the wire is there. */
    public void awaitEnded(int connections) throws InterruptedException {
        lock.lock();
        try {
            while (gone < connections) {
                flows.await();
            }
        } finally {
            lock.unlock();
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

    /** Nothing gets through any more, either way; connections that are made afterwards are as good as ever. */
    public void stall() {
        lock.lock();
        try {
            stalled.addAll(open);
        } finally {
            lock.unlock();
        }
    }

    /** Ends all connections, and lets nobody through until it is mended. */
    public void cut() {
        lock.lock();
        try {
            cut = true;
            for (Socket each : open) {
                each.close();
            }
            stalled.clear();
            flows.signalAll();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            lock.unlock();
        }
    }

    /** Ends a cut or a stall. */
    public void mend() {
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
