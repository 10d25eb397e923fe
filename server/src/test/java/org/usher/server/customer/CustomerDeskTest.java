package org.usher.server.customer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.usher.core.api.Channel;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.EndedBy;
import org.usher.core.api.Event;
import org.usher.core.api.Requirement;
import org.usher.server.config.Centre;
import org.usher.server.config.CentreFile;
import org.usher.server.engine.RecordedEvent;

/** What the engine is told of callers who are known at once, found out later, or not found out at all. */
final class CustomerDeskTest {
    private static final String CENTRE = """
            [[skill]]
            name = "french"
            [[skill]]
            name = "german"
            [[queue]]
            name = "sales"
            prefer_agent = "20s"
            [[queue]]
            name = "returns"
            [[device]]
            endpoint = "desk1"
            [[agent]]
            name = "anna"
            skills = ["french:5", "german:9"]
            queues = ["sales"]
            [[agent]]
            name = "bela"
            queues = ["sales", "returns"]
            [[customer_rule]]
            when = { segment = "gold" }
            priority = 5
            [[customer_rule]]
            when = { vip = true, segment = "gold" }
            queues = ["sales"]
            priority = 97
            [[customer_rule]]
            when = { language = "fr" }
            skills = ["french:3"]
            [[customer_rule]]
            when = { open_matter = "claim" }
            prefer_last_agent = true
            """;
    private static final Customer MARIE = new Customer("C-1", "Marie", "fr", "gold", false, "anna", Set.of("claim"));
    private static final Customer VICTOR = new Customer("C-2", "Victor", "", "gold", true, "", Set.of());

    private final Map<Question, CompletableFuture<Lookup>> answers = new HashMap<>();
    private final List<Question> asked = new ArrayList<>();
    private final List<Command> told = new ArrayList<>();
    private final LiveContacts live = new LiveContacts();
    private CustomerDesk desk;
    private LastAgents lastAgents;

    @BeforeEach
    void open() throws Exception {
        Centre centre = CentreFile.parse("centre.toml", CENTRE);
        Configuration configuration = centre.configuration();
        RecordedEvent adopted = new RecordedEvent(1, 0, new Event.ConfigurationAdopted(0, configuration));
        live.accept(adopted);
        CustomerSource source = question -> {
            asked.add(question);
            return Objects.requireNonNull(answers.computeIfAbsent(
                    question, unknown -> CompletableFuture.completedFuture(new Lookup.Unknown())));
        };
        CustomerBook book = new CustomerBook(List.of(source), 600_000, new SimpleMeterRegistry());
        lastAgents = new LastAgents(live, book);
        lastAgents.accept(adopted);
        desk = new CustomerDesk(book, new PhoneNumbers("DE"), live, centre::customerRules, told::add);
    }

    @Test
    void shouldLetTheCallerInAtOnceAndTellWhoHeIsWhenThatIsFound() {
        CompletableFuture<Lookup> later = willAnswer("+4930123456");
        desk.offer(call(101, "030123456", "", 1));
        assertThat(told).containsExactly(call(101, "030123456", "", 1));
        later.complete(new Lookup.Known(MARIE));
        assertThat(told.getLast())
                .isEqualTo(new Command.CustomerIdentified(101, "C-1", 0, 5, List.of(new Requirement(1, 3)), 1));

        desk.offer(call(102, "+49 30 123456", "", 1));
        assertThat(asked).as("he is known by now").hasSize(1);
        assertThat(told.subList(2, 4))
                .containsExactly(
                        call(102, "+49 30 123456", "", 1),
                        new Command.CustomerIdentified(102, "C-1", 0, 5, List.of(new Requirement(1, 3)), 1));
    }

