package org.usher.server.drill;

import ch.qos.logback.core.status.NopStatusListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code mvn -Pdrill -Ddrill=NAME}: runs one drill. Exit code 0 if it held, 1 if not, 2 if there is none of this name. */
final class Drills {
    static final List<Drill> ALL = List.of(
            new KillServer(KillServer.End.KILLED, number("drill.times", 10), false),
            new KillServer(KillServer.End.STOPPED, number("drill.times", 10), false),
            new Fallback(),
            new KillPbx(),
            new StopDatabase(),
            new Disk(),
            new CutAmi(),
            new Soak(),
            new Twins(),
            new LongLogDrill(),
            new LogCost(),
            new WallboardSockets(),
            new ChatSockets());

    private Drills() {}

    public static void main(String[] arguments) throws IOException {
        // Logback would tell on standard output how it configured itself, because two modules bring a logback-test.xml
        System.setProperty("logback.statusListenerClass", NopStatusListener.class.getName());
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> ProcessHandle.current().descendants().forEach(ProcessHandle::destroy), "drill-end"));
        String wanted = System.getProperty("drill", "");
        Drill drill = named(wanted);
        if (drill == null) {
            System.err.println("-Ddrill=" + wanted + " is no drill; there are: "
                    + ALL.stream().map(Drill::name).collect(Collectors.joining(", ")));
            System.exit(2);
            return;
        }
        System.exit(run(drill).held() ? 0 : 1);
    }

    /** Null if there is none. */
    static @Nullable Drill named(String name) {
        return ALL.stream().filter(each -> each.name().equals(name)).findFirst().orElse(null);
    }

    /** Runs it and leaves its result, one line of JSON, in {@code target/drill} and on standard output. */
    @SuppressWarnings("CatchingUnchecked") // whatever it is, the drill did not hold, and its result says so
    static Proof run(Drill drill) throws IOException {
        Proof proof = new Proof(drill.name());
        proof.figure("seed", seed());
        long startNanos = System.nanoTime();
        try {
            drill.run(proof);
        } catch (Exception | AssertionError e) {
            e.printStackTrace(System.err);
            proof.broke(e);
        }
        proof.figure("seconds", TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNanos));
        proof.write(Path.of("target/drill"));
        System.out.println(proof.json());
        return proof;
    }

    /** {@code -Dseed=N}, or another one for each run. */
    static long seed() {
        return Seed.VALUE;
    }

    private static final class Seed {
        static final long VALUE = number("seed", System.nanoTime() % 1_000_000);
    }

    /** What {@code -Dname=N} says, or {@code usual}. */
    static long number(String name, long usual) {
        String given = System.getProperty(name, "");
        return given.isEmpty() ? usual : Long.parseLong(given);
    }
}
