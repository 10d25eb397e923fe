package org.usher.server.drill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What callers hear: when each packet of audio arrived at each of them. Callers who are not listened to have their audio sent to one port
 * for all. A gap that is longer than it was on the wire, because this process slept, counts like any other.
 */
final class Music implements AutoCloseable {
    private final Selector selector;
    private final List<Ear> ears = new ArrayList<>();
    private final DatagramChannel idle;
    private final long epochMinusNanoUs;
    private final Thread thread;

    /** Silence: since when (epoch microseconds) and for how long. */
    record Gap(long sinceUs, long lengthUs) {
        private Gap orLonger(long fromUs, long toUs) {
            return toUs - fromUs > lengthUs ? new Gap(fromUs, toUs - fromUs) : this;
        }

        long ms() {
            return (lengthUs + 500) / 1_000;
        }
    }

    private static final class Ear {
        final DatagramChannel channel;
        private long[] arrivedUs = new long[4_096];
        private int count;

        Ear(DatagramChannel channel) {
            this.channel = channel;
        }

        synchronized void heard(long us) {
            if (count == arrivedUs.length) {
                arrivedUs = Arrays.copyOf(arrivedUs, 2 * count);
            }
            arrivedUs[count++] = us;
        }

        synchronized void forget() {
            count = 0;
        }

        synchronized Gap longestGap(long fromUs, long toUs) {
            long before = fromUs;
            Gap longest = new Gap(fromUs, 0);
            for (int i = 0; i < count && arrivedUs[i] < toUs; i++) {
                if (arrivedUs[i] > fromUs) {
                    longest = longest.orLonger(before, arrivedUs[i]);
                    before = arrivedUs[i];
                }
            }
            return longest.orLonger(before, toUs);
        }
    }

    /** @param ears how many callers are listened to at the same time */
    Music(int ears) {
        epochMinusNanoUs = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()) - System.nanoTime() / 1_000;
        try {
            selector = Selector.open();
            idle = bound();
            idle.register(selector, SelectionKey.OP_READ);
            for (int i = 0; i < ears; i++) {
                Ear ear = new Ear(bound());
                ear.channel.register(selector, SelectionKey.OP_READ, ear);
                this.ears.add(ear);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread = Thread.ofPlatform().name("drill-music").daemon().start(this::listen);
    }

    private static DatagramChannel bound() throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        channel.configureBlocking(false);
        return channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    private void listen() {
        ByteBuffer packet = ByteBuffer.allocateDirect(2_048);
        try {
            while (selector.isOpen()) {
                selector.select(key -> {
                    Ear ear = (Ear) key.attachment();
                    DatagramChannel channel = (DatagramChannel) key.channel();
                    try {
                        while (channel.receive(packet.clear()) != null) {
                            if (ear != null) {
                                ear.heard(nowUs());
                            }
                        }
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
            }
        } catch (ClosedSelectorException e) {
            // the drill is over
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The machine's clock, as the phones note it (epoch microseconds); never falls. */
    long nowUs() {
        return epochMinusNanoUs + System.nanoTime() / 1_000;
    }

    /** How many callers are listened to. */
    int ears() {
        return ears.size();
    }

    /** The port of this ear, or that of nobody's if there is none of this number. */
    int port(int ear) {
        return ear < ears.size() ? portOf(ears.get(ear).channel) : portOf(idle);
    }

    private static int portOf(DatagramChannel channel) {
        return channel.socket().getLocalPort();
    }

    /** Between these moments; {@code toUs - fromUs} if nothing was heard at all. */
    long longestGapMs(int ear, long fromUs, long toUs) {
        return longestGap(ear, fromUs, toUs).ms();
    }

    /** The same with when it was. */
    Gap longestGap(int ear, long fromUs, long toUs) {
        return ears.get(ear).longestGap(fromUs, toUs);
    }

    /** The ears are somebody else's from now on. */
    void forget() {
        ears.forEach(Ear::forget);
    }

    @Override
    public void close() {
        try {
            selector.close();
            thread.join(1_000);
            idle.close();
            for (Ear ear : ears) {
                ear.channel.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
