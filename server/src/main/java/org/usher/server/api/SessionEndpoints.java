package org.usher.server.api;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.netty.handler.codec.http.HttpMethod;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.usher.server.people.Change;
import org.usher.server.people.People;
import org.usher.server.people.Person;
import org.usher.server.security.Access;
import org.usher.server.security.Credentials;
import org.usher.server.security.Principal;
import org.usher.server.security.RateLimits;
import org.usher.server.security.Role;
import org.usher.server.security.Scope;
import org.usher.server.security.Secret;

/** Logging in and out. Passwords are compared on a thread of their own. */
final class SessionEndpoints implements AutoCloseable {
    private static final String LOG_IN = "/api/v1/session";

    private final People people;
    private final RateLimits limits;
    private final SessionCookie cookie;
    private final LongSupplier clockMs;
    /** On one thread: a password takes a processor a tenth of a second, and calls need the others. */
    private final BlockingQuestions logIns = new BlockingQuestions("log-in", 1, BlockingQuestions.PEOPLE_AWAY);

    SessionEndpoints(People people, RateLimits limits, SessionCookie cookie, LongSupplier clockMs) {
        this.people = people;
        this.limits = limits;
        this.cookie = cookie;
        this.clockMs = clockMs;
    }

    /** @param bearer true: gives the session as a token for {@code Authorization: Bearer}, in place of a cookie */
    record LogInBody(
            @Nullable String name,
            @Nullable String password,
            @Nullable Boolean bearer) {
        @Override
        public String toString() {
            return "LogInBody[name=" + name + "]";
        }
    }

    record PasswordBody(
            @Nullable String currentPassword, @Nullable String newPassword) {
        @Override
        public String toString() {
            return "PasswordBody[]";
        }
    }

    /**
     * Who somebody is.
     *
     * @param person false for a program, and for who is nobody in particular
     * @param scopes of who is no person
     * @param queues that he answers for, if not for all
     * @param agent name of the agent of the centre that he is
     * @param mustChangePassword before he may do anything else
     * @param expiresAtMs when the session ends at the latest (epoch ms)
     * @param token the session, if it was to be given as a token
     */
    record SessionAnswer(
            String name,
            boolean person,
            List<Role> roles,
            List<String> scopes,
            boolean allQueues,
            List<String> queues,
            @Nullable String agent,
            boolean mustChangePassword,
            @Nullable Long expiresAtMs,
            @Nullable String token) {}

    record LoggedOut(boolean loggedOut) {}

    List<Route> routes() {
        return List.of(
                new Route(
                        HttpMethod.POST,
                        LOG_IN,
                        Access.PUBLIC,
                        Route.Doc.action("Log in by name and password", LogInBody.class, SessionAnswer.class),
                        (Route.Answering) this::logIn),
                new Route(
                        HttpMethod.GET,
                        LOG_IN,
                        Access.PUBLIC,
                        Route.Doc.json(
                                "Who I am, and what I may do; also of who is nobody in particular",
                                SessionAnswer.class),
                        (Route.Answering) request -> completedFuture(who(request))),
                new Route(
                        HttpMethod.DELETE,
                        LOG_IN,
                        Access.KNOWN,
                        Route.Doc.json("Log out", LoggedOut.class),
                        (Route.Answering) request -> completedFuture(logOut(request))),
                new Route(
                        HttpMethod.POST,
                        LOG_IN + "/password",
                        Access.KNOWN,
                        Route.Doc.action(
                                "Choose another password; ends all other sessions of the same person",
                                PasswordBody.class,
                                SessionAnswer.class),
                        (Route.Answering) this::changePassword));
    }

    private CompletionStage<Answer> logIn(Request request) {
        LogInBody body = JsonBody.read(request, LogInBody.class);
        Secret password = secret("password", body.password());
        if (body.name() == null) {
            throw JsonBody.invalid("name", null, "give the name you log in by");
        }
        String name = body.name().strip().toLowerCase(Locale.ROOT);
        if (!Person.isName(name)) { // nobody has it, and it is not worth a bucket
            name = "?";
        }
        String tried = name;
        OptionalInt refused = limits.logIn(tried, request.caller().address());
        if (refused.isPresent()) {
            return completedFuture(tooMany(refused.getAsInt(), null));
        }
        boolean bearer = Boolean.TRUE.equals(body.bearer());
        return logIns.ask(() -> answer(
                request, people.logIn(tried, password, address(request), ended(request)), bearer, "wrong-credentials"));
    }

    private static Optional<Secret> ended(Request request) {
        return request.caller().credentials() instanceof Credentials.Cookie old
                ? Optional.of(old.session())
                : Optional.empty();
    }

    private static String address(Request request) {
        return request.caller().address().getHostAddress();
    }

