package org.usher.server.api;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.netty.handler.codec.http.HttpMethod;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.Configuration;
import org.usher.server.people.Change;
import org.usher.server.people.People;
import org.usher.server.people.Person;
import org.usher.server.security.Access;
import org.usher.server.security.Remit;
import org.usher.server.security.Role;
import org.usher.server.security.Secret;
import org.usher.server.security.SecretHash;

/** Who may log in, and what he is. Passwords are made here and told once; whoever gets one must change it. */
final class PeopleEndpoints implements AutoCloseable {
    private static final int MAX_NAME = 190;

    private final People people;
    private final Supplier<Configuration> configuration;
    private final BlockingQuestions changes = new BlockingQuestions("people-change", BlockingQuestions.PEOPLE_AWAY);

    PeopleEndpoints(People people, Supplier<Configuration> configuration) {
        this.people = people;
        this.configuration = configuration;
    }

    /**
     * A person.
     *
     * @param queues that a supervisor answers for, if not for all
     * @param agent name of the agent of the centre that he is
     */
    record PersonRow(
            String name,
            String displayName,
            List<Role> roles,
            boolean allQueues,
            List<String> queues,
            @Nullable String agent,
            boolean disabled,
            boolean mustChangePassword) {}

    record PeopleAnswer(List<PersonRow> people) {}

    /** What is left out stays as it is; of a new person, is empty. */
    record PersonBody(
            @Nullable String name,
            @Nullable String displayName,
            @Nullable List<Role> roles,
            @Nullable Boolean allQueues,
            @Nullable List<String> queues,
            @Nullable String agent,
            @Nullable Boolean disabled) {}

    /** @param password to tell him; it is told nowhere else */
    record PasswordAnswer(String name, String password) {}

    List<Route> routes() {
        return List.of(
                new Route(
                        HttpMethod.GET,
                        "/api/v1/people",
                        Access.PEOPLE_READ,
                        Route.Doc.json("Everybody who may log in, or might once", PeopleAnswer.class),
                        (Route.Answering) request -> completedFuture(Answer.json(
                                200,
                                new PeopleAnswer(people.office().people().stream()
                                        .map(PeopleEndpoints::shown)
                                        .toList())))),
                new Route(
                        HttpMethod.POST,
                        "/api/v1/people",
                        Access.PEOPLE_WRITE,
                        Route.Doc.action(
                                "Add a person; gives the first password, to be changed at the first log-in",
                                PersonBody.class,
                                PasswordAnswer.class),
                        (Route.Answering) this::add),
                new Route(
                        HttpMethod.PATCH,
                        "/api/v1/people/{person}",
                        Access.PEOPLE_WRITE,
                        Route.Doc.action(
                                "Change a person, disable or enable him; who is disabled is logged out at once",
                                PersonBody.class,
                                PersonRow.class),
                        (Route.Answering) this::change),
                new Route(
                        HttpMethod.POST,
                        "/api/v1/people/{person}/password",
                        Access.PEOPLE_WRITE,
                        Route.Doc.action(
                                "Give a person another password, to be changed at the next log-in; ends his sessions",
                                null,
                                PasswordAnswer.class),
                        (Route.Answering) this::reset));
    }

    private static PersonRow shown(Person person) {
        return new PersonRow(
                person.name(),
                person.displayName(),
                List.copyOf(person.roles()),
                person.remit().all(),
                List.copyOf(person.remit().queues()),
                person.agent(),
                person.disabled(),
                person.mustChangePassword());
    }

    private CompletionStage<Answer> add(Request request) {
        PersonBody body = JsonBody.read(request, PersonBody.class);
        String name = body.name();
        if (name == null || !Person.isName(name)) {
            throw JsonBody.invalid(
                    "name", name, "give 1 to 64 small letters, digits and . _ @ -, a letter or digit first");
        }
        Person nobody = new Person(0, name, name, Set.of(), Remit.NONE, null, false, true, SecretHash.NOBODYS);
        Person wanted = checked(edited(nobody, body), body);
        return changes.ask(() -> answer(
                people.office().add(wanted),
                name,
                (Secret password) -> Answer.json(201, new PasswordAnswer(name, password.reveal()))
                        .noted(null, name)));
    }

