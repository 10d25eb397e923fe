package org.usher.server.load;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.usher.server.acceptance.Api;
import org.usher.server.acceptance.UsherFiles;
import org.usher.server.acceptance.UsherProcess;
import org.usher.telephony.rig.RealAsterisk;

/**
 * The whole of Usher as its users run it: a process started by its command line, the shipped dialplan, the command log, the history in a
 * MariaDB of its own, and somebody who watches the wallboard.
 */
final class Usher implements Contestant {
    private final RaceCase race;
    private final RealAsterisk asterisk;
    private final UsherProcess process;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Api api;
    private final Watcher watcher = new Watcher();
    private final WebSocket wallboard;

    Usher(RaceCase race, int agentsPort) {
        this.race = race;
        asterisk = RaceAsterisk.with(race, agentsPort, """
                        [from-trunk]
                        exten => line,1,Set(USHER_QUEUE=line)
                         same => n,Gosub(usher-in,s,1)
                         same => n,Hangup()
                        """).start();
        try {
            process = UsherProcess.startAsShipped(UsherFiles.fresh("load")
                    .wiredTo(asterisk, RealAsterisk.USHER_SECRET, "")
                    .write("centre.toml", centre(race)));
        } catch (RuntimeException | AssertionError e) {
            asterisk.close();
            throw e;
        }
        api = new Api(http, process.address());
        wallboard = http.newWebSocketBuilder()
                .buildAsync(URI.create(process.address().replace("http:", "ws:") + "ws/wallboard"), watcher)
                .join();
    }

    static String centre(RaceCase race) {
        StringBuilder text = new StringBuilder("""
                [[queue]]
                name = "line"
                ring = "15s"
                wrap_up = "0s"
                max_wait = "0s"
                max_waiting = 0
                recording = "%s"
                """.formatted(race.audio() ? "always" : "never"));
        for (String agent : race.agentNames()) {
            text.append("""
                    [[device]]
                    pbx = 1
                    endpoint = "%1$s"
                    [[agent]]
                    name = "%1$s"
                    queues = ["line"]
                    """.formatted(agent));
        }
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
    public Optional<ProcessHandle> server() {
        return ProcessHandle.of(process.pid());
    }

    @Override
    public Optional<ProcessHandle> database() {
        return process.mariaDb();
    }

    @Override
    public void awaitReady() throws InterruptedException {
        race.agentNames().forEach(agent -> api.logIn(agent, agent));
        long until = System.nanoTime() + 30_000_000_000L;
        while (!asterisk.cli("dialplan show globals").contains("USHER_DEAD=0")) {
            if (System.nanoTime() > until) {
                throw new IllegalStateException("the dialplan never saw Usher's heartbeat");
            }
            LockSupport.parkNanos(100_000_000);
        }
    }

    /** Messages the wallboard has been sent. */
    long wallboardMessages() {
        return watcher.messages.get();
    }

    private static final class Watcher implements WebSocket.Listener {
        private final AtomicLong messages = new AtomicLong();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            if (last) {
                messages.incrementAndGet();
            }
            return WebSocket.Listener.super.onText(from, data, last);
        }
    }

    @Override
    public void close() {
        wallboard.abort();
        http.close();
        try {
            process.close();
        } finally {
            asterisk.close();
        }
    }
}