    @Test
    void shouldAddUpTheRulesOfTheQueueAndLeaveWhatTheCallAsksForItself() {
        answers.put(new Question.ById("C-2"), CompletableFuture.completedFuture(new Lookup.Known(VICTOR)));
        desk.offer(call(101, "anonymous", "C-2", 1));
        assertThat(told.getLast())
                .as("by the id that the dialplan gave")
                .isEqualTo(new Command.CustomerIdentified(101, "C-2", 0, 100, List.of(), 0));
        desk.offer(call(102, "anonymous", "C-2", 2));
        assertThat(told.getLast())
                .as("not a rule of this queue's")
                .isEqualTo(new Command.CustomerIdentified(102, "C-2", 0, 5, List.of(), 0));
        Command.ContactArrived asking = new Command.ContactArrived(
                103,
                Channel.VOICE,
                1,
                -2,
                7,
                9,
                List.of(new Requirement(2, 4), new Requirement(1, 5)),
                List.of(),
                2,
                details("030123456", ""));
        answers.put(new Question.ByNumber("+4930123456"), CompletableFuture.completedFuture(new Lookup.Known(MARIE)));
        desk.offer(call(104, "030123456", "", 1));
        desk.offer(asking);
        assertThat(told.subList(told.size() - 2, told.size()))
                .as("what the call asks for is its own, what the rules wish for is told apart")
                .containsExactly(
                        asking, new Command.CustomerIdentified(103, "C-1", -2, 3, List.of(new Requirement(1, 3)), 0));
    }

    @Test
    void shouldAskForNoSkillThatNobodyOfTheQueueHas() {
        answers.put(new Question.ByNumber("+4930123456"), CompletableFuture.completedFuture(new Lookup.Known(MARIE)));
        desk.offer(call(101, "030123456", "", 2));
        assertThat(told.getLast())
                .as("in returns nobody speaks French")
                .isEqualTo(new Command.CustomerIdentified(101, "C-1", 0, 5, List.of(), 1));
    }

    @Test
    void shouldTakeNoIdentityFromASharedNumberNorLookUpAWithheldOne() {
        answers.put(new Question.ByNumber("+4930123456"), CompletableFuture.completedFuture(new Lookup.Shared()));
        desk.offer(call(101, "030123456", "", 1));
        desk.offer(call(102, "030123456", "", 1));
        desk.offer(call(103, "anonymous", "", 1));
        desk.offer(call(104, "", "", 1));
        desk.offer(call(105, "11", "", 1));
        assertThat(told)
                .containsExactly(
                        call(101, "030123456", "", 1),
                        call(102, "030123456", "", 1),
                        call(103, "anonymous", "", 1),
                        call(104, "", "", 1),
                        call(105, "11", "", 1));
        assertThat(asked).hasSize(1);
    }

    @Test
    void shouldChangeNothingWhenNothingCanBeFoundOutAndAskAgainNextTime() {
        answers.put(new Question.ByNumber("+4930123456"), CompletableFuture.failedFuture(new IOException("not there")));
        desk.offer(call(101, "030123456", "", 1));
        desk.offer(call(102, "030123456", "", 1));
        assertThat(told).hasSize(2);
        assertThat(asked).as("a failure is not kept").hasSize(2);
        desk.offer(new Command.Tick());
        assertThat(told.getLast()).isEqualTo(new Command.Tick());
    }

    @Test
    void shouldPreferWhoHasServedHimSinceHeWasLookedUp() {
        answers.put(new Question.ByNumber("+4930123456"), CompletableFuture.completedFuture(new Lookup.Known(MARIE)));
        desk.offer(call(101, "030123456", "", 1));
        assertThat(preferred()).as("anna").isEqualTo(1);
        talks(7, "C-1", 2);
        desk.offer(call(102, "030123456", "", 1));
        assertThat(preferred()).as("bela").isEqualTo(2);
        talks(8, "C-1", 0);
        desk.offer(call(103, "030123456", "", 1));
        assertThat(preferred()).as("somebody outside is nobody to wait for").isEqualTo(2);
    }

    @Test
    void shouldPreferWhoIsFixedWhoeverServesHim() {
        Customer loyal = new Customer("C-3", "Lou", "", "", false, "anna", true, Set.of("claim"));
        answers.put(new Question.ByNumber("+4930123456"), CompletableFuture.completedFuture(new Lookup.Known(loyal)));
        desk.offer(call(101, "030123456", "", 1));
        talks(7, "C-3", 2);
        desk.offer(call(102, "030123456", "", 1));
        assertThat(preferred()).as("anna").isEqualTo(1);
    }

