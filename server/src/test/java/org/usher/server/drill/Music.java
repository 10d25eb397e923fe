package org.usher.server.drill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * What callers hear: when each packet of audio arrived at each of them. Callers who are not listened to have their audio sent to one port
 * for all. This process has a pulse that it hears like them; when it was not heard either, nobody was listening, and what came then is only
 * noted late: such time is no gap in the music, and {@link #longestDeafnessMs} tells how much of it there was.
 */
final class Music implements AutoCloseable {
    private static final long PULSE_NANOS = 10_000_000;
    /** A pulse that is so late was not heard in time. */
    private static final long DEAF_US = 30_000;

    private final Selector selector;
    private final List<Ear> ears = new ArrayList<>();
    private final DatagramChannel idle;
    private final Ear pulse;
    private final long epochMinusNanoUs;
    private final Thread thread;
    private final Thread beating;

    /** Silence: since when (epoch microseconds) and for how long. */
    record Gap(long sinceUs, long lengthUs) {
        private long overlapUs(Gap other) {
            long fromUs = Math.max(sinceUs, other.sinceUs);
            return Math.max(0, Math.min(sinceUs + lengthUs, other.sinceUs + other.lengthUs) - fromUs);
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

        synchronized List<Gap> gaps(long fromUs, long toUs) {
            List<Gap> gaps = new ArrayList<>();
            long before = fromUs;
            for (int i = 0; i < count && arrivedUs[i] < toUs; i++) {
                if (arrivedUs[i] > fromUs) {
                    gaps.add(new Gap(before, arrivedUs[i] - before));
                    before = arrivedUs[i];
                }
            }
            gaps.add(new Gap(before, toUs - before));
            return gaps;
        }
    }

    /** @param ears how many callers are listened to at the same time */
    Music(int ears) {
        epochMinusNanoUs = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()) - System.nanoTime() / 1_000;
        try {
            selector = Selector.open();
            idle = bound();
            idle.register(selector, SelectionKey.OP_READ);
            pulse = new Ear(bound());
            pulse.channel.register(selector, SelectionKey.OP_READ, pulse);
            for (int i = 0; i < ears; i++) {
                Ear ear = new Ear(bound());
                ear.channel.register(selector, SelectionKey.OP_READ, ear);
                this.ears.add(ear);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread = Thread.ofPlatform().name("drill-music").daemon().start(this::listen);
        beating = Thread.ofPlatform().name("drill-pulse").daemon().start(this::beat);
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

    private void beat() {
        ByteBuffer nothing = ByteBuffer.allocate(1);
        try (DatagramChannel heart = bound()) {
            while (selector.isOpen() && !Thread.interrupted()) {
                heart.send(nothing.clear(), pulse.channel.getLocalAddress());
                LockSupport.parkNanos(PULSE_NANOS);
            }
        } catch (ClosedChannelException e) {
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
        Gap longest = new Gap(fromUs, 0);
        for (Gap gap : ears.get(ear).gaps(fromUs, toUs)) {
            if (gap.lengthUs > longest.lengthUs) {
                long heardUs = gap.lengthUs;
                for (Gap deaf : deafness(gap.sinceUs, gap.sinceUs + gap.lengthUs)) {
                    heardUs -= gap.overlapUs(deaf);
                }
                longest = heardUs > longest.lengthUs ? new Gap(gap.sinceUs, heardUs) : longest;
            }
        }
        return longest;
    }

    /** For how long at a time nobody was listening between these moments. */
    long longestDeafnessMs(long fromUs, long toUs) {
        return deafness(fromUs, toUs).stream().mapToLong(Gap::ms).max().orElse(0);
    }

    private List<Gap> deafness(long fromUs, long toUs) {
        return pulse.gaps(fromUs - DEAF_US, toUs + DEAF_US).stream()
                .filter(gap -> gap.lengthUs > DEAF_US)
                .toList();
    }

    /** The ears are somebody else's from now on. */
    void forget() {
        pulse.forget();
        ears.forEach(Ear::forget);
    }

    @Override
    public void close() {
        try {
            selector.close();
            beating.interrupt();
            thread.join(1_000);
            beating.join(1_000);
            pulse.channel.close();
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
