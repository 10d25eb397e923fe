package org.usher.server.fuzz;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.usher.server.fuzz.Visitors.Visitor;

/** WebSocket: handshakes and frames (RFC 6455), right and wrong, and a right client that is still served. */
final class SocketSurface {
    private static final int PATIENCE_MS = 20_000;
    private static final int MOMENT_MS = 2;
    private static final int MAX_FRAMES = 40;

    private final int port;
    private final Requests.Sources sources;
    private final Tally tally;
    private final List<String> paths;

    SocketSurface(int port, Requests.Sources sources, Tally tally) {
        this.port = port;
        this.sources = sources;
        this.tally = tally;
        this.paths = sources.api()
                .path("paths")
                .propertyStream()
                .map(java.util.Map.Entry::getKey)
                .filter(path -> path.startsWith("/ws/"))
                .toList();
    }

    void run(AtomicLong left, long seed) throws IOException {
        Random random = new Random(seed);
        Mutator mutator = new Mutator(random);
        Requests requests = new Requests(sources, random, mutator);
        while (left.decrementAndGet() >= 0) {
            String path = paths.get(random.nextInt(paths.size()));
            Visitor visitor = sources.visitors().anyone(random);
            byte[] handshake = requests.handshake(path, visitor);
            boolean damaged = random.nextInt(5) == 0;
            if (damaged) {
                handshake = mutator.mutate(handshake, requests.framed().bytes());
            }
            try (Wire wire = new Wire(port)) {
                wire.write(handshake);
                Wire.Answer answer = wire.answer(damaged ? 10 : PATIENCE_MS, false);
                tally.answered("handshake: " + answer.status());
                if (!damaged) {
                    tally.reached(path, visitor + ": " + answer.status());
                }
                if (answer.status() == 401) {
                    sources.visitors().refused(visitor);
                }
                if ((!damaged && answer.status() < 0) || answer.status() == 500) {
                    tally.fault("handshake " + answer.status() + " " + answer.body(), handshake);
                }
                if (answer.status() == 101) {
                    frames(wire, path, new Frames(random, mutator), left);
                }
            } catch (java.net.SocketException e) {
                tally.answered("closed");
            }
        }
    }

    private void frames(Wire wire, String path, Frames frames, AtomicLong left) throws IOException {
        for (int i = 0; i < MAX_FRAMES && left.decrementAndGet() >= 0; i++) {
            wire.write(frames.next());
            boolean open = i % 4 != 3 || wire.drain(MOMENT_MS);
            tally.answered(open ? "frame" : "frame: closed");
            tally.reached(path, open ? "frame" : "frame: closed");
            if (!open) {
                return;
            }
        }
    }

    /** Frames as a client sends them, or nearly. */
    private static final class Frames {
        private final Random random;
        private final Mutator mutator;

        Frames(Random random, Mutator mutator) {
            this.random = random;
            this.mutator = mutator;
        }

        byte[] next() {
            byte[] right = frame(
                    switch (random.nextInt(8)) {
                        case 0 -> 0x8;
                        case 1 -> 0x1;
                        case 2 -> 0xA;
                        case 3 -> random.nextInt(16);
                        default -> 0x9;
                    });
            return random.nextInt(3) == 0 ? mutator.mutate(right, mutator.word()) : right;
        }

        private byte[] frame(int opcode) {
            byte[] payload = new byte[random.nextInt(20) == 0 ? random.nextInt(70_000) : random.nextInt(126)];
            random.nextBytes(payload);
            boolean masked = random.nextInt(20) > 0;
            int first = (random.nextInt(15) > 0 ? 0x80 : 0)
                    | (random.nextInt(30) == 0 ? random.nextInt(8) << 4 : 0)
                    | opcode;
            if (random.nextInt(40) == 0) {
                return promise(first);
            }
            byte[] head = payload.length < 126
                    ? new byte[] {(byte) first, (byte) ((masked ? 0x80 : 0) | payload.length)}
                    : new byte[] {
                        (byte) first,
                        (byte) ((masked ? 0x80 : 0) | 127),
                        0,
                        0,
                        0,
                        0,
                        0,
                        (byte) (payload.length >> 16),
                        (byte) (payload.length >> 8),
                        (byte) payload.length
                    };
            return Requests.joined(masked ? Requests.joined(head, new byte[4]) : head, payload); // masked by zeros
        }

        /** The head of a frame of any length up to 2⁶⁴, of which little comes. */
        private byte[] promise(int first) {
            byte[] length = new byte[8];
            random.nextBytes(length);
            return Requests.joined(new byte[] {(byte) first, (byte) 0xff}, Requests.joined(length, new byte[64]));
        }
    }
}
