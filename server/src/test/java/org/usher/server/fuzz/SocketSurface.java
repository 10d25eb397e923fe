package org.usher.server.fuzz;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.JsonNode;

/** WebSocket: handshakes and frames (RFC 6455), right and wrong, and a right client that is still served. */
final class SocketSurface {
    private static final int PATIENCE_MS = 20_000;
    private static final int MOMENT_MS = 2;
    private static final int MAX_FRAMES = 40;

    private final int port;
    private final JsonNode api;
    private final String token;
    private final Tally tally;
    private final List<String> paths;

    SocketSurface(int port, JsonNode api, String token, Tally tally) {
        this.port = port;
        this.api = api;
        this.token = token;
        this.tally = tally;
        this.paths = api.path("paths")
                .propertyStream()
                .map(java.util.Map.Entry::getKey)
                .filter(path -> path.startsWith("/ws/"))
                .toList();
    }

    void run(AtomicLong left, long seed) throws IOException {
        Random random = new Random(seed);
        Mutator mutator = new Mutator(random);
        Requests requests = new Requests(api, token, random, mutator);
        while (left.decrementAndGet() >= 0) {
            byte[] handshake = requests.handshake(paths.get(random.nextInt(paths.size())));
            boolean damaged = random.nextInt(5) == 0;
            if (damaged) {
                handshake = mutator.mutate(handshake, requests.framed());
            }
            try (Wire wire = new Wire(port)) {
                wire.write(handshake);
                Wire.Answer answer = wire.answer(damaged ? 10 : PATIENCE_MS, false);
                tally.answered("handshake: " + answer.status());
                if ((!damaged && answer.status() < 0) || answer.status() == 500) {
                    tally.fault("handshake " + answer.status() + " " + answer.body(), handshake);
                }
                if (answer.status() == 101) {
                    frames(wire, new Frames(random, mutator), left);
                }
            } catch (java.net.SocketException e) {
                tally.answered("closed");
            }
        }
    }

    private void frames(Wire wire, Frames frames, AtomicLong left) throws IOException {
        for (int i = 0; i < MAX_FRAMES && left.decrementAndGet() >= 0; i++) {
            wire.write(frames.next());
            boolean open = i % 4 != 3 || wire.drain(MOMENT_MS);
            tally.answered(open ? "frame" : "frame: closed");
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
            byte[] payload = new byte[random.nextInt(20) == 0 ? random.nextInt(3_000) : random.nextInt(126)];
            random.nextBytes(payload);
            boolean masked = random.nextInt(20) > 0;
            int first = (random.nextInt(15) > 0 ? 0x80 : 0)
                    | (random.nextInt(30) == 0 ? random.nextInt(8) << 4 : 0)
                    | opcode;
            byte[] head = payload.length < 126
                    ? new byte[] {(byte) first, (byte) ((masked ? 0x80 : 0) | payload.length)}
                    : new byte[] {
                        (byte) first,
                        (byte) ((masked ? 0x80 : 0) | 126),
                        (byte) (payload.length >> 8),
                        (byte) payload.length
                    };
            return Requests.joined(masked ? Requests.joined(head, new byte[4]) : head, payload); // masked by zeros
        }
    }
}