    private static Answer tooMany(int retryAfterS, @Nullable String who) {
        return Answer.tooMany("Too many tries to log in; wait, and make sure of name and password.", retryAfterS)
                .noted(who == null ? "somebody" : who, "too-many-requests");
    }

    private Answer answer(Request request, People.LogIn result, boolean bearer, String problem) {
        return switch (result) {
            case People.LogIn.Wrong wrong ->
                Answer.problem(Problem.of(401, problem, "Name or password is wrong."))
                        .noted(wrong.name() == null ? "somebody" : wrong.name(), problem);
            case People.LogIn.In in -> {
                limits.loggedIn(in.person().name(), request.caller().address());
                String secret = in.session().reveal();
                Answer answer = Answer.json(200, shown(in.person(), in.expiresAtMs(), bearer ? secret : null))
                        .noted(in.person().name(), "");
                long forSeconds = TimeUnit.MILLISECONDS.toSeconds(in.expiresAtMs() - clockMs.getAsLong());
                yield bearer ? answer : answer.with(Map.of("set-cookie", cookie.give(in.session(), forSeconds)));
            }
        };
    }

    private static SessionAnswer shown(Principal.Person person, @Nullable Long expiresAtMs, @Nullable String token) {
        return new SessionAnswer(
                person.name(),
                true,
                List.copyOf(person.roles()),
                List.of(),
                person.remit().all(),
                List.copyOf(person.remit().queues()),
                person.agent(),
                person.mustChangePassword(),
                expiresAtMs,
                token);
    }

    /** Pages ask this to find out whether their session is over: "nobody" of one that is not known yet would send people to the log-in. */
    private Answer who(Request request) {
        if (request.caller().isUnknownYet()) {
            return Gatekeeper.unavailable("people have not been read since the start");
        }
        return Answer.json(200, shown(request));
    }

    private SessionAnswer shown(Request request) {
        return switch (request.principal()) {
            case Principal.Person person ->
                shown(person, secretOf(request).flatMap(people::expiresAtMs).orElse(null), null);
            case Principal.Integration program -> shown(program.name(), program.scopes());
            case Principal.Anonymous nobody -> shown(nobody.name(), nobody.scopes());
        };
    }

    private static SessionAnswer shown(String name, Set<Scope> scopes) {
        return new SessionAnswer(
                name,
                false,
                List.of(),
                scopes.stream().map(Scope::word).toList(),
                true,
                List.of(),
                null,
                false,
                null,
                null);
    }

    private static Optional<Secret> secretOf(Request request) {
        return switch (request.caller().credentials()) {
            case Credentials.None none -> Optional.empty();
            case Credentials.Bearer bearer -> Optional.of(bearer.token());
            case Credentials.Cookie session -> Optional.of(session.session());
        };
    }

    private Answer logOut(Request request) {
        person(request);
        secretOf(request).ifPresent(people::logOut);
        return Answer.json(200, new LoggedOut(true)).with(Map.of("set-cookie", cookie.takeBack()));
    }

    private static Principal.Person person(Request request) {
        if (request.principal() instanceof Principal.Person person) {
            return person;
        }
        throw Problem.of(403, "no-session", "A token has no session; an administrator withdraws it.")
                .asException();
    }

    private CompletionStage<Answer> changePassword(Request request) {
        Principal.Person person = person(request);
        PasswordBody body = JsonBody.read(request, PasswordBody.class);
        Secret current = secret("currentPassword", body.currentPassword());
        Secret next = secret("newPassword", body.newPassword());
        OptionalInt refused = limits.logIn(person.name(), request.caller().address());
        if (refused.isPresent()) {
            return completedFuture(tooMany(refused.getAsInt(), person.name()));
        }
        boolean bearer = request.caller().credentials() instanceof Credentials.Bearer;
        return logIns.ask(
                () -> changed(request, people.changePassword(person.id(), current, next, address(request)), bearer));
    }

    private Answer changed(Request request, Change<People.LogIn> change, boolean bearer) throws SQLException {
        return switch (change) {
            case Change.Done<People.LogIn> done -> answer(request, done.result(), bearer, "wrong-password");
            case Change.Unfit<People.LogIn> unfit -> throw JsonBody.invalid(unfit.field(), null, unfit.fix());
            case Change.Unknown<People.LogIn> unknown -> throw new IllegalStateException("who asks is not known");
            case Change.Conflict<People.LogIn> conflict -> throw new IllegalStateException(conflict.why());
        };
    }

    private static Secret secret(String field, @Nullable String given) {
        if (given == null || given.isEmpty()) {
            throw JsonBody.invalid(field, null, "is missing");
        }
        return Secret.of(given);
    }

    @Override
    public void close() {
        logIns.close();
    }
}
