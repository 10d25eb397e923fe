package org.usher.server.drill;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code -Ddrill.times=N} sockets (5,000) of chats in line, two pages of each customer's: what they cost idle, and then, for {@code
 * -Ddrill.seconds=N} (60), 200 lines a second, each written on one page and told to both when the disk holds it: how long it takes to the
 * other one, and whether any is lost or told twice.
 */
final class ChatSockets implements Drill {
    private static final int PAGES = 2;
    private static final int LINES_PER_SECOND = 200;
    private static final int OPENED_PER_SECOND = 150;
    private static final int SETTLE_S = 10;
    private static final int LATE_S = 10;

    @Override
    public String name() {
        return "chat-sockets";
    }

    @Override
    public void run(Proof proof) throws Exception {
        int sockets = Math.toIntExact(Drills.number("drill.times", 5_000));
        int seconds = Math.toIntExact(Drills.number("drill.seconds", 60));
        proof.figure("loadBefore", load());
        try (OwnUsher usher = start()) {
            TimeUnit.SECONDS.sleep(SETTLE_S);
            List<String> links = open(usher, sockets / PAGES);
            double heapMb = usher.liveHeapMb();
            long residentMb = usher.residentMb();
            try (Chatters chatters = new Chatters(usher.port())) {
                chatters.open(links, PAGES, OPENED_PER_SECOND);
                TimeUnit.SECONDS.sleep(SETTLE_S);
                tellMemory(proof, sockets, usher, heapMb, residentMb);
                proof.figure("cpuCoresIdle", cores(usher, seconds, () -> TimeUnit.SECONDS.sleep(seconds)));
                double cores = cores(usher, seconds, () -> chatters.talk(LINES_PER_SECOND, seconds));
                proof.figure("cpuCoresTalking", cores);
                TimeUnit.SECONDS.sleep(LATE_S);
                proof.holds(chatters.open() == sockets, chatters.open() + " of " + sockets + " sockets are open");
                tell(proof, chatters.seen(), seconds);
            }
        }
        proof.figure("loadAfter", load());
    }

    private static void tellMemory(Proof proof, int sockets, OwnUsher usher, double heapMb, long residentMb)
            throws Exception {
        proof.figure("sockets", sockets);
        proof.figure("heapKbPerSocket", round((usher.liveHeapMb() - heapMb) * 1_000 / sockets));
        proof.figure("residentKbPerSocket", round((usher.residentMb() - residentMb) * 1_000.0 / sockets));
        proof.figure("residentMb", usher.residentMb());
    }

    private static void tell(Proof proof, Chatters.Seen seen, int seconds) {
        double[] delay = seen.delayMs();
        proof.figure("lines", seen.said());
        proof.figure("linesPerSecond", round(seen.said() / (double) seconds));
        proof.figure("lost", seen.lost());
        proof.figure("doubled", seen.doubled());
        proof.figure("refused", seen.refused());
        proof.figure("delayP50Ms", at(delay, 50));
        proof.figure("delayP95Ms", at(delay, 95));
        proof.figure("delayP99Ms", at(delay, 99));
        proof.figure("delayMaxMs", at(delay, 100));
        proof.holds(seen.said() > 0, "something was said");
        proof.holds(seen.lost() == 0, seen.lost() + " lines were not told to both pages");
        proof.holds(seen.doubled() == 0, seen.doubled() + " lines were told twice");
        proof.holds(seen.refused() == 0, seen.refused() + " lines were refused");
        proof.inTime(seen.said() >= LINES_PER_SECOND * seconds * 0.95, "200 lines a second were said: " + seen.said());
        proof.inTime(at(delay, 99) <= 1_000, "the other page knew within a second: " + at(delay, 99) + " ms");
    }

    private static double round(double figure) {
        return Math.rint(figure * 10) / 10;
    }

    /** Nearest rank. */
    private static double at(double[] sorted, int percent) {
        return sorted.length == 0
                ? Double.NaN
                : round(sorted[Math.max(0, (int) Math.ceil(percent / 100.0 * sorted.length) - 1)]);
    }

    /** Something that takes a while. */
    private interface Work {
        void run() throws Exception;
    }

    private static double cores(OwnUsher usher, int seconds, Work work) throws Exception {
        long before = usher.cpuMs();
        work.run();
        return Math.rint((usher.cpuMs() - before) / 10.0 / seconds) / 100;
    }

    /** Of the machine, this drill's own included: what else runs on it. */
    private static String load() throws IOException {
        return Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0];
    }

    // ---- the server

    private static OwnUsher start() throws IOException {
        return OwnUsher.start("chats", """
                [[queue]]
                name = "chat"
                max_wait = "0s"
                max_waiting = 0
                [[queue]]
                name = "calls"
                [[device]]
                pbx = 1
                endpoint = "a1"
                [[agent]]
                name = "caller"
                queues = ["calls"]
                [[agent]]
                name = "clerk"
                queues = ["chat"]
                chats = 3
                """, """
                [http]
                port = 0
                [chat]
                max_rooms = 10000
                away_after = "1h"
                [simulation]
                enabled = true
                calls_per_minute = 1
                """);
    }

    /** So many chats, none of which anybody takes; the secrets of their links. */
    private static List<String> open(OwnUsher usher, int count) throws IOException, InterruptedException {
        List<String> links = new ArrayList<>();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + usher.port() + "/api/v1/chats"))
                .header("Authorization", "Bearer " + usher.adminsToken())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"queue\": \"chat\", \"name\": \"Eva\"}"))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            while (links.size() < count) {
                HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() == 429) {
                    TimeUnit.MILLISECONDS.sleep(200);
                } else if (answer.statusCode() == 201) {
                    String link = JsonMapper.shared()
                            .readTree(answer.body())
                            .path("link")
                            .asString();
                    links.add(link.substring("/chat/".length()));
                } else {
                    throw new IOException("no chat was opened: " + answer.statusCode() + " " + answer.body());
                }
            }
        }
        return links;
    }
}
