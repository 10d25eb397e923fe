package org.usher.server.drill;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.usher.server.acceptance.Api;
import org.usher.server.acceptance.Mirror;
import org.usher.server.acceptance.UsherFiles;
import org.usher.server.acceptance.UsherProcess;
import org.usher.server.history.Database;
import org.usher.server.history.DatabaseSettings;
import org.usher.telephony.rig.AmiClient;
import org.usher.telephony.rig.AmiPacket;
import tools.jackson.databind.JsonNode;

/**
 * A second Usher on the same configuration stands by; the first is frozen ({@code kill -STOP}) with callers waiting, talking and phones
 * ringing; the second takes over; the first wakes. What it does late, and what it might have sent before, has no effect.
 */
final class Twins implements Drill {
    private static final List<String> QUEUES = List.of("sales", "support", "billing");
    private static final int AGENTS = 12;
    private static final int CALLERS = 60;
    /** The lease's five seconds from its last renewal, a look every half second, and a start. */
    private static final long MAX_TAKEOVER_MS = 10_000;

    private static final long MAX_STEP_DOWN_MS = 10_000;
    private static final int LATE_ORDERS = 20;
    /** As is advised where a second Usher may take over. */
    private static final int PATIENT_SECONDS = 20;

    @Override
    public String name() {
        return "twins";
    }

    @Override
    public void run(Proof proof) throws Exception {
        UsherFiles databaseFiles = UsherFiles.fresh("drill-twins-database");
        try (Database mariaDb =
                new Database(DatabaseSettings.ownServer(databaseFiles.home().resolve("data/mariadb")))) {
            mariaDb.start();
            if (!mariaDb.awaitUp(Duration.ofMinutes(2))) {
                throw new IllegalStateException(mariaDb.status().detail());
            }
            try (Site site = Site.open(new Site.Layout(name(), AGENTS, QUEUES, new Site.Phones(1_000, 4_000, 9_000))
                            .withWiring(wiring(databaseFiles))
                            .patient(PATIENT_SECONDS));
                    UsherProcess right = UsherProcess.startStandingBy(
                            sameConfiguration(site.usher().files()))) {
                new Run(site, right, History.of(databaseFiles), proof).run();
            }
        }
    }

    private static String wiring(UsherFiles databaseFiles) {
        return Site.STANDBY_USER
                + """
                [lease]
                name = "left"
                [database]
                url = "jdbc:mariadb://127.0.0.1:%s/usher?sslMode=disable"
                user = "usher"
                password = "%s"
                """.formatted(
                                Mirror.login(databaseFiles).getProperty("port"),
                                Mirror.login(databaseFiles).getProperty("password"));
    }

    /** The same files and the same data directory, under another name. */
    private static UsherFiles sameConfiguration(UsherFiles left) throws IOException {
        String wiring = Files.readString(left.home().resolve("usher.toml"));
        return UsherFiles.fresh("drill-twins-right")
                .write(
                        "usher.toml",
                        wiring.replace(
                                        "directory = \"data\"",
                                        "directory = \"" + left.home().resolve("data") + "\"")
                                .replace("name = \"left\"", "name = \"right\""))
                .write("centre.toml", Files.readString(left.home().resolve("centre.toml")));
    }

    /** Whose reign it is in Asterisk. */
    private record Reign(int epoch, String holder) {
        static Reign in(Site site) {
            String globals = site.asterisk().cli("dialplan show globals");
            return new Reign(
                    Integer.parseInt(find(globals, "USHER_EPOCH=(\\d+)")), find(globals, "USHER_HOLDER=(\\S+)"));
        }
    }

