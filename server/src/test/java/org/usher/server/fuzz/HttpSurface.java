package org.usher.server.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** HTTP: requests that are rightly framed must be answered; others, answered or closed; none by a defect. */
final class HttpSurface {
    private static final int PATIENCE_MS = 20_000;
    private static final int MOMENT_MS = 10;
    private static final int MAX_REQUESTS = 200;

    private final int port;
    private final Requests.Sources sources;
    private final Tally tally;

    HttpSurface(int port, Requests.Sources sources, Tally tally) {
        this.port = port;
        this.sources = sources;
        this.tally = tally;
    }

    /** Takes inputs until none is left; several threads may. */
    void run(AtomicLong left, long seed) throws IOException {
        Random random = new Random(seed);
        Mutator mutator = new Mutator(random);
        Requests requests = new Requests(sources, random, mutator);
        while (left.get() > 0) {
            try (Wire wire = new Wire(port)) {
                boolean open = true;
                for (int i = 0; open && i < MAX_REQUESTS && left.decrementAndGet() >= 0; i++) {
                    Requests.Asked right = requests.framed();
                    open = random.nextInt(10) < 7
                            ? framed(wire, right)
                            : damaged(
                                    wire,
                                    mutator.mutate(
                                            right.bytes(), requests.framed().bytes()));
                }
            }
        }
    }

    private boolean framed(Wire wire, Requests.Asked asked) throws IOException {
        byte[] input = asked.bytes();
        Wire.Answer answer;
        try {
            wire.write(input);
            answer = wire.answer(PATIENCE_MS, new String(input, 0, 5, StandardCharsets.ISO_8859_1).equals("HEAD "));
        } catch (java.net.SocketException e) {
            answer = new Wire.Answer(0, "", true);
        }
        tally.answered(name(answer));
        tally.reached(asked.route(), asked.visitor().name(), name(answer));
        if (answer.status() == 401) {
            sources.visitors().refused(asked.visitor());
        }
        if (answer.status() == 200 && asked.route().endsWith("/contacts")) {
            sources.known().heard(answer.body());
        }
        if (answer.status() < 0) {
            tally.fault("no answer in " + PATIENCE_MS + " ms", input);
        }
        look(answer, input);
        return !answer.last();
    }

    private boolean damaged(Wire wire, byte[] input) throws IOException {
        Wire.Answer answer;
        try {
            wire.write(input);
            answer = wire.answer(MOMENT_MS, true);
        } catch (java.net.SocketException e) {
            answer = new Wire.Answer(0, "", true);
        }
        tally.answered("damaged: " + name(answer));
        look(answer, input);
        return false; // what more comes may belong to this one
    }

    private void look(Wire.Answer answer, byte[] input) {
        boolean told =
                answer.body().contains("urn:usher:problem:") || answer.body().contains("\"checks\"");
        if (answer.status() == 500
                || (answer.status() > 500 && !told && !answer.body().isEmpty())) {
            tally.fault("status " + answer.status() + " " + answer.body(), input);
        }
    }

    private static String name(Wire.Answer answer) {
        return answer.status() < 0 ? "silent" : answer.status() == 0 ? "closed" : Integer.toString(answer.status());
    }
}
