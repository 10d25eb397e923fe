package org.usher.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.usher.server.api.ApiFixture.json;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.usher.core.api.AgentState;
import org.usher.core.api.Event;
import org.usher.server.Story;
import org.usher.server.people.Person;
import org.usher.server.people.Staff;
import org.usher.server.security.Remit;
import org.usher.server.security.Role;
import org.usher.server.supervisor.ListenDesk;
import org.usher.server.supervisor.ListenWord;

/** Who may have which phone listen, and how long. Alice talks with a caller of billing, which Boris answers for. */
class ListenEndpointsTest {
    private static final String PATH = "/api/v1/agents/alice/listen";
    private static final int ALICES = 21;
    private static final int BOBS = 22;

    private ApiFixture api;
    private final Set<String> shared = new HashSet<>();
    private final Pbx pbx = new Pbx();
    private long contactId;

    /** Everybody picks up at once. */
    private static final class Pbx implements ListenDesk.Pbx {
        private final List<ListenDesk.Listener> listeners = new CopyOnWriteArrayList<>();

        @Override
        public CompletableFuture<ListenWord> listen(ListenDesk.Order order) {
            listeners.add(
                    new ListenDesk.Listener(order.contactId(), order.deviceId(), order.listener(), order.mode(), true));
            return CompletableFuture.completedFuture(ListenWord.RINGING);
        }

        @Override
        public CompletableFuture<ListenWord> end(long contactId, Predicate<String> who) {
            boolean any =
                    listeners.removeIf(listener -> listener.contactId() == contactId && who.test(listener.listener()));
            return CompletableFuture.completedFuture(any ? ListenWord.ENDED : ListenWord.NOBODY);
        }

        @Override
        public List<ListenDesk.Listener> listeners() {
            return new ArrayList<>(listeners);
        }
    }

    @BeforeEach
    void open() throws Exception {
        api = new ApiFixture();
        api.supervision.listening().attach(1, pbx);
        api.supervision.listening().share(() -> shared);
        logIn(Story.ALICE, ALICES);
        contactId = api.story.call(Story.BILLING, "+4930123");
        api.story.answer(contactId, Story.BILLING, Story.ALICE, 1_000);
    }

    @AfterEach
    void close() {
        api.close();
    }

    private void logIn(int agentId, int deviceId) {
        api.story.say(new Event.AgentLoggedIn(api.story.nowMs(), agentId, List.of(deviceId)));
        api.story.state(agentId, AgentState.LOGGED_OUT, AgentState.READY);
    }

    private HttpResponse<String> listen(String device) throws Exception {
        return api.post(PATH, "{\"mode\":\"SPY\",\"device\":\"" + device + "\"}", api.loggedIn(Staff.BORIS));
    }

    @Test
    void shouldCallNoPhoneThatIsNotHis() throws Exception {
        for (String device : List.of("bob-desk", "1/bob-desk", "alice-desk")) {
            HttpResponse<String> refused = listen(device);
            assertThat(refused.statusCode()).as(device).isEqualTo(403);
            assertThat(refused.body()).contains("not-your-phone", "listening = true");
        }
        assertThat(phones()).isEqualTo("[]");

        shared.add("1/bob-desk");
        assertThat(phones()).isEqualTo("[\"1/bob-desk\"]");
        logIn(Story.BOB, BOBS);
        assertThat(listen("bob-desk").statusCode()).as("it is Bob's now").isEqualTo(403);
        assertThat(phones()).isEqualTo("[]");
        assertThat(pbx.listeners).isEmpty();

        api.story.state(Story.BOB, AgentState.READY, AgentState.LOGGED_OUT);
        assertThat(listen("bob-desk").statusCode()).isEqualTo(202);
        assertThat(pbx.listeners)
                .singleElement()
                .satisfies(listener -> assertThat(listener.deviceId()).isEqualTo(BOBS));
    }

    @Test
    void shouldCallThePhoneAtWhichHeIsLoggedIn() throws Exception {
        change(boris -> with(boris, boris.remit(), Set.of(Role.SUPERVISOR, Role.AGENT), "bob"));
        logIn(Story.BOB, BOBS);
        assertThat(phones()).isEqualTo("[\"1/bob-desk\"]");
        assertThat(listen("bob-desk").statusCode()).isEqualTo(202);
    }

    @Test
    void shouldEndListeningWhenTheRemitIsWithdrawn() throws Exception {
        boolean listens = begins();
        assertThat(listens).isTrue();
        change(boris -> with(boris, Remit.of(Set.of("sales")), boris.roles(), null));
        awaitEnded();
    }

    @Test
    void shouldEndListeningWhenTheRoleIsWithdrawn() throws Exception {
        begins();
        change(boris -> with(boris, boris.remit(), Set.of(), null));
        awaitEnded();
    }

    @Test
    void shouldEndListeningOfWhoIsDisabled() throws Exception {
        begins();
        change(Staff::disabled);
        awaitEnded();
    }

    @Test
    void shouldLetGoOnWhoMay() throws Exception {
        begins();
        ListenWatch watch = new ListenWatch(
                api.supervision.listening(),
                api.contactQueues,
                api.parts().guard(),
                api.wallboard::configuration,
                api::nowMs);
        watch.look();
        assertThat(pbx.listeners).hasSize(1);
        change(boris -> with(boris, Remit.ALL, boris.roles(), null));
        watch.look();
        assertThat(pbx.listeners).hasSize(1);
        watch.close();
    }

    private boolean begins() throws Exception {
        shared.add("1/bob-desk");
        return listen("bob-desk").statusCode() == 202 && pbx.listeners.size() == 1;
    }

    private void awaitEnded() {
        await().until(pbx.listeners::isEmpty);
        await().untilAsserted(() -> assertThat(api.store.audited())
                .anySatisfy(entry -> assertThat(entry.who() + " " + entry.target() + " " + entry.detail())
                        .isEqualTo("boris /api/v1/contacts/" + contactId + " ended: may not any more")));
    }

    private void change(UnaryOperator<Person> edit) throws Exception {
        api.people.office().change("boris", edit);
    }

    private static Person with(Person person, Remit remit, Set<Role> roles, @Nullable String agent) {
        return new Person(
                person.id(),
                person.name(),
                person.displayName(),
                roles,
                remit,
                agent,
                person.disabled(),
                person.mustChangePassword(),
                person.password());
    }

    private String phones() throws Exception {
        return json(api.get(PATH, api.loggedIn(Staff.BORIS))).path("phones").toString();
    }
}
