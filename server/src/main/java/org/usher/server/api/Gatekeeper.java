package org.usher.server.api;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import org.usher.server.security.Access;
import org.usher.server.security.Credentials;
import org.usher.server.security.Gate;
import org.usher.server.security.Principal;
import org.usher.server.security.RateLimits;
import org.usher.server.security.Secret;

/** Decides who a request comes from and whether it may do what it wants, before anything else looks at it. */
final class Gatekeeper {
    /** A browser's socket can send no header of its own; so a token may come in base64url as a subprotocol of this prefix. */
    static final String TOKEN_PROTOCOL = "usher.token.";

    private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

    private final Gate gate;
    private final RateLimits limits;
    private final SessionCookie cookie;
    private final Set<String> hostNames;
    private final boolean tls;

    /** What a request is about to do. */
    record Intent(Route route, HttpMethod method, HttpHeaders headers, InetAddress address) {
        boolean acts() {
            return route.endpoint() instanceof Route.SocketEndpoint
                    || !(method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD));
        }
    }

    /** Whether it may. */
    sealed interface Admission {
        record Admitted(Caller caller) implements Admission {}

        /** {@code who} as far as that is known. */
        record Refused(String who, Answer answer) implements Admission {}
    }

    /** {@code bound} is the address we listen on. */
    Gatekeeper(Gate gate, RateLimits limits, ApiSettings settings, InetAddress bound) {
        this.gate = gate;
        this.limits = limits;
        this.cookie = new SessionCookie(settings.tls());
        this.tls = settings.tls();
        // no page of another site can bear a name of loopback, and whoever asks from this machine does
        this.hostNames = bound.isLoopbackAddress() || !settings.hostNames().isEmpty()
                ? withLoopback(settings.hostNames())
                : Set.of();
    }

    private static Set<String> withLoopback(Set<String> names) {
        Set<String> all = new HashSet<>(names);
        all.addAll(LOOPBACK_NAMES);
        return all;
    }

    /** Empty if this address has not asked too much lately. */
    Optional<Answer> refuseFlood(InetAddress address) {
        return tooMany(limits.request(address), "from your address");
    }

    Admission admit(Intent intent) {
        Optional<Answer> foreign = refuseOrigin(intent.acts(), intent.headers());
        if (foreign.isPresent()) {
            return new Admission.Refused("somebody", foreign.get());
        }
        Credentials credentials = credentials(intent.headers());
        return switch (gate.identify(credentials)) {
            case Gate.Identity.Known known -> admit(intent, known.principal(), credentials);
            case Gate.Identity.UnknownToken unknown ->
                new Admission.Refused("somebody", unauthorized("This token is not known.", Map.of()));
            case Gate.Identity.Unavailable away ->
                intent.route().access().allows(away.anonymous())
                        ? new Admission.Admitted(caller(away.anonymous(), credentials, intent))
                        : new Admission.Refused("somebody", unavailable(away.why()));
            case Gate.Identity.SessionOver over ->
                intent.route().access().allows(over.anonymous())
                        ? new Admission.Admitted(caller(over.anonymous(), Credentials.NONE, intent))
                        : new Admission.Refused(
                                "somebody",
                                unauthorized(
                                        "This session is over; log in again.",
                                        Map.of("set-cookie", cookie.takeBack())));
        };
    }

    private Admission admit(Intent intent, Principal principal, Credentials credentials) {
        Optional<Answer> refusal = principal instanceof Principal.Anonymous
                ? Optional.empty()
                : tooMany(limits.request(principal), "by " + principal.name());
        refusal = refusal.or(() -> refuseForgery(intent, credentials))
                .or(() -> refuseAccess(intent.route(), principal))
                .or(() -> refuseOldPassword(intent.route(), principal));
        return refusal.isPresent()
                ? new Admission.Refused(principal.title(), refusal.get())
                : new Admission.Admitted(caller(principal, credentials, intent));
    }

    private static Caller caller(Principal principal, Credentials credentials, Intent intent) {
        return new Caller(principal, credentials, intent.address());
    }

    /** Whether whoever was let in to this may still be there: not when his session is over, his token withdrawn, his role another. */
    boolean stillAdmitted(Credentials credentials, Predicate<Principal> allowed) {
        return switch (gate.identify(credentials)) {
            case Gate.Identity.Known known -> allowed.test(known.principal());
            case Gate.Identity.UnknownToken unknown -> false;
            case Gate.Identity.SessionOver over -> allowed.test(over.anonymous());
            case Gate.Identity.Unavailable away -> true;
        };
    }

    private static Optional<Answer> tooMany(OptionalInt retryAfterS, String whose) {
        return retryAfterS.isEmpty()
                ? Optional.empty()
                : Optional.of(Answer.tooMany("Too many requests " + whose + "; slow down.", retryAfterS.getAsInt()));
    }

    /** Empty if all is well with where the request is addressed to and where it comes from. */
    private Optional<Answer> refuseOrigin(boolean acts, HttpHeaders headers) {
        String host = headers.get(HttpHeaderNames.HOST, "");
        if (!hostNames.isEmpty() && !hostNames.contains(withoutPort(host))) {
            return Optional.of(Answer.problem(Problem.field(
                    421,
                    "unknown-host",
                    new Problem.FieldError("Host", host, "this server does not go by that name; use its address"))));
        }
        String origin = headers.get(HttpHeaderNames.ORIGIN);
        if (acts && origin != null && !sameHost(origin, host)) {
            return Optional.of(foreignOrigin("Origin", origin));
        }
        return Optional.empty();
    }

    /**
     * A browser sends the cookie also for a page that only pretends to be ours. {@code SameSite=Strict} keeps other sites out; this keeps
     * other ports and names of the same site out, too: the browser must say that the page is of this very origin.
     */
    private static Optional<Answer> refuseForgery(Intent intent, Credentials credentials) {
        if (!intent.acts() || !(credentials instanceof Credentials.Cookie)) {
            return Optional.empty();
        }
        String site = intent.headers().get("sec-fetch-site");
        if (site != null) {
            return site.equals("same-origin") ? Optional.empty() : Optional.of(foreignOrigin("Sec-Fetch-Site", site));
        }
        return intent.headers().contains(HttpHeaderNames.ORIGIN) // of another host it has been refused
                ? Optional.empty()
                : Optional.of(Answer.problem(Problem.field(
                        403,
                        "no-origin",
                        new Problem.FieldError(
                                "Origin", null, "a browser says it; a program uses a token in place of a cookie"))));
    }

    private static Answer foreignOrigin(String header, String value) {
        return Answer.problem(Problem.field(
                403, "foreign-origin", new Problem.FieldError(header, value, "pages of other sites may not do this")));
    }

    /** Of the same host; and not one whose page came unencrypted, and may be anybody's, if we are reached over TLS. */
    private boolean sameHost(String origin, String host) {
        int scheme = origin.indexOf("://");
        return scheme > 0
                && (!tls || origin.startsWith("https://"))
                && origin.substring(scheme + 3).equalsIgnoreCase(host);
    }

    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        boolean port = colon > host.lastIndexOf(']');
        return (port ? host.substring(0, colon) : host).toLowerCase(Locale.ROOT);
    }

    /** What was said counts for more than what a browser sends by itself. */
    private Credentials credentials(HttpHeaders headers) {
        String authorization = headers.get(HttpHeaderNames.AUTHORIZATION);
        if (authorization != null) {
            // any other scheme is a token that nobody has, and not a request without one
            return bearer(
                    authorization.regionMatches(true, 0, "Bearer ", 0, 7)
                            ? authorization.substring(7).strip()
                            : "");
        }
        for (String protocol :
                headers.get(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, "").split(",", 8)) {
            if (protocol.strip().startsWith(TOKEN_PROTOCOL)) {
                return bearer(decoded(protocol.strip().substring(TOKEN_PROTOCOL.length())));
            }
        }
        return cookie.read(headers)
                .map(session -> (Credentials) new Credentials.Cookie(session))
                .orElse(Credentials.NONE);
    }

    private static Credentials bearer(String token) {
        return new Credentials.Bearer(Secret.of(token));
    }

    private static String decoded(String base64) {
        try {
            return new String(Base64.getUrlDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return ""; // a token that nobody has
        }
    }

    private static Optional<Answer> refuseAccess(Route route, Principal principal) {
        if (route.access().allows(principal)) {
            return Optional.empty();
        }
        String needs = "This needs " + route.access().needs() + ".";
        return Optional.of(
                switch (principal) {
                    case Principal.Anonymous nobody -> unauthorized(needs, Map.of());
                    case Principal.Integration integration ->
                        forbidden(needs + " The token " + integration.name() + " has " + integration.scopes() + ".");
                    case Principal.Person person ->
                        forbidden(needs + " " + person.name() + " has " + person.roles() + ".");
                });
    }

    /** With a password that others have seen nobody does anything but change it. */
    private static Optional<Answer> refuseOldPassword(Route route, Principal principal) {
        boolean allowed = route.access() == Access.PUBLIC || route.access() == Access.KNOWN;
        return !allowed && principal instanceof Principal.Person person && person.mustChangePassword()
                ? Optional.of(Answer.problem(Problem.of(
                        403,
                        "password-change-needed",
                        "Change the password you were given first: POST /api/v1/session/password, or /login.")))
                : Optional.empty();
    }

    private static Answer forbidden(String detail) {
        return Answer.problem(Problem.of(403, "forbidden", detail));
    }

    static Answer unavailable(String why) {
        return Answer.problem(
                Problem.of(503, "people-unknown", "Who may do what is not known now: " + why + ". Calls go on."),
                Map.of("retry-after", "5"));
    }

    private static Answer unauthorized(String detail, Map<String, String> headers) {
        Map<String, String> all = new HashMap<>(headers);
        all.put("www-authenticate", "Bearer realm=\"usher\"");
        return Answer.problem(Problem.of(401, "unauthorized", detail), all);
    }
}
