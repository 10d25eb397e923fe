package org.usher.server.load;

import java.util.concurrent.locks.LockSupport;
import org.usher.telephony.rig.RealAsterisk;

/**
 * Asterisk's own app_queue, at its best: nobody listens to AMI, Usher's watchdog does not run, and every setting that makes it wait is as
 * low as it goes.
 */
final class AppQueue implements Contestant {
    /** {@code retry}: 0 would mean 5 (apps/app_queue.c, queue_set_param), so 1 s is the lowest. */
    static final String SETTINGS = """
            [general]
            persistentmembers = no
            autofill = yes
            shared_lastcall = no
            [line]
            strategy = %s
            autofill = yes
            timeout = 15
            retry = 1
            wrapuptime = 0
            memberdelay = 0
            ringinuse = no
            autopause = no
            joinempty = yes
            leavewhenempty = no
            musicclass = default
            announce-frequency = 0
            periodic-announce-frequency = 0
            announce-holdtime = no
            reportholdtime = no
            setinterfacevar = no
            setqueuevar = no
            setqueueentryvar = no
            timeoutrestart = no
            """;

    /**
     * With audio: the same two files as Usher's, each side while it is bridged, and as with Usher none for those who only wait. (app_queue's
     * own monitor-format mixes both sides into one.)
     */
    private static final String RECORD = "ExecIf($[\"${CALLERID(num):0:1}\" = \"" + Race.MEASURED
            + "\"]?MixMonitor(,br(${UNIQUEID}-caller.wav)t(${UNIQUEID}-agent.wav)))\n same => n,";

    static final String STRATEGY = System.getProperty("load.strategy", "rrmemory");
    private final RaceCase race;
    private final RealAsterisk asterisk;

    AppQueue(RaceCase race, int agentsPort) {
        this.race = race;
        asterisk = RaceAsterisk.with(race, agentsPort, """
                        [from-trunk]
                        exten => line,1,%sAnswer(,i)
                         same => n,Queue(line,c)
                         same => n,Hangup()
                        """.formatted(race.audio() ? RECORD : ""))
                .edit("cli.conf", text -> "")
                .edit("queues.conf", text -> settings(race))
                .start();
    }

    static String settings(RaceCase race) {
        StringBuilder text = new StringBuilder(SETTINGS.formatted(STRATEGY));
        race.agentNames().forEach(agent -> text.append("member => PJSIP/%1$s,0,%1$s,PJSIP/%1$s\n".formatted(agent)));
        return text.toString();
    }

    @Override
    public RealAsterisk asterisk() {
        return asterisk;
    }

    @Override
    public String extension() {
        return "line";
    }

    @Override
    public void awaitReady() throws InterruptedException {
        long until = System.nanoTime() + 30_000_000_000L;
        String shown;
        do {
            shown = asterisk.cli("queue show line");
            if (shown.split("Not in use", -1).length - 1 == race.agents()) {
                return;
            }
            LockSupport.parkNanos(100_000_000);
        } while (System.nanoTime() < until && !Thread.interrupted());
        throw new IllegalStateException("app_queue's agents did not become ready:\n" + shown);
    }

    @Override
    public void close() {
        asterisk.close();
    }
}
