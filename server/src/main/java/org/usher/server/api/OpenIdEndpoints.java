package org.usher.server.api;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.netty.handler.codec.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.usher.server.openid.Arrival;
import org.usher.server.openid.OpenId;
import org.usher.server.people.People;
import org.usher.server.people.Person;
import org.usher.server.security.Access;
import org.usher.server.security.Credentials;
import org.usher.server.security.RateLimits;
import org.usher.server.security.Secret;

/** Logging in by an OpenID provider: the browser leaves for it, and comes back with its word. */
final class OpenIdEndpoints implements AutoCloseable {
    private static final int PROVIDERS_TIME = 2;

    private final Optional<OpenId> openId;
    private final People people;
    private final RateLimits limits;
    private final SessionCookie session;
    private final SessionCookie ticket;
    private final LongSupplier clockMs;
    /** Apart from passwords: a provider that does not answer keeps nobody from logging in by one. */
    private final BlockingQuestions questions =
            new BlockingQuestions("openid", PROVIDERS_TIME, BlockingQuestions.PEOPLE_AWAY);

    OpenIdEndpoints(ApiSettings settings, Guard guard, LongSupplier clockMs) {
        this.openId = settings.openId();
        this.people = guard.people();
        this.limits = guard.limits();
        this.session = new SessionCookie(settings.tls());
        this.ticket = SessionCookie.ofTicket(settings.tls());
        this.clockMs = clockMs;
    }

    /**
     * How one may log in.
     *
     * @param password by name and password
     * @param openId what stands on the button for the OpenID provider, null if there is none
     */
    record Ways(boolean password, @Nullable String openId) {}

    List<Route> routes() {
        return List.of(
                new Route(
                        HttpMethod.GET,
                        "/api/v1/session/ways",
                        Access.PUBLIC,
                        Route.Doc.json("How one may log in", Ways.class),
                        (Route.Answering) request -> completedFuture(Answer.json(
                                200, new Ways(true, openId.map(OpenId::label).orElse(null))))),
                new Route(
                        HttpMethod.GET,
                        "/login/openid",
                        Access.PUBLIC,
                        Route.Doc.other(
                                "To the OpenID provider",
                                "text/html",
                                new Route.Parameter("next", "string", "the path to go on at afterwards")),
                        (Route.Answering) this::depart),
                new Route(
                        HttpMethod.GET,
                        "/login/openid/back",
                        Access.PUBLIC,
                        Route.Doc.other(
                                "Back from the OpenID provider",
                                "text/html",
                                new Route.Parameter(Route.Parameter.ANY, "string", "what the provider adds")),
                        (Route.Answering) this::arrive));
    }

    private OpenId provider() {
        return openId.orElseThrow(() -> Problem.of(
                        404, "no-openid", "Usher knows no OpenID provider; [security.openid] in usher.toml names one.")
                .asException());
    }

    private CompletionStage<Answer> depart(Request request) {
        OpenId provider = provider();
        String next = request.queryValue("next").orElse("/");
        return questions.ask(() -> interruptibly(() -> provider.depart(next)
                .map(departure -> to(departure.to().toASCIIString())
                        .with(Map.of("set-cookie", ticket.give(departure.ticket(), OpenId.MAX_S))))
                .orElseGet(() -> page(
                        503,
                        "provider-away",
                        provider.label() + " cannot be asked just now. Log in by password, or try again later."))));
    }

    private CompletionStage<Answer> arrive(Request request) {
        OpenId provider = provider();
        OptionalInt refused = limits.arrival(request.caller().address());
        if (refused.isPresent()) {
            return completedFuture(Answer.tooMany("Too many tries to log in; wait.", refused.getAsInt())
                    .noted("somebody", "too-many-requests"));
        }
        OpenId.Return brought = new OpenId.Return(
                ticket.read(request.headers().get("cookie")).orElse(null),
                request.queryValue("state").orElse(null),
                request.queryValue("code").orElse(null),
                request.queryValue("iss").orElse(null),
                request.queryValue("error").orElse(null));
        return questions.ask(() -> interruptibly(() -> switch (provider.arrive(brought)) {
            case Arrival.Refused no -> page(status(no.why()), no.why().word(), no.words());
            case Arrival.Known known -> enter(request, known, provider.label());
        }));
    }

    private static int status(Arrival.Reason why) {
        return switch (why) {
            case PROVIDER_AWAY -> 503;
            case NOT_ALLOWED, NO_NAME -> 403;
            case NOT_BEGUN_HERE, USED_BEFORE, PROVIDER_REFUSED, BAD_TOKEN -> 401;
        };
    }

    private Answer enter(Request request, Arrival.Known known, String label) throws SQLException {
        Optional<Secret> ended = request.caller().credentials() instanceof Credentials.Cookie old
                ? Optional.of(old.session())
                : Optional.empty();
        String address = request.caller().address().getHostAddress();
        People.LogIn result = Person.isName(known.name())
                ? people.logInVouchedFor(known.name(), address, ended)
                : new People.LogIn.Wrong(null);
        return switch (result) {
            case People.LogIn.Wrong wrong ->
                page(
                                403,
                                "unknown-person",
                                label + " knows you, but Usher knows nobody of that name who may log in."
                                        + " Ask an administrator of Usher to add you.")
                        .noted(wrong.name() == null ? "somebody" : wrong.name(), "openid unknown-person");
            case People.LogIn.In in -> {
                limits.arrived(request.caller().address());
                long forSeconds = TimeUnit.MILLISECONDS.toSeconds(in.expiresAtMs() - clockMs.getAsLong());
                yield to(known.next())
                        .with(Map.of("set-cookie", session.give(in.session(), forSeconds)))
                        .noted(in.person().name(), "openid");
            }
        };
    }

    private static Answer to(String address) {
        return new Answer(303, "text/plain", new byte[0], Map.of("location", address, "cache-control", "no-store"));
    }

    /** For a person, who is in a browser. The words are ours, but for the provider's label, which is the operator's. */
    private static Answer page(int status, String problem, String words) {
        String html = """
                <!doctype html>
                <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
                <title>Usher: not logged in</title><link rel="stylesheet" href="/web/kit/kit.css">
                <link rel="stylesheet" href="/web/login/login.css"></head>
                <body><main><section class="login"><header><h1>Usher</h1></header>
                <p role="alert">%s</p><p><a href="/login">Log in</a></p></section></main></body></html>
                """.formatted(escaped(words));
        return new Answer(
                        status,
                        "text/html; charset=utf-8",
                        html.getBytes(StandardCharsets.UTF_8),
                        Map.of(
                                "cache-control",
                                "no-store",
                                "content-security-policy",
                                StaticPages.CONTENT_SECURITY_POLICY))
                .noted(status == 503 ? null : "somebody", "openid " + problem);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /** What may be interrupted, only when the server stops. */
    private interface Asking {
        Answer answer() throws SQLException, InterruptedException;
    }

    private static Answer interruptibly(Asking asking) throws SQLException {
        try {
            return asking.answer();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return page(503, "stopping", "Usher is stopping. Try again in a moment.");
        }
    }

    @Override
    public void close() {
        questions.close();
    }
}
