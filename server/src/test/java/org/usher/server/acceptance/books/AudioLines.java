package org.usher.server.acceptance.books;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** All phones' audio: one thread hears for all of them, one speaks. */
final class AudioLines implements AutoCloseable {
    private final Selector selector;
    private final List<AudioLine> lines = new CopyOnWriteArrayList<>();
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("books-voice").factory());
    private final Thread ear;
    private final long beganAtNanos = System.nanoTime();
    private final List<Mute> mutes = new CopyOnWriteArrayList<>();
    private int spoken;
    /** Of the ear's thread. */
    private long heardToMs = System.currentTimeMillis();

    private boolean hears;

    AudioLines() throws IOException {
        selector = Selector.open();
        ear = Thread.ofPlatform().daemon().name("books-ear").start(this::listen);
        var _ = clock.scheduleAtFixedRate(this::speak, Sound.FRAME_MS, Sound.FRAME_MS, TimeUnit.MILLISECONDS);
    }

    AudioLine open(String owner, int toneHz, AudioLine.Known known, AudioLine.Listener listener) throws IOException {
        AudioLine line = new AudioLine(owner, toneHz, known, listener);
        line.channel().register(selector, SelectionKey.OP_READ, line);
        lines.add(line);
        return line;
    }

    private void listen() {
        ByteBuffer buffer = ByteBuffer.allocate(2_048);
        try {
            while (selector.isOpen()) {
                hears = awake();
                selector.select(
                        key -> {
                            try {
                                hears &= awake();
                                ((AudioLine) key.attachment()).receive(buffer, heardToMs, hears);
                            } catch (ClosedChannelException | CancelledKeyException e) {
                                // closed with everything else
                            } catch (IOException e) {
                                failure.set(e);
                            }
                        },
                        Sound.FRAME_MS);
            }
        } catch (ClosedSelectorException e) {
            // the end
        } catch (IOException | RuntimeException e) {
            failure.set(e);
        }
    }

    /**
     * Whether the ear heard all the time. When a busy machine did not let it, nobody knows any more when what is there now was to be heard:
     * it is missed.
     */
    private boolean awake() {
        long nowMs = System.currentTimeMillis();
        boolean awake = nowMs - heardToMs <= Measure.EAR_MS;
        if (!awake) {
            mutes.add(new Mute(heardToMs, nowMs));
        }
        heardToMs = nowMs;
        return awake;
    }

    /** Says the next 20 ms. What a busy machine made it miss for longer is missed: said later, it would be heard in another talk. */
    private void speak() {
        int due = (int) ((System.nanoTime() - beganAtNanos) / (1_000_000L * Sound.FRAME_MS));
        long missedMs = (long) (due - spoken) * Sound.FRAME_MS;
        if (missedMs < 0) {
            return; // said already: the clock makes up for its delays, too
        }
        if (missedMs > Sound.WINDOW_MS) {
            long nowMs = System.currentTimeMillis();
            mutes.add(new Mute(nowMs - missedMs, nowMs));
            spoken = due;
        }
        spoken++;
        try {
            for (AudioLine line : lines) {
                line.sendFrame(spoken);
            }
        } catch (ClosedChannelException e) {
            // closed with everything else
        } catch (IOException | RuntimeException e) {
            failure.set(e);
        }
    }

    List<Mute> mutes() {
        return mutes;
    }

    /** What was heard so far. */
    List<Heard> heard() {
        Exception broken = failure.get();
        if (broken != null) {
            throw new IllegalStateException("the audio broke", broken);
        }
        List<Heard> all = new ArrayList<>();
        lines.forEach(line -> all.addAll(line.heard()));
        return all;
    }

    @Override
    public void close() {
        clock.shutdownNow();
        try {
            selector.close();
            ear.join();
            for (AudioLine line : lines) {
                line.channel().close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