    private static String find(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("no " + pattern + " in " + text);
        }
        return matcher.group(1);
    }

    private record Run(Site site, UsherProcess right, History history, Proof proof) {

        void run() throws Exception {
            standsBy();
            Site.Dialling crowd = site.call(new Site.Crowd(0, QUEUES, CALLERS, 20, 300_000));
            Pause.atMost(Duration.ofSeconds(60)).until(() -> answered(crowd) >= AGENTS);
            Pause.ms(new Random(Drills.seed()).nextInt(2_000));

            Reign first = Reign.in(site);
            long frozenAt = System.nanoTime();
            int answeredBefore = answered(crowd);
            site.usher().freeze();
            try {
                right.awaitReady();
                long takeoverMs = millisSince(frozenAt);
                proof.figure("takeoverMs", takeoverMs);
                proof.inTime(takeoverMs <= MAX_TAKEOVER_MS, "the second takes over after %d ms".formatted(takeoverMs));
                Reign second = Reign.in(site);
                proof.figure("epochBefore", first.epoch);
                proof.figure("epochAfter", second.epoch);
                proof.holds(
                        second.epoch > first.epoch, "epoch %d follows epoch %d".formatted(second.epoch, first.epoch));
                proof.holds(!second.holder.equals(first.holder), "the holder is another one");
                carriesOn(crowd, answeredBefore);
                wakes(second);
                lateOrders(first, second);
            } finally {
                site.usher().wake();
            }
            proof.holds(crowd.sipp().ended(180), "every call is over three minutes after the waking");
            calls(crowd);
            books(crowd);
        }

        private void standsBy() {
            try (HttpClient http = HttpClient.newHttpClient()) {
                Api api = new Api(http, right.address());
                Api.Answer ready = api.get("health/ready");
                JsonNode check = api.check("standby");
                proof.holds(api.get("health/live").status() == 200, "one that stands by is alive");
                proof.holds(ready.status() == 503, "one that stands by is not ready");
                proof.holds(
                        check.path("detail").asString().contains("left holds the lease"),
                        "it says for whom it stands by: %s".formatted(check));
            }
        }

        private int answered(Site.Dialling crowd) {
            return (int) site.journal().calls().stream()
                    .filter(call -> crowd.numbers().contains(call.number)
                            && !call.talks().isEmpty())
                    .count();
        }

        /** Calls are served again before anything else happens. */
        private void carriesOn(Site.Dialling crowd, int answeredBefore) throws InterruptedException {
            Pause.atMost(Duration.ofSeconds(60)).until(() -> answered(crowd) >= answeredBefore + AGENTS);
            proof.figure("servedWhileFrozenAtLeast", answered(crowd) - answeredBefore);
        }

        /** The first finds out that its time is over, and nothing that it does is seen in Asterisk. */
        private void wakes(Reign second) throws InterruptedException {
            String sessions = usherSessions();
            long wokenAt = System.nanoTime();
            site.usher().wake();
            site.usher().awaitStandingBy();
            long stepDownMs = millisSince(wokenAt);
            proof.figure("stepDownMs", stepDownMs);
            proof.inTime(
                    stepDownMs <= MAX_STEP_DOWN_MS, "the first stands by %d ms after it woke".formatted(stepDownMs));
            proof.holds(Reign.in(site).equals(second), "the reign is %s and not %s".formatted(second, Reign.in(site)));
            proof.holds(
                    usherSessions().equals(sessions),
                    "nobody but the second has been logged in: %s".formatted(usherSessions()));
        }

        /** The one AMI session of Usher's user: its address and file. */
        private String usherSessions() {
            return site.asterisk()
                    .cli("manager show connected")
                    .lines()
                    .filter(line -> line.strip().startsWith("usher "))
                    .map(line -> line.strip().split("\\s+"))
                    .map(columns -> columns[1] + " " + columns[4])
                    .toList()
                    .toString();
        }

        /** What the first might have sent just before it froze, had no fence held it up: orders of its epoch, to callers who wait. */
        private void lateOrders(Reign first, Reign second) {
            int stale = 0;
            int sent = 0;
            try (AmiClient ami = site.asterisk().rigAmi()) {
                for (AmiPacket row : ami.list("Status")) {
                    if (!row.is("Context", "usher-wait")
                            || !row.is("Application", "WaitExten")
                            || sent >= LATE_ORDERS) {
                        continue;
                    }
                    String offer = String.valueOf(900_000_000 + sent);
                    String channel = row.get("Channel");
                    ami.action(
                            "Setvar",
                            "Channel",
                            channel,
                            "Variable",
                            "USHER_ARGS",
                            "Value",
                            offer + "," + first.epoch + ",5000,PJSIP/agent001,Late,0,,,");
                    if (ami.action(
                                    "Redirect",
                                    "Channel",
                                    channel,
                                    "Context",
                                    "usher-connect",
                                    "Exten",
                                    "o" + offer,
                                    "Priority",
                                    "1")
                            .is("Response", "Success")) {
                        sent++;
                        AmiPacket result = ami.await(
                                "the end of a late order",
                                packet -> packet.is("UserEvent", "UsherDialResult") && packet.is("Offer", offer));
                        stale += result.is("DialStatus", "STALE") ? 1 : 0;
                    }
                }
            }
            proof.figure("lateOrders", sent);
            proof.figure("lateOrdersRefused", stale);
            proof.holds(sent > 0, "there were callers for late orders to be tried on");
            proof.holds(stale == sent, "of %d late orders %d were refused".formatted(sent, stale));
            proof.holds(Reign.in(site).equals(second), "the reign is still %s".formatted(second));
        }

        /** Nobody is lost, nobody served twice. */
        private void calls(Site.Dialling crowd) {
            Journal journal = site.journal();
            for (String number : crowd.numbers()) {
                Journal.Call call = journal.call(number);
                boolean served = call.talks().size() == 1 && !call.left && !call.refused && call.endedUs != 0;
                proof.add("callers", 1);
                proof.add("served", served ? 1 : 0);
                proof.largest("mostRingsOfACaller", call.rings.size());
                proof.holds(served, "caller %s was served, once".formatted(number));
            }
        }

        /** The history of the two is one history. */
        private void books(Site.Dialling crowd) throws InterruptedException {
            Pause.atMost(Duration.ofSeconds(30))
                    .until(() -> history.count("SELECT COUNT(*) FROM contacts WHERE ended_at_ms IS NOT NULL")
                            >= crowd.numbers().size());
            long contacts = history.count("SELECT COUNT(*) FROM contacts");
            long talks = history.talks().size();
            proof.figure("historyContacts", contacts);
            proof.figure("historyTalks", talks);
            proof.holds(contacts == crowd.numbers().size(), "the history has %d contacts".formatted(contacts));
            proof.holds(talks == crowd.numbers().size(), "the history has %d talks".formatted(talks));
        }

        private static long millisSince(long nanos) {
            return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
        }
    }
}
