package org.usher.server.api;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.cookie.Cookie;
import io.netty.handler.codec.http.cookie.CookieHeaderNames.SameSite;
import io.netty.handler.codec.http.cookie.DefaultCookie;
import io.netty.handler.codec.http.cookie.ServerCookieDecoder;
import io.netty.handler.codec.http.cookie.ServerCookieEncoder;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.usher.server.security.Secret;

/**
 * The cookie that carries a session: no script can read it, no other site's page makes a browser send it, and over TLS its name binds it to
 * this very host (RFC 6265bis, {@code __Host-}).
 */
final class SessionCookie {
    static final String PLAIN_NAME = "usher_session";
    private static final String SECURE_PREFIX = "__Host-";
    private static final int MAX_LENGTH = 500;

    private final boolean secure;
    private final String plainName;
    private final SameSite sentFrom;

    /** @param secure browsers reach us over TLS */
    SessionCookie(boolean secure) {
        this(secure, PLAIN_NAME, SameSite.Strict);
    }

    private SessionCookie(boolean secure, String plainName, SameSite sentFrom) {
        this.secure = secure;
        this.plainName = plainName;
        this.sentFrom = sentFrom;
    }

    /** One that is brought back from the OpenID provider, which is another site. */
    static SessionCookie ofTicket(boolean secure) {
        return new SessionCookie(secure, "usher_openid", SameSite.Lax);
    }

    Optional<Secret> read(HttpHeaders headers) {
        return read(headers.get(HttpHeaderNames.COOKIE));
    }

    Optional<Secret> read(@Nullable String header) {
        if (header == null) {
            return Optional.empty();
        }
        return ServerCookieDecoder.STRICT.decodeAll(header).stream()
                .filter(cookie -> cookie.name().equals(name()) && cookie.value().length() <= MAX_LENGTH)
                .findFirst()
                .map(cookie -> Secret.of(cookie.value()));
    }

    /** The header that hands it over; the browser forgets it when it is closed, or after so long. */
    String give(Secret session, long forSeconds) {
        return encoded(session.reveal(), forSeconds);
    }

    /** The header that takes it back. */
    String takeBack() {
        return encoded("", 0);
    }

    private String encoded(String value, long forSeconds) {
        DefaultCookie cookie = new DefaultCookie(name(), value);
        cookie.setHttpOnly(true);
        cookie.setSecure(secure);
        cookie.setPath("/");
        cookie.setSameSite(sentFrom);
        cookie.setMaxAge(forSeconds);
        return ServerCookieEncoder.STRICT.encode((Cookie) cookie);
    }

    private String name() {
        return secure ? SECURE_PREFIX + plainName : plainName;
    }
}
