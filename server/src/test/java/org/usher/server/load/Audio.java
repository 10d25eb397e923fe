package org.usher.server.load;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the phones hear and say. In a race with audio each phone sends 20 ms of µ-law, numbered and marked with who speaks, every 20 ms from
 * the moment when SIP has told it where to, and notes what it hears: whom, from when, and how much of it was missing. Asterisk bridges and
 * records such audio without changing it. One thread for all phones, so that it weighs little and the same on both systems.
 *
 * <p>Without audio there is one socket that nobody reads, so that Asterisk's music meets no closed port.
 */
final class Audio implements AutoCloseable {
    private static final int PACKET_MS = 20;

    private final Selector selector;
    private final AudioStream idle;
    private final List<AudioStream> callers = new ArrayList<>();
    private final List<AudioStream> agents = new ArrayList<>();
    private final Map<Integer, AudioStream> byPort = new HashMap<>();
    private final List<Tail> logs = new ArrayList<>();
    private @Nullable Thread thread;
    private volatile boolean closing;

    private Audio(RaceCase race) throws IOException {
        selector = Selector.open();
        idle = AudioStream.open();
        if (race.audio()) {
            for (int i = 0; i < race.calls(); i++) {
                callers.add(heard(AudioStream.open()));
            }
            for (int i = 0; i < 2 * race.agents(); i++) {
                agents.add(heard(AudioStream.open()));
            }
        }
    }

    static Audio open(RaceCase race) throws IOException {
        return new Audio(race);
    }

    private AudioStream heard(AudioStream stream) throws IOException {
        stream.channel().register(selector, SelectionKey.OP_READ, stream);
        byPort.put(stream.port(), stream);
        return stream;
    }

    /** For whom it does not matter what he hears. */
    int idlePort() {
        return idle.port();
    }

    int callerPort(int call) {
        return callers.isEmpty() ? idlePort() : callers.get(call).port();
    }

    /** @param call in the order in which agents' phones ring; negative in the warm-up */
    int agentPort(int call) {
        return agents.isEmpty() || call < 0
                ? idlePort()
                : agents.get(call % agents.size()).port();
    }

    /** From now on the phones speak, as the logs tell where to. */
    void follow(Path... phoneLogs) {
        if (callers.isEmpty()) {
            return;
        }
        for (Path log : phoneLogs) {
            logs.add(new Tail(log));
        }
        thread = Thread.ofPlatform().name("load-audio").start(this::run);
    }

    private void run() {
        try {
            long tickNanos = System.nanoTime();
            for (int tick = 0; !closing; tick++) {
                tickNanos += TimeUnit.MILLISECONDS.toNanos(1);
                listenUntil(tickNanos);
                for (Tail log : logs) {
                    log.lines().forEach(this::note);
                }
                speak(callers, tick);
                speak(agents, tick);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Phones speak at moments of their own within the 20 ms, as phones do. */
    private static void speak(List<AudioStream> streams, int tick) throws IOException {
        for (int i = tick % PACKET_MS; i < streams.size(); i += PACKET_MS) {
            streams.get(i).speak();
        }
    }

    private void listenUntil(long nanos) throws IOException {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            selector.select(Math.max(1, left / 1_000_000));
            for (SelectionKey key : selector.selectedKeys()) {
                ((AudioStream) key.attachment()).listen();
            }
            selector.selectedKeys().clear();
        }
    }

    private void note(String line) {
        String[] words = line.split(" ", -1);
        if (words.length == 3 && words[1].equals("speaks-to")) {
            AudioStream stream = byPort.get(Integer.parseInt(words[0]));
            if (stream != null) {
                stream.speaksTo(new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(words[2])));
            }
        }
    }

    /**
     * What was heard in a race with audio.
     *
     * @param answerToBothHearMs from the agent's answer until both had heard the other's first words
     * @param lostPackets which either side of a talk, or a caller who heard music, should have heard and did not
     * @param deaf talks in which one side never heard the other
     */
    record Findings(Figures.Spread answerToBothHearMs, long heardPackets, long lostPackets, int deaf) {}

    /** After {@link #stop}: what the callers of this journal and their agents heard. */
    Findings findings(Journal journal) {
        List<Double> delaysMs = new ArrayList<>();
        long heard = 0;
        long lost = 0;
        int deaf = 0;
        List<Journal.Call> calls = journal.calls();
        for (int i = 0; i < calls.size(); i++) {
            Journal.Call call = calls.get(i);
            AudioStream caller = callers.get(i);
            heard += caller.heardPackets();
            lost += caller.missedMusic();
            AudioStream agent = byPort.get(call.agentPort);
            if (call.connected() && agent != null) {
                AudioStream.Heard byCaller = caller.heard(agent.port());
                AudioStream.Heard byAgent = agent.heard(caller.port());
                heard += agent.heardPackets();
                if (byCaller == null || byAgent == null) {
                    deaf++;
                } else {
                    lost += byCaller.missed() + byAgent.missed();
                    delaysMs.add((Math.max(byCaller.firstUs(), byAgent.firstUs()) - call.answeredUs) / 1e3);
                }
            }
        }
        return new Findings(Figures.Spread.of(delaysMs), heard, lost, deaf);
    }

    /** The phones fall silent and listen no more. */
    void stop() throws InterruptedException {
        closing = true;
        Thread running = thread;
        if (running != null) {
            running.join();
        }
    }

    /** The new lines of a file that another process writes. */
    private static final class Tail {
        private final Path file;
        private final StringBuilder partial = new StringBuilder();
        private long read;

        Tail(Path file) {
            this.file = file;
        }

        List<String> lines() throws IOException {
            if (!Files.exists(file) || Files.size(file) == read) {
                return List.of();
            }
            try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "r")) {
                open.seek(read);
                byte[] bytes = new byte[(int) (open.length() - read)];
                open.readFully(bytes);
                read += bytes.length;
                partial.append(new String(bytes, StandardCharsets.ISO_8859_1));
            }
            int end = partial.lastIndexOf("\n") + 1;
            List<String> lines = partial.substring(0, end).lines().toList();
            partial.delete(0, end);
            return lines;
        }
    }

    @Override
    public void close() {
        closing = true;
        try {
            selector.close();
            idle.close();
            for (AudioStream stream : byPort.values()) {
                stream.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
