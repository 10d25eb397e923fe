package org.usher.server.api;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.netty.handler.codec.http.HttpMethod;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.usher.server.people.People;
import org.usher.server.security.Access;
import org.usher.server.security.Scope;
import org.usher.server.security.Secret;

/** The tokens of programs, besides those of {@code usher.toml}, which are not shown here. */
final class TokenEndpoints implements AutoCloseable {
    private static final int MAX_NAME = 80;

    private final People people;
    private final LongSupplier clockMs;
    private final BlockingQuestions changes = new BlockingQuestions("token-change", BlockingQuestions.PEOPLE_AWAY);

    TokenEndpoints(People people, LongSupplier clockMs) {
        this.people = people;
        this.clockMs = clockMs;
    }

    /** @param expiresAtMs epoch ms, null for never */
    record TokenRow(
            String name,
            List<String> scopes,
            long createdAtMs,
            @Nullable Long expiresAtMs) {}

    record TokensAnswer(List<TokenRow> tokens) {}

    /** @param scopes such as {@code contacts:read} */
    record TokenBody(
            @Nullable String name,
            @Nullable List<String> scopes,
            @Nullable Long expiresAtMs) {}

    /** @param token it is told nowhere else */
    record TokenAnswer(String name, String token) {}

    record Withdrawn(String name) {}

    List<Route> routes() {
        return List.of(
                new Route(
                        HttpMethod.GET,
                        "/api/v1/tokens",
                        Access.PEOPLE_READ,
                        Route.Doc.json(
                                "The programs that have a token, but for those of usher.toml", TokensAnswer.class),
                        (Route.Answering) request -> completedFuture(Answer.json(
                                200,
                                new TokensAnswer(people.office().tokens().stream()
                                        .map(token -> new TokenRow(
                                                token.name(),
                                                token.scopes().stream()
                                                        .map(Scope::word)
                                                        .toList(),
                                                token.createdAtMs(),
                                                token.expiresAtMs()))
                                        .toList())))),
                new Route(
                        HttpMethod.POST,
                        "/api/v1/tokens",
                        Access.PEOPLE_WRITE,
                        Route.Doc.action("Make a token for a program", TokenBody.class, TokenAnswer.class),
                        (Route.Answering) this::issue),
                new Route(
                        HttpMethod.DELETE,
                        "/api/v1/tokens/{token}",
                        Access.PEOPLE_WRITE,
                        Route.Doc.json("Withdraw a token; it is good for nothing from now on", Withdrawn.class),
                        (Route.Answering) this::withdraw));
    }

    private CompletionStage<Answer> issue(Request request) {
        TokenBody body = JsonBody.read(request, TokenBody.class);
        String name = body.name();
        if (name == null
                || name.isBlank()
                || name.length() > MAX_NAME
                || name.contains("/")
                || name.chars().anyMatch(Character::isISOControl)) {
            throw JsonBody.invalid("name", name, "say which program it is for, in 1 to " + MAX_NAME + " characters");
        }
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (String word : body.scopes() == null ? List.<String>of() : body.scopes()) {
            scopes.add(Scope.of(String.valueOf(word))
                    .orElseThrow(() -> JsonBody.invalid("scopes", word, "give some of: " + Scope.all())));
        }
        if (scopes.isEmpty()) {
            throw JsonBody.invalid("scopes", null, "give some of: " + Scope.all());
        }
        Long expiresAtMs = body.expiresAtMs();
        if (expiresAtMs != null && expiresAtMs <= clockMs.getAsLong()) {
            throw JsonBody.invalid(
                    "expiresAtMs", expiresAtMs.toString(), "give a time to come, in epoch ms, or nothing");
        }
        return changes.ask(() -> PeopleEndpoints.answer(
                people.office().issue(name, scopes, expiresAtMs),
                name,
                (Secret token) ->
                        Answer.json(201, new TokenAnswer(name, token.reveal())).noted(null, name)));
    }

    private CompletionStage<Answer> withdraw(Request request) {
        String name = request.pathValue("token");
        return changes.ask(() -> PeopleEndpoints.answer(
                people.office().withdraw(name), name, (String gone) -> Answer.json(200, new Withdrawn(gone))));
    }

    @Override
    public void close() {
        changes.close();
    }
}
