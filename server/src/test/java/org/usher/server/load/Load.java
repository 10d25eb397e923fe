package org.usher.server.load;

import ch.qos.logback.core.status.NopStatusListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Collectors;

/**
 * {@code mvn -Pload -Dload=CASE}: one of the races of {@link RaceCase}, or {@link IntakeLoad}; on which see there. {@code -Dload.runs=N} and
 * {@code -Dload.warmUp=SECONDS} shorten it for trying, and so do, for this class started by hand, {@code -Dload.rate=CALLS_PER_SECOND} and
 * {@code -Dload.only=app_queue} or {@code usher}; the figures that count are those without.
 */
final class Load {
    private Load() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        // Logback would tell among the figures how it configured itself, because two modules bring a logback-test.xml
        System.setProperty("logback.statusListenerClass", NopStatusListener.class.getName());
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> ProcessHandle.current().descendants().forEach(ProcessHandle::destroy), "load-end"));
        String wanted = System.getProperty("load", "");
        Path target = Path.of("target/load").toAbsolutePath();
        if (wanted.equals(IntakeLoad.NAME)) {
            IntakeLoad.run(target);
            System.exit(0);
            return;
        }
        RaceCase race = RaceCase.ALL.stream()
                .filter(c -> c.name().equals(wanted))
                .findFirst()
                .orElse(null);
        if (race == null) {
            System.err.println("-Dload=" + wanted + " is no case; there are: " + IntakeLoad.NAME + ", "
                    + RaceCase.ALL.stream().map(RaceCase::name).collect(Collectors.joining(", ")));
            System.exit(2);
            return;
        }
        int runs = Integer.getInteger("load.runs", race.runs());
        int warmUp = Integer.getInteger("load.warmUp", 10);
        race = race.withRuns(runs).atRate(Integer.getInteger("load.rate", race.callsPerSecond()));
        Report.write(race, new Race(race, warmUp, target.resolve(race.name())).run(), target);
        System.exit(0);
    }
}
