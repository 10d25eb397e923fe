package org.usher.server.security;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The tokens of {@code usher.toml}, and what a request without any may do. */
public final class TokenGate implements Gate {
    /** Fewer characters than this can be guessed. */
    public static final int MIN_TOKEN_LENGTH = 16;

    private final Map<String, Principal> byDigest;
    private final Principal.Anonymous anonymous;

    /** @param anonymousRole what a request without a token may do */
    public TokenGate(List<Token> tokens, TokenRole anonymousRole) {
        byDigest = tokens.stream()
                .collect(Collectors.toUnmodifiableMap(
                        token -> Digests.of(token.secret()),
                        token -> new Principal.Integration(token.name(), token.scopes()),
                        (first, second) -> first));
        anonymous = new Principal.Anonymous(anonymousRole.scopes());
    }

    /** A token and what it may do. */
    public record Token(String name, Set<Scope> scopes, Secret secret) {
        public Token {
            scopes = Set.copyOf(scopes);
        }
    }

    public Principal.Anonymous anonymous() {
        return anonymous;
    }

    public Optional<Principal> holder(Secret token) {
        return Optional.ofNullable(byDigest.get(Digests.of(token)));
    }

    @Override
    public Identity identify(Credentials credentials) {
        return switch (credentials) {
            case Credentials.None none -> new Identity.Known(anonymous);
            case Credentials.Cookie cookie -> new Identity.SessionOver(anonymous);
            case Credentials.Bearer bearer ->
                holder(bearer.token())
                        .map(principal -> (Identity) new Identity.Known(principal))
                        .orElseGet(Identity.UnknownToken::new);
        };
    }
}
