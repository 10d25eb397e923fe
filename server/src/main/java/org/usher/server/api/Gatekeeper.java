package org.usher.server.api;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.usher.server.security.Principal;
import org.usher.server.security.TokenGate;

/** Decides who a request comes from and whether it may do what it wants, before anything else looks at it. */
final class Gatekeeper {
    /** A browser's socket can send no header of its own; so a token may come in base64url as a subprotocol of this prefix. */
    static final String TOKEN_PROTOCOL = "usher.token.";

    private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

    private final TokenGate gate;
    private final Set<String> hostNames;

    /** {@code bound} is the address we listen on. */
    Gatekeeper(TokenGate gate, ApiSettings settings, InetAddress bound) {
        this.gate = gate;
        this.hostNames =
                settings.hostNames().isEmpty() && bound.isLoopbackAddress() ? LOOPBACK_NAMES : settings.hostNames();
    }

    /** Empty if all is well with where the request is addressed to and where it comes from. */
    Optional<Answer> refuseOrigin(HttpMethod method, boolean socket, HttpHeaders headers) {
        String host = headers.get(HttpHeaderNames.HOST, "");
        if (!hostNames.isEmpty() && !hostNames.contains(withoutPort(host))) {
            return Optional.of(Answer.problem(Problem.field(
                    421,
                    "unknown-host",
                    new Problem.FieldError("Host", host, "this server does not go by that name; use its address"))));
        }
        String origin = headers.get(HttpHeaderNames.ORIGIN);
        boolean acts = socket || !(method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD));
        if (acts && origin != null && !sameHost(origin, host)) {
            return Optional.of(Answer.problem(Problem.field(
                    403,
                    "foreign-origin",
                    new Problem.FieldError("Origin", origin, "pages of other sites may not do this"))));
        }
        return Optional.empty();
    }

    private static boolean sameHost(String origin, String host) {
        int scheme = origin.indexOf("://");
        return scheme > 0 && origin.substring(scheme + 3).equalsIgnoreCase(host);
    }

    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        boolean port = colon > host.lastIndexOf(']');
        return (port ? host.substring(0, colon) : host).toLowerCase(Locale.ROOT);
    }

    /** The principal, or empty if the token is not known. */
    Optional<Principal> identify(HttpHeaders headers) {
        return gate.identify(token(headers));
    }

    private static @Nullable String token(HttpHeaders headers) {
        String authorization = headers.get(HttpHeaderNames.AUTHORIZATION);
        if (authorization != null) {
            // any other scheme is a token that nobody has, and not a request without one
            return authorization.regionMatches(true, 0, "Bearer ", 0, 7)
                    ? authorization.substring(7).strip()
                    : "";
        }
        for (String protocol :
                headers.get(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, "").split(",", 8)) {
            if (protocol.strip().startsWith(TOKEN_PROTOCOL)) {
                return decoded(protocol.strip().substring(TOKEN_PROTOCOL.length()));
            }
        }
        return null;
    }

    private static String decoded(String base64) {
        try {
            return new String(Base64.getUrlDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return ""; // a token that nobody has
        }
    }

    /** Empty if the principal may use the route. */
    static Optional<Answer> refuseAccess(Route route, Optional<Principal> principal) {
        if (principal.isPresent() && route.access().allows(principal.get())) {
            return Optional.empty();
        }
        if (principal.isPresent() && !principal.get().name().equals("anonymous")) {
            return Optional.of(Answer.problem(Problem.of(
                    403,
                    "forbidden",
                    "This needs the role " + route.access() + ", and "
                            + principal.get().name() + " has " + principal.get().role() + ".")));
        }
        String detail = principal.isPresent()
                ? "This needs a token with the role " + route.access() + ": Authorization: Bearer …"
                : "This token is not known.";
        return Optional.of(Answer.problem(
                Problem.of(401, "unauthorized", detail), Map.of("www-authenticate", "Bearer realm=\"usher\"")));
    }
}
