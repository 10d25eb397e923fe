package org.usher.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.usher.core.api.Command;
import org.usher.core.api.ReplyCode;
import org.usher.server.Story;
import org.usher.server.people.Staff;
import org.usher.server.security.TokenRole;
import tools.jackson.databind.json.JsonMapper;

final class NoteEndpointsTest {
    private ApiFixture api;
    private String[] agnes;

    @BeforeEach
    void start() throws Exception {
        api = new ApiFixture(TokenRole.ANONYMOUS);
        agnes = api.loggedIn(Staff.AGNES);
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private HttpResponse<String> note(Map<String, ?> body) throws Exception {
        return api.post("/api/v1/agents/alice/notes", JsonMapper.shared().writeValueAsString(body), agnes);
    }

    @Test
    void shouldHandWhatTheAgentSaysToTheEngine() throws Exception {
        HttpResponse<String> answer =
                note(Map.of("contact", 42, "disposition", "call_again", "note", "  ring again\non Monday "));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(api.desk.asked)
                .containsExactly(new Command.NoteContact(7, Story.ALICE, 42, "call_again", "ring again\non Monday"));
    }

    @Test
    void shouldTakeADispositionOrANoteAlone() throws Exception {
        assertThat(note(Map.of("contact", 42, "disposition", "paid")).statusCode())
                .isEqualTo(200);
        assertThat(note(Map.of("contact", 42, "note", "x".repeat(2_000))).statusCode())
                .isEqualTo(200);
    }

    @Test
    void shouldNameWhatIsWrong() throws Exception {
        assertThat(note(Map.of("note", "hello")).body()).contains("\"field\":\"contact\"");
        assertThat(note(Map.of("contact", 42)).body()).contains("give a disposition, a note, or both");
        assertThat(note(Map.of("contact", 42, "note", "   ")).body()).contains("give a disposition, a note, or both");
        assertThat(note(Map.of("contact", 42, "disposition", "sold")).body()).contains("one of: paid, call_again");
        assertThat(note(Map.of("contact", 42, "note", "x".repeat(2_001))).body())
                .contains("has 2001 characters");
        assertThat(note(Map.of("contact", 42, "note", "bell \u0007")).body()).contains("control characters");
        assertThat(api.desk.asked).isEmpty();
    }

    @Test
    void shouldSayThatTheContactIsAnothers() throws Exception {
        api.desk.answer = CompletableFuture.completedFuture(ReplyCode.NOT_HIS_CONTACT);
        HttpResponse<String> answer = note(Map.of("contact", 42, "note", "hello"));
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).contains("not-his-contact");
    }

    @Test
    void shouldLetNobodySpeakForAnotherAgent() throws Exception {
        HttpResponse<String> answer =
                api.post("/api/v1/agents/bob/notes", "{\"contact\":42,\"note\":\"hello\"}", agnes);
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(api.desk.asked).isEmpty();
    }
}
