package org.usher.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.usher.server.api.ApiFixture.as;

import io.netty.handler.codec.http.HttpMethod;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.usher.server.Story;
import org.usher.server.people.Change;
import org.usher.server.people.Person;
import org.usher.server.people.Staff;
import org.usher.server.security.Scope;
import org.usher.server.security.Secret;
import org.usher.server.security.TokenRole;

/**
 * Every endpoint and socket by every kind of principal. A cell says {@code yes} (whatever the endpoint then says of the rest of the
 * request), or the status of the refusal. A route without a row fails, and so does a row without a route.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class WhoMayDoWhatTest {
    /** Alice serves both queues, Bob only billing; contact 2 waits for billing. The program has the scope that the row names, or all others. */
    private static final String TABLE = """
            | method path                                              | scope           | nobody | agent alice | supervisor billing | supervisor sales | admin | program with | without |
            | GET /                                                    |                 | yes    | yes         | yes                | yes              | yes   | yes          | yes     |
            | GET /login                                               |                 | yes    | yes         | yes                | yes              | yes   | yes          | yes     |
            | GET /agent                                               |                 | yes    | yes         | yes                | yes              | yes   | yes          | yes     |
            | GET /chat                                                |                 | yes    | yes         | yes                | yes              | yes   | yes          | yes     |
            | GET /chat/widget.js                                      |                 | yes    | yes         | yes                | yes              | yes   | yes          | yes     |
            | GET /chat/{secret}                                       |                 | yes    | yes         | yes                | yes              | yes   | yes          | yes     |
            | GET /chat/{secret}/transcript                            |                 | yes    | yes         | yes                | yes              | yes   | yes          | yes     |
            | POST /chat/{secret}/attachments                          |                 | yes    | yes         | yes                | yes              | yes   | yes          | yes     |
            | GET /chat/{secret}/attachments/{line}                    |                 | yes    | yes         | yes                | yes              | yes   | yes          | yes     |
            | GET /chat/{secret}/mail                                  |                 | yes    | yes         | yes                | yes              | yes   | yes          | yes     |
            | POST /chat/{secret}/mail                                  |                 | yes    | yes         | yes                | yes              | yes   | yes          | yes     |
            | GET /ws/chat                                             |                 | yes    | yes         | yes                | yes              | yes   | yes          | yes     |
            | GET /ws/agent/chat                                       |                 | 401    | yes         | 403                | 403              | 403   | 403          | 403     |
            | POST /chat/{secret}/call                                 |                 | yes    | yes         | yes                | yes              | yes   | yes          | yes     |
            | POST /chat/{secret}/score                                |                 | yes    | yes         | yes                | yes              | yes   | yes          | yes     |
            | GET /api/v1/chats/from-call                              |                 | yes    | yes         | yes                | yes              | yes   | yes          | yes     |
            | POST /api/v1/chats/from-call                             |                 | yes    | yes         | yes                | yes              | yes   | yes          | yes     |
            | GET /api/v1/chats/from-web                               |                 | yes    | yes         | yes                | yes              | yes   | yes          | yes     |
            | POST /api/v1/chats/from-web                              |                 | yes    | yes         | yes                | yes              | yes   | yes          | yes     |
            | POST /api/v1/chats                                       | contacts:write  | 401    | 403         | yes                | yes              | yes   | yes          | 403     |
            | POST /api/v1/agents/{agent}/chats/{chat}/accept          |                 | 401    | 403         | 403                | 403              | 403   | 403          | 403     |
            | POST /api/v1/agents/{agent}/chats/{chat}/decline         |                 | 401    | 403         | 403                | 403              | 403   | 403          | 403     |
            | POST /api/v1/agents/{agent}/chats/{chat}/close           |                 | 401    | 403         | 403                | 403              | 403   | 403          | 403     |
            | POST /api/v1/agents/{agent}/chats/{chat}/wrap-up/end     |                 | 401    | 403         | 403                | 403              | 403   | 403          | 403     |
            | POST /api/v1/agents/{agent}/chats/{chat}/attachments     |                 | 401    | 403         | 403                | 403              | 403   | 403          | 403     |
            | GET /api/v1/agents/{agent}/chats/{chat}/attachments/{line}|                 | 401    | 403         | 403                | 403              | 403   | 403          | 403     |
            | GET /web/{file*}                                         |                 | yes    | yes         | yes                | yes              | yes   | yes          | yes     |
            | GET /api/openapi.json                                    |                 | yes    | yes         | yes                | yes              | yes   | yes          | yes     |
            | GET /health/live                                         |                 | yes    | yes         | yes                | yes              | yes   | yes          | yes     |
            | GET /health/ready                                        |                 | yes    | yes         | yes                | yes              | yes   | yes          | yes     |
            | GET /metrics                                             | metrics:read    | 401    | 403         | yes                | yes              | yes   | yes          | 403     |
            | GET /ws/wallboard                                        | wallboard:read  | 401    | yes         | yes                | yes              | yes   | yes          | 403     |
            | GET /ws/agent                                            |                 | 401    | yes         | 403                | 403              | 403   | 403          | 403     |
            | GET /api/v1/queues                                       | wallboard:read  | 401    | yes         | yes                | yes              | yes   | yes          | 403     |
            | GET /api/v1/agents                                       | wallboard:read  | 401    | yes         | yes                | yes              | yes   | yes          | 403     |
            | GET /api/v1/repairs                                      | contacts:read   | 401    | 403         | yes                | yes              | yes   | yes          | 403     |
            | GET /api/v1/contacts                                     | contacts:read   | 401    | 403         | yes                | yes              | yes   | yes          | 403     |
            | GET /api/v1/contacts/{contact}                           | contacts:read   | 401    | 403         | yes                | 503              | yes   | yes          | 403     |
            | GET /api/v1/contacts/{contact}/attachments/{line}        | contacts:read   | 401    | 403         | yes                | 503              | yes   | yes          | 403     |
            | GET /api/v1/contacts/{contact}/customer                  | contacts:read   | 401    | 404         | yes                | 503              | yes   | yes          | 403     |
            | GET /api/v1/contacts/{contact}/explain                   | contacts:read   | 401    | 403         | yes                | 503              | yes   | yes          | 403     |
            | GET /api/v1/contacts/{contact}/recordings                | recordings:read | 401    | 403         | yes                | 503              | yes   | yes          | 403     |
            | GET /api/v1/contacts/{contact}/recordings/{recording}/{side} | recordings:read | 401 | 403        | yes                | 503              | yes   | yes          | 403     |
            | POST /api/v1/contacts/{contact}/recording                | contacts:write  | 401    | 403         | yes                | 404              | yes   | yes          | 403     |
            | POST /api/v1/contacts/{contact}/move                     | contacts:write  | 401    | 403         | yes                | 404              | yes   | yes          | 403     |
            | POST /api/v1/contacts/{contact}/priority                 | contacts:write  | 401    | 403         | yes                | 404              | yes   | yes          | 403     |
            | POST /api/v1/contacts/{contact}/withdraw                 | contacts:write  | 401    | 403         | yes                | 404              | yes   | yes          | 403     |
            | POST /api/v1/callbacks                                   | contacts:write  | 401    | 403         | yes                | yes              | yes   | yes          | 403     |
            | GET /api/v1/callbacks                                    | contacts:read   | 401    | 403         | yes                | yes              | yes   | yes          | 403     |
            | GET /api/v1/surveys/low                                  | contacts:read   | 401    | 403         | yes                | yes              | yes   | yes          | 403     |
            | GET /api/v1/callbacks/windows                            | contacts:read   | 401    | 403         | yes                | yes              | yes   | yes          | 403     |
            | GET /api/v1/follow-ups                                   | contacts:write  | 401    | yes         | yes                | yes              | yes   | yes          | 403     |
            | POST /api/v1/follow-ups/{followUp}/callback              | contacts:write  | 401    | yes         | yes                | yes              | yes   | yes          | 403     |
            | POST /api/v1/follow-ups/{followUp}/done                  | contacts:write  | 401    | yes         | yes                | yes              | yes   | yes          | 403     |
            | DELETE /api/v1/callbacks/{contact}                       | contacts:write  | 401    | 403         | yes                | 404              | yes   | yes          | 403     |
            | GET /api/v1/agents/{agent}/explain                       | contacts:read   | 401    | 403         | yes                | 403              | yes   | yes          | 403     |
            | POST /api/v1/agents/{agent}/login                        | agents:write    | 401    | 403         | yes                | 403              | yes   | yes          | 403     |
            | POST /api/v1/agents/{agent}/logout                       | agents:write    | 401    | 403         | yes                | 403              | yes   | yes          | 403     |
            | POST /api/v1/agents/{agent}/pause                        | agents:write    | 401    | 403         | yes                | 403              | yes   | yes          | 403     |
            | POST /api/v1/agents/{agent}/resume                       | agents:write    | 401    | 403         | yes                | 403              | yes   | yes          | 403     |
            | POST /api/v1/agents/{agent}/wrap-up/end                  | agents:write    | 401    | 403         | yes                | 403              | yes   | yes          | 403     |
            | POST /api/v1/agents/{agent}/notes                        |                 | 401    | 403         | 403                | 403              | 403   | 403          | 403     |
            | GET /api/v1/agents/{agent}/call                          | agents:write    | 401    | 403         | yes                | 403              | yes   | yes          | 403     |
            | POST /api/v1/agents/{agent}/call/accept                  | agents:write    | 401    | 403         | yes                | 403              | yes   | yes          | 403     |
            | POST /api/v1/agents/{agent}/call/decline                 | agents:write    | 401    | 403         | yes                | 403              | yes   | yes          | 403     |
            | POST /api/v1/agents/{agent}/call/hang-up                 | agents:write    | 401    | 403         | yes                | 403              | yes   | yes          | 403     |
            | POST /api/v1/agents/{agent}/call/transfer                | agents:write    | 401    | 403         | yes                | 403              | yes   | yes          | 403     |
            | POST /api/v1/agents/{agent}/call/consult                 | agents:write    | 401    | 403         | yes                | 403              | yes   | yes          | 403     |
            | POST /api/v1/agents/{agent}/call/complete                | agents:write    | 401    | 403         | yes                | 403              | yes   | yes          | 403     |
            | POST /api/v1/agents/{agent}/call/cancel                  | agents:write    | 401    | 403         | yes                | 403              | yes   | yes          | 403     |
            | POST /api/v1/agents/{agent}/call/swap                    | agents:write    | 401    | 403         | yes                | 403              | yes   | yes          | 403     |
            | POST /api/v1/agents/{agent}/call/conference              | agents:write    | 401    | 403         | yes                | 403              | yes   | yes          | 403     |
            | POST /api/v1/agents/{agent}/call/hold                    | agents:write    | 401    | 403         | yes                | 403              | yes   | yes          | 403     |
            | POST /api/v1/agents/{agent}/call/resume                  | agents:write    | 401    | 403         | yes                | 403              | yes   | yes          | 403     |
            | POST /api/v1/agents/{agent}/call/mute                    | agents:write    | 401    | 403         | yes                | 403              | yes   | yes          | 403     |
            | POST /api/v1/agents/{agent}/call/unmute                  | agents:write    | 401    | 403         | yes                | 403              | yes   | yes          | 403     |
            | GET /api/v1/queues/{queue}/contacts                      | contacts:read   | 401    | 403         | yes                | 403              | yes   | yes          | 403     |
            | GET /api/v1/choices                                      | contacts:read   | 401    | 403         | yes                | yes              | yes   | yes          | 403     |
            | GET /api/v1/agents/{agent}/listen                        |                 | 401    | 403         | yes                | 403              | yes   | 403          | 403     |
            | POST /api/v1/agents/{agent}/listen                       |                 | 401    | 403         | yes                | 403              | yes   | 403          | 403     |
            | DELETE /api/v1/agents/{agent}/listen                     |                 | 401    | 403         | yes                | 403              | yes   | 403          | 403     |
            | POST /api/v1/queues/{queue}/open                         | queues:write    | 401    | 403         | yes                | 403              | yes   | yes          | 403     |
            | POST /api/v1/queues/{queue}/emergency                    | queues:write    | 401    | 403         | yes                | 403              | yes   | yes          | 403     |
            | PUT /api/v1/queues/{queue}/notice                        | queues:write    | 401    | 403         | yes                | 403              | yes   | yes          | 403     |
            | DELETE /api/v1/queues/{queue}/notice                     | queues:write    | 401    | 403         | yes                | 403              | yes   | yes          | 403     |
            | POST /api/v1/queues/{queue}/close                        | queues:write    | 401    | 403         | yes                | 403              | yes   | yes          | 403     |
            | POST /api/v1/session                                     |                 | yes    | yes         | yes                | yes              | yes   | yes          | yes     |
            | GET /api/v1/session                                      |                 | yes    | yes         | yes                | yes              | yes   | yes          | yes     |
            | GET /api/v1/session/ways                                 |                 | yes    | yes         | yes                | yes              | yes   | yes          | yes     |
            | GET /login/openid                                        |                 | yes    | yes         | yes                | yes              | yes   | yes          | yes     |
            | GET /login/openid/back                                   |                 | yes    | yes         | yes                | yes              | yes   | yes          | yes     |
            | DELETE /api/v1/session                                   |                 | 401    | yes         | yes                | yes              | yes   | 403          | 403     |
            | POST /api/v1/session/password                            |                 | 401    | yes         | yes                | yes              | yes   | 403          | 403     |
            | GET /api/v1/people                                       | people:read     | 401    | 403         | 403                | 403              | yes   | yes          | 403     |
            | POST /api/v1/people                                      | people:write    | 401    | 403         | 403                | 403              | yes   | yes          | 403     |
            | PATCH /api/v1/people/{person}                            | people:write    | 401    | 403         | 403                | 403              | yes   | yes          | 403     |
            | POST /api/v1/people/{person}/password                    | people:write    | 401    | 403         | 403                | 403              | yes   | yes          | 403     |
            | GET /api/v1/tokens                                       | people:read     | 401    | 403         | 403                | 403              | yes   | yes          | 403     |
            | POST /api/v1/tokens                                      | people:write    | 401    | 403         | 403                | 403              | yes   | yes          | 403     |
            | DELETE /api/v1/tokens/{token}                            | people:write    | 401    | 403         | 403                | 403              | yes   | yes          | 403     |
            | GET /api/v1/webhooks                                     | config:write    | 401    | 403         | 403                | 403              | yes   | yes          | 403     |
            | POST /api/v1/webhooks/{webhook}/test                     | config:write    | 401    | 403         | 403                | 403              | yes   | yes          | 403     |
            | GET /api/v1/configuration                                | config:write    | 401    | 403         | 403                | 403              | yes   | yes          | 403     |
            | POST /api/v1/customers                                   | config:write    | 401    | 403         | 403                | 403              | yes   | yes          | 403     |
            | POST /api/v1/configuration                               | config:write    | 401    | 403         | 403                | 403              | yes   | yes          | 403     |
            | GET /api/v1/audit                                        | audit:read      | 401    | 403         | 403                | 403              | yes   | yes          | 403     |
            """;

    private record Row(String route, String scope, List<String> cells) {
        HttpMethod method() {
            return HttpMethod.valueOf(route.substring(0, route.indexOf(' ')));
        }

        String path() {
            return route.substring(route.indexOf(' ') + 1);
        }

        boolean open() {
            return cells.getFirst().equals("yes");
        }
    }

    private ApiFixture api;
    private long contact;

    @BeforeEach
    void start() throws Exception {
        api = new ApiFixture(TokenRole.ANONYMOUS);
        long beganNanos = System.nanoTime();
        AtomicLong asked = new AtomicLong();
        // whoever asks for all there is asks as slowly as is allowed
        api.nanos = () -> beganNanos + asked.incrementAndGet() * TimeUnit.MILLISECONDS.toNanos(50);
        contact = api.story.call(Story.BILLING, "+4930123");
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (String line : TABLE.lines().skip(1).toList()) {
            List<String> cells = List.of(line.substring(1).split("\\|")).stream()
                    .map(String::strip)
                    .toList();
            rows.add(new Row(cells.get(0), cells.get(1), cells.subList(2, cells.size())));
        }
        return rows;
    }

    @Test
    void shouldHaveARowForEveryRouteAndARouteForEveryRow() {
        assertThat(rows().stream().map(Row::route))
                .containsExactlyInAnyOrderElementsOf(api.routes().stream()
                        .map(route -> route.method() + " " + route.path())
                        .toList());
        for (Row row : rows()) {
            String scope = api.routes().stream()
                    .filter(route -> (route.method() + " " + route.path()).equals(row.route))
                    .findFirst()
                    .flatMap(route -> route.access().scope())
                    .map(Scope::word)
                    .orElse("");
            assertThat(scope).as(row.route).isEqualTo(row.scope);
        }
    }

    @Test
    void shouldLetEverybodyDoWhatTheTableSaysAndNothingElse() throws Exception {
        List<String> wrong = new ArrayList<>();
        List<String[]> people = new ArrayList<>();
        for (Row row : rows()) {
            if (people.isEmpty()) {
                for (Person person : List.of(Staff.AGNES, Staff.BORIS, Staff.SONJA, Staff.ADA)) {
                    people.add(api.loggedIn(person));
                }
            }
            List<String> found = new ArrayList<>();
            found.add(cell(row));
            for (String[] person : people) {
                found.add(cell(row, person));
            }
            if (row.route.equals("DELETE /api/v1/session")) {
                people.clear();
            }
            Set<Scope> with = Scope.of(row.scope).map(Set::of).orElse(Set.of(Scope.CONFIG_WRITE));
            found.add(cell(row, as(token(row, "with", with))));
            Set<Scope> others = new TreeSet<>(Set.of(Scope.values()));
            others.removeAll(with);
            found.add(cell(row, as(token(row, "without", others))));
            if (!found.equals(row.cells)) {
                wrong.add(row.route + "\n  expected " + row.cells + "\n  found    " + found);
            }
        }
        assertThat(wrong).as("cells that differ").isEmpty();
    }

    /** HEAD is GET without a body; whatever else there is no route for is no way around one. */
    @Test
    void shouldAskTheSameOfHeadAsOfGetAndTakeNoOtherMethod() throws Exception {
        List<String> wrong = new ArrayList<>();
        List<String[]> askers = List.of(new String[0], api.loggedIn(Staff.BORIS), as(ApiFixture.BOSS));
        for (Row row : rows()) {
            for (String[] asker : askers) {
                boolean gets = api.routes().stream()
                        .anyMatch(route -> route.path().equals(row.path())
                                && route.method().equals(HttpMethod.GET));
                HttpResponse<String> head = ask("HEAD", row, asker);
                int expected = gets ? ask("GET", row, asker).statusCode() : 405;
                if (head.statusCode() != expected || !head.body().isEmpty()) {
                    wrong.add("HEAD " + row.path() + ": " + head.statusCode() + ", not " + expected);
                }
                for (String method : List.of("OPTIONS", "TRACE", "PROPFIND", "get")) {
                    HttpResponse<String> answer = ask(method, row, asker);
                    if (answer.statusCode() != 405
                            || answer.headers().firstValue("allow").isEmpty()) {
                        wrong.add(method + " " + row.path() + ": " + answer.statusCode());
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    private HttpResponse<String> ask(String method, Row row, String... headers) throws Exception {
        return api.send(api.request(filled(row), headers).method(method, HttpRequest.BodyPublishers.noBody()));
    }

    @Test
    void shouldTakeNobodyForSomebodyWhoIsNobodyAnyMore() throws Exception {
        String[] expired = api.loggedIn(Staff.BORIS);
        api.laterMs.set(2 * 86_400_000L);
        String[] ada = api.loggedIn(Staff.ADA);
        String[] sonja = api.loggedIn(Staff.SONJA);
        api.people.office().change("sonja", Staff::disabled);
        Map<String, String[]> nobodies = new LinkedHashMap<>();
        nobodies.put("expired session", expired);
        nobodies.put("person disabled meanwhile", sonja);
        nobodies.put(
                "forged session",
                new String[] {"Cookie", "usher_session=" + "x".repeat(43), "Sec-Fetch-Site", "same-origin"});
        nobodies.put(
                "two sessions",
                new String[] {"Cookie", "usher_session=a; usher_session=b", "Sec-Fetch-Site", "same-origin"});
        nobodies.put("forged token", as("x".repeat(43)));
        nobodies.put("another scheme", new String[] {"Authorization", "Basic YWRhOmNvcnJlY3QgaG9yc2UgYmF0dGVyeQ=="});
        List<String> wrong = new ArrayList<>();
        for (Row row : rows()) {
            for (Map.Entry<String, String[]> nobody : nobodies.entrySet()) {
                boolean token = nobody.getValue()[0].equals("Authorization");
                // a wrong token is refused everywhere; with an old cookie one is nobody in particular, so that the
                // log-in page opens
                String expected = row.open() && !token ? "yes" : "401";
                String found = cell(row, nobody.getValue());
                if (!found.equals(expected)) {
                    wrong.add(row.route + " " + nobody.getKey() + ": " + found);
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(api.get("/api/v1/session", ada).statusCode())
                .as("the others are still who they were")
                .isEqualTo(200);
    }

    @Test
    void shouldLetAnAgentActForHimselfAndASupervisorForWhoServesHisQueues() throws Exception {
        String[] agnes = api.loggedIn(Staff.AGNES);
        String[] sonja = api.loggedIn(Staff.SONJA);
        assertThat(api.post("/api/v1/agents/alice/resume", null, agnes).statusCode())
                .isEqualTo(200);
        assertThat(api.post("/api/v1/agents/11/resume", null, agnes).statusCode())
                .as("by his number, too")
                .isEqualTo(200);
        assertThat(api.post("/api/v1/agents/bob/resume", null, agnes).statusCode())
                .isEqualTo(403);
        assertThat(api.post("/api/v1/agents/alice/resume", null, sonja).statusCode())
                .as("Alice serves sales, too")
                .isEqualTo(200);
        assertThat(api.post("/api/v1/agents/bob/resume", null, sonja).body()).contains("not-your-agent");
        assertThat(api.post("/api/v1/queues/1/close", null, sonja).body()).contains("not-your-queue");
        assertThat(api.post("/api/v1/queues/2/close", null, sonja).statusCode()).isEqualTo(200);
        assertThat(api.get("/api/v1/contacts?queue=billing", sonja).body()).contains("not-your-queue");
        assertThat(api.post("/api/v1/contacts/" + contact + "/withdraw", null, sonja)
                        .body())
                .as("as of a contact that never was")
                .contains("unknown-contact");
    }

    private String token(Row row, String what, Set<Scope> scopes) throws Exception {
        String name = what + " " + row.route.replace('/', ' ');
        return switch (api.people.office().issue(name, scopes, null)) {
            case Change.Done<Secret>(Secret token) -> token.reveal();
            case Change<Secret> other -> throw new IllegalStateException(String.valueOf(other));
        };
    }

    /** What becomes of a request that is as good as can be, but names what belongs to billing. */
    private String cell(Row row, String... headers) throws Exception {
        HttpRequest.Builder request = api.request(filled(row), headers).header("content-type", "application/json");
        HttpResponse<String> answer = api.send(request.method(
                row.method().name(),
                row.method().equals(HttpMethod.GET)
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString("{}")));
        boolean refused = switch (answer.statusCode()) {
            case 401, 403 -> true;
            case 404 -> answer.body().contains("that you answer for");
            case 503 -> answer.body().contains("remit-unknown"); // without a history
            case 500 -> throw new IllegalStateException("a defect at " + row.route);
            default -> false;
        };
        return refused ? Integer.toString(answer.statusCode()) : "yes";
    }

    private String filled(Row row) {
        return row.path()
                .replace("{file*}", "kit/kit.css")
                .replace("{contact}", Long.toString(contact))
                .replace("{followUp}", "801")
                .replace("{chat}", Long.toString(contact))
                .replace("{line}", "7")
                .replace("{recording}", "7")
                .replace("{side}", "caller")
                .replace("{agent}", "bob")
                .replace("{queue}", "billing")
                .replace("{person}", "nobody")
                .replace("{token}", "none")
                .replace("{secret}", "none")
                .replace("{webhook}", "none");
    }
}