    private int preferred() {
        return switch (told.getLast()) {
            case Command.CustomerIdentified identified -> identified.preferredAgentId();
            default -> throw new AssertionError(told.getLast());
        };
    }

    /** A talk of this customer's with this agent is over. */
    private void talks(long contactId, String customer, int agentId) {
        for (Event event : List.of(
                new Event.ContactQueued(
                        0, contactId, contactId, 1, Channel.VOICE, 0, contactId, 0, 0, details("1", customer)),
                new Event.TalkEnded(0, contactId, 1, 1, agentId, EndedBy.CALLER, 10_000, 0))) {
            live.accept(new RecordedEvent(contactId, 0, event));
            lastAgents.accept(new RecordedEvent(contactId, 0, event));
        }
    }

    @Test
    void shouldAskTheSecondSourceWhereTheFirstKnowsNobodyOrFails() {
        List<String> order = new ArrayList<>();
        Map<String, CompletableFuture<Lookup>> first = Map.of(
                "a", CompletableFuture.completedFuture(new Lookup.Unknown()),
                "b", CompletableFuture.failedFuture(new IOException("away")),
                "c", CompletableFuture.completedFuture(new Lookup.Shared()));
        CustomerBook book = new CustomerBook(
                List.of(question -> Objects.requireNonNull(first.get(((Question.ById) question).id())), question -> {
                    order.add(((Question.ById) question).id());
                    return CompletableFuture.completedFuture(new Lookup.Known(MARIE));
                }),
                600_000,
                new SimpleMeterRegistry());
        assertThat(book.find(new Question.ById("a")).join()).isEqualTo(new Lookup.Known(MARIE));
        assertThat(book.find(new Question.ById("b")).join()).isEqualTo(new Lookup.Known(MARIE));
        assertThat(book.find(new Question.ById("c")).join()).isEqualTo(new Lookup.Shared());
        assertThat(order).containsExactly("a", "b");
    }

    @Test
    void shouldNotTakeForKnownThatNobodyIsWhatOneSourceCouldNotSay() {
        answers.put(new Question.ById("a"), CompletableFuture.failedFuture(new IOException("away")));
        CustomerBook book = new CustomerBook(
                List.of(
                        question -> Objects.requireNonNull(answers.get(question)),
                        question -> CompletableFuture.completedFuture(new Lookup.Unknown())),
                600_000,
                new SimpleMeterRegistry());
        assertThatThrownBy(() -> book.find(new Question.ById("a")).join()).hasRootCauseMessage("away");
        answers.put(new Question.ById("a"), CompletableFuture.completedFuture(new Lookup.Known(MARIE)));
        assertThat(book.find(new Question.ById("a")).join()).isEqualTo(new Lookup.Known(MARIE));
    }

    @Test
    void shouldNotLookUpByHisIdWhomItHasFoundByHisNumber() {
        answers.put(new Question.ByNumber("+4930123456"), CompletableFuture.completedFuture(new Lookup.Known(MARIE)));
        desk.offer(call(101, "030123456", "", 1));
        live.accept(new RecordedEvent(
                7, 0, new Event.ContactQueued(0, 7, 7, 1, Channel.VOICE, 0, 101, 0, 0, details("030123456", "C-1"))));
        assertThat(desk.find(7).orElseThrow().join())
                .isEqualTo(new CustomerDesk.Found(CustomerDesk.FoundBy.NUMBER, new Lookup.Known(MARIE)));
        assertThat(asked).containsExactly(new Question.ByNumber("+4930123456"));
    }

    private CompletableFuture<Lookup> willAnswer(String e164) {
        CompletableFuture<Lookup> later = new CompletableFuture<>();
        answers.put(new Question.ByNumber(e164), later);
        return later;
    }

    private static Command.ContactArrived call(long key, String caller, String customer, int queueId) {
        return new Command.ContactArrived(
                key, Channel.VOICE, queueId, 0, 0, 0, List.of(), List.of(), 0, details(caller, customer));
    }

    private static ContactDetails details(String caller, String customer) {
        return new ContactDetails(1, "u", "c", caller, "", "100", "", customer, "");
    }
}
