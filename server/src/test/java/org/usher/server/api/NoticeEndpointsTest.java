package org.usher.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.usher.core.api.Command;
import org.usher.core.api.ReplyCode;
import org.usher.server.Story;

/** A queue's notice over HTTP: what reaches the engine, and what is refused with which words. */
final class NoticeEndpointsTest {
    private static final String NOTICE = "/api/v1/queues/billing/notice";
    private static final long LATER_MS = System.currentTimeMillis() + 3_600_000;

    private ApiFixture api;

    @BeforeEach
    void open() throws Exception {
        api = new ApiFixture();
    }

    @AfterEach
    void close() {
        api.close();
    }

    private HttpResponse<String> send(String method, @Nullable String body) throws Exception {
        HttpRequest.BodyPublisher publisher =
                body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body);
        return api.send(HttpRequest.newBuilder(api.uri(NOTICE))
                .method(method, publisher)
                .header("content-type", "application/json")
                .headers(ApiFixture.as(ApiFixture.SUPERVISOR)));
    }

    @Test
    void shouldHandANoticeToTheEngineAndTakeItBack() throws Exception {
        assertThat(send(
                                "PUT",
                                "{\"text\":\" A fault in the north \",\"sound\":\"custom/north_1-b\",\"untilMs\":"
                                        + LATER_MS + "}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(send("PUT", "{\"text\":\"" + "ü".repeat(500) + "\"}").statusCode())
                .isEqualTo(200);
        assertThat(send("DELETE", null).statusCode()).isEqualTo(200);
        assertThat(api.desk.asked)
                .containsExactly(
                        new Command.SetQueueNotice(
                                7, Story.BILLING, "A fault in the north", "custom/north_1-b", LATER_MS),
                        new Command.SetQueueNotice(7, Story.BILLING, "ü".repeat(500), "", 0),
                        new Command.SetQueueNotice(7, Story.BILLING, "", "", 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../secret",
                "custom/../../secret",
                "/var/spool/asterisk/voicemail/default/1/INBOX/msg0000",
                "north.wav",
                "north&south",
                "a:b",
                "a,b",
                "-north",
                "${USHER_PIN}",
                "nörd",
                "a b"
            })
    void shouldRefuseWhatIsNoNameOfASound(String sound) throws Exception {
        HttpResponse<String> refused = send("PUT", "{\"text\":\"A fault\",\"sound\":\"" + sound + "\"}");
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body())
                .contains("\"field\":\"sound\"")
                .contains(sound)
                .contains("letters, digits");
        assertThat(api.desk.asked).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                                  | text    | say in words",
                "{\"text\":\"   \"}                    | text    | say in words",
                "{\"text\":\"one\\ntwo\"}              | text    | in one line",
                "{\"text\":\"x\",\"untilMs\":1}        | untilMs | a time to come",
                "{\"text\":\"x\",\"untilMs\":4102444800000000} | untilMs | within a year",
                "{\"text\":\"x\",\"until\":1}          | until   | known here: sound, text, untilMs"
            })
    void shouldNameWhatIsWrong(String body, String field, String fix) throws Exception {
        HttpResponse<String> refused = send("PUT", body);
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("\"field\":\"" + field + "\"").contains(fix);
        assertThat(api.desk.asked).isEmpty();
    }

    @Test
    void shouldRefuseAWallOfText() throws Exception {
        assertThat(send("PUT", "{\"text\":\"" + "x".repeat(501) + "\"}").body()).contains("has 501 characters");
    }

    @Test
    void shouldSayWhatTheEngineAnswers() throws Exception {
        api.desk.answer = CompletableFuture.completedFuture(ReplyCode.UNCHANGED);
        assertThat(send("DELETE", null).body()).contains("UNCHANGED");
        api.desk.answer = CompletableFuture.completedFuture(ReplyCode.UNKNOWN_QUEUE);
        assertThat(send("DELETE", null).statusCode()).isEqualTo(409);
    }
}