    private CompletionStage<Answer> change(Request request) {
        String name = request.pathValue("person");
        PersonBody body = JsonBody.read(request, PersonBody.class);
        if (body.name() != null && !body.name().equals(name)) {
            throw JsonBody.invalid("name", body.name(), "stays the same; add another person and disable this one");
        }
        return changes.ask(() -> answer(
                people.office().change(name, person -> checked(edited(person, body), body)),
                name,
                (Person person) -> Answer.json(200, shown(person)).noted(null, named(body))));
    }

    /** The fields that the body names, for the audit log: not what they say. */
    private static String named(PersonBody body) {
        Map<String, Boolean> fields = new LinkedHashMap<>();
        fields.put("displayName", body.displayName() != null);
        fields.put("roles", body.roles() != null);
        fields.put("allQueues", body.allQueues() != null);
        fields.put("queues", body.queues() != null);
        fields.put("agent", body.agent() != null);
        fields.put("disabled", body.disabled() != null);
        fields.values().removeIf(given -> !given);
        return String.join(", ", fields.keySet());
    }

    private CompletionStage<Answer> reset(Request request) {
        String name = request.pathValue("person");
        return changes.ask(() -> answer(
                people.office().resetPassword(name),
                name,
                (Secret password) -> Answer.json(200, new PasswordAnswer(name, password.reveal()))));
    }

    private static Person edited(Person person, PersonBody body) {
        String displayName = body.displayName();
        List<Role> roles = body.roles();
        List<String> queues = body.queues();
        String agent = body.agent();
        return new Person(
                person.id(),
                person.name(),
                displayName == null ? person.displayName() : displayName.strip(),
                roles == null ? person.roles() : roles.isEmpty() ? Set.of() : EnumSet.copyOf(roles),
                new Remit(
                        body.allQueues() == null ? person.remit().all() : body.allQueues(),
                        queues == null ? person.remit().queues() : Set.copyOf(queues)),
                agent == null ? person.agent() : agent.isEmpty() ? null : agent,
                body.disabled() == null ? person.disabled() : body.disabled(),
                person.mustChangePassword(),
                person.password());
    }

    /** What the body does not name may be of a centre of another day: a queue that is gone keeps nobody from being disabled. */
    private Person checked(Person person, PersonBody body) {
        String display = person.displayName();
        if (display.isEmpty() || display.length() > MAX_NAME || display.chars().anyMatch(Character::isISOControl)) {
            throw JsonBody.invalid("displayName", display, "give one line of 1 to " + MAX_NAME + " characters");
        }
        if (person.roles().isEmpty()) {
            throw JsonBody.invalid("roles", null, "give some of AGENT, SUPERVISOR, ADMIN");
        }
        Configuration centre = configuration.get();
        for (String queue :
                body.queues() == null ? Set.<String>of() : person.remit().queues()) {
            if (centre.queues().stream().noneMatch(known -> known.name().equals(queue))) {
                throw JsonBody.invalid("queues", queue, "no such queue; GET /api/v1/queues lists them");
            }
        }
        String agent = person.agent();
        if (agent != null
                && body.agent() != null
                && centre.agents().stream().noneMatch(known -> known.name().equals(agent))) {
            throw JsonBody.invalid("agent", agent, "no such agent; GET /api/v1/agents lists them");
        }
        if (agent == null && person.roles().contains(Role.AGENT)) {
            throw JsonBody.invalid("agent", null, "say which agent of the centre he is, or leave out the role AGENT");
        }
        return person;
    }

    /** The answer to a change, of a person or a token of this name. */
    static <T> Answer answer(Change<T> change, String name, Function<T, Answer> done) {
        return switch (change) {
            case Change.Done<T>(T result) -> done.apply(result);
            case Change.Unfit<T> unfit -> throw JsonBody.invalid(unfit.field(), null, unfit.fix());
            case Change.Unknown<T> unknown ->
                Answer.problem(Problem.of(404, "unknown-name", "There is none of the name " + name + "."));
            case Change.Conflict<T> conflict -> Answer.problem(Problem.of(409, "conflict", conflict.why()));
        };
    }

    @Override
    public void close() {
        changes.close();
    }
}
