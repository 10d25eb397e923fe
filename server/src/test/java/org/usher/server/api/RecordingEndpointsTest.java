package org.usher.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.usher.server.api.ApiFixture.as;
import static org.usher.server.api.ApiFixture.json;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.usher.server.recording.RecordingWord;

/** Recordings over HTTP: what may be fetched, by whom, and nothing else. */
class RecordingEndpointsTest {
    private static final long BEGUN = 1_795_335_218_730L; // on 22 November 2026 in UTC
    private static final String SOUND = "0123456789".repeat(20_000);
    private ApiFixture api;

    @BeforeEach
    void start() throws Exception {
        api = new ApiFixture();
        Path day = Files.createDirectories(api.recordings.resolve("usher/2026-11-22"));
        Files.writeString(day.resolve("42-" + BEGUN + "-caller.wav"), SOUND);
        Files.writeString(api.recordings.resolve("usher/secret.wav"), "not for anybody");
        Files.writeString(api.recordings.resolve("secret.wav"), "not for anybody");
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private HttpResponse<String> fetch(String what, String... headers) throws Exception {
        List<String> all = new ArrayList<>(List.of(as(ApiFixture.SUPERVISOR)));
        all.addAll(List.of(headers));
        return api.get("/api/v1/contacts/" + what, all.toArray(String[]::new));
    }

    @Test
    void shouldGiveTheWholeFileOfOneSide() throws Exception {
        HttpResponse<String> given = fetch("42/recordings/" + BEGUN + "/caller");
        assertThat(given.statusCode()).isEqualTo(200);
        assertThat(given.headers().firstValue("content-type")).contains("audio/wav");
        assertThat(given.body()).isEqualTo(SOUND);
        assertThat(fetch("42/recordings/" + BEGUN + "/caller").body()).isEqualTo(SOUND); // on the same connection
    }

    @Test
    void shouldTellTheLengthOfAFileToWhoAsksForTheHeadOnlyAndSendNothingOfIt() throws Exception {
        String answer =
                api.raw("HEAD /api/v1/contacts/42/recordings/" + BEGUN + "/caller HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                        + "Connection: close\r\nAuthorization: Bearer " + ApiFixture.SUPERVISOR + "\r\n\r\n");
        assertThat(answer)
                .startsWith("HTTP/1.1 200")
                .contains("content-length: 200000")
                .endsWith("\r\n\r\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            bytes=0-9        | 206 | 0      | 10
            bytes=199995-    | 206 | 199995 | 5
            bytes=-3         | 206 | 199997 | 3
            bytes=5-4        | 200 | 0      | 200000
            bytes=0-1,5-6    | 200 | 0      | 200000
            seconds=1-2      | 200 | 0      | 200000
            bytes=200000-    | 416 |        |
            """)
    void shouldGiveOneRangeOfBytes(String range, int status, Integer from, Integer length) throws Exception {
        HttpResponse<String> given = fetch("42/recordings/" + BEGUN + "/caller", "Range", range);
        assertThat(given.statusCode()).isEqualTo(status);
        if (status == 416) {
            assertThat(given.headers().firstValue("content-range")).contains("bytes */200000");
        } else {
            assertThat(given.body()).isEqualTo(SOUND.substring(from, from + length));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "42/recordings/" + BEGUN + "/agent", // was never written
                "43/recordings/" + BEGUN + "/caller",
                "42/recordings/0/caller",
                "42/recordings/" + BEGUN + "/caller.wav",
                "42/recordings/..%2f..%2fsecret/caller",
                "42/recordings/" + BEGUN + "%2f..%2f..%2fsecret/caller",
                "..%2fsecret/recordings/" + BEGUN + "/caller",
                "42/recordings/" + BEGUN + "/..%2f..%2f..%2fsecret"
            })
    void shouldGiveNoOtherFile(String path) throws Exception {
        HttpResponse<String> given = fetch(path);
        assertThat(given.statusCode()).isBetween(400, 499);
        assertThat(given.body()).doesNotContain("not for anybody");
    }

    @Test
    void shouldGiveNothingToWhoMayOnlyLookAtTheWallboard() throws Exception {
        String path = "/api/v1/contacts/42/recordings/" + BEGUN + "/caller";
        assertThat(api.get(path, as(ApiFixture.LOBBY)).statusCode()).isEqualTo(403);
        assertThat(api.get(path).statusCode()).isEqualTo(401);
        assertThat(api.post("/api/v1/contacts/42/recording", "{\"on\":false}", as(ApiFixture.LOBBY))
                        .statusCode())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({
        "true, RECORDING, 200",
        "false, NOT_RECORDING, 200",
        "true, NOT_RECORDING, 409",
        "false, NOT_TALKING, 409",
        "false, BUSY, 409",
        "false, UNKNOWN, 404",
        "false, NOT_CONFIRMED, 504"
    })
    void shouldSayWhatBecameOfAnOrder(boolean on, RecordingWord answer, int status) throws Exception {
        List<String> ordered = new ArrayList<>();
        api.recorder.attach((contact, wanted) -> CompletableFuture.completedFuture(RecordingWord.UNKNOWN));
        api.recorder.attach((contact, wanted) -> {
            ordered.add(contact + " " + wanted);
            return CompletableFuture.completedFuture(answer);
        });
        HttpResponse<String> given =
                api.post("/api/v1/contacts/42/recording", "{\"on\":" + on + "}", as(ApiFixture.SUPERVISOR));
        assertThat(given.statusCode()).isEqualTo(status);
        assertThat(ordered).containsExactly("42 " + on);
        if (status == 200) {
            assertThat(json(given).get("recording").asBoolean()).isEqualTo(on);
        }
    }

    @Test
    void shouldSayThatTheHistoryIsAway() throws Exception {
        assertThat(fetch("42/recordings").statusCode()).isEqualTo(503);
    }
}
