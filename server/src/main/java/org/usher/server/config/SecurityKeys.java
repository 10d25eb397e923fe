package org.usher.server.config;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.usher.server.openid.OpenIdSettings;
import org.usher.server.people.SessionTerms;
import org.usher.server.security.Limits;
import org.usher.server.security.Scope;
import org.usher.server.security.Secret;
import org.usher.server.security.TokenGate;
import org.usher.server.security.TokenRole;

/** Reads {@code [security]}: what nobody in particular may do, tokens, sessions, limits. */
final class SecurityKeys {
    private static final long MINUTE_MS = 60_000;
    private static final long HOUR_MS = 60 * MINUTE_MS;
    private static final long WEEK_MS = 7 * 24 * HOUR_MS;

    private final SecretKeys secrets;

    SecurityKeys(SecretKeys secrets) {
        this.secrets = secrets;
    }

    /** @param listen where the server is to be reached */
    ServerConfig.Security read(Section section, InetAddress listen) {
        TokenRole anonymous = listen.isLoopbackAddress() ? TokenRole.WALLBOARD : TokenRole.ANONYMOUS;
        anonymous = section.choice("without_token", anonymous, TokenRole.class);
        if (anonymous.compareTo(TokenRole.WALLBOARD) > 0) {
            section.problem(
                    "without_token",
                    "would let anyone who reaches the port act",
                    "give \"wallboard\" or \"anonymous\", and a token to those who may do more");
        }
        List<TokenGate.Token> tokens = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Section token : section.tables("token")) {
            tokens.add(token(token, names));
        }
        SessionTerms usual = SessionTerms.DEFAULT;
        SessionTerms terms = new SessionTerms(
                section.durationMs("session_idle", usual.idleMs(), MINUTE_MS, WEEK_MS),
                section.durationMs("session_length", usual.absoluteMs(), MINUTE_MS, 53 * WEEK_MS));
        Limits limits = limits(section.table("limits"));
        long auditKeepMs = section.durationMs("audit_keep", 53 * WEEK_MS, 24 * HOUR_MS, 10 * 53 * WEEK_MS);
        Optional<OpenIdSettings> openId =
                section.has("openid") ? new OpenIdKeys(secrets).read(section.table("openid")) : Optional.empty();
        section.done();
        return new ServerConfig.Security(anonymous, tokens, terms, limits, auditKeepMs, openId);
    }

    private static Limits limits(Section section) {
        Limits usual = Limits.DEFAULT;
        int most = 1_000_000;
        Limits limits = new Limits(
                section.number("requests_per_address", usual.requestsPerAddress(), 1, most),
                section.number("requests_per_person", usual.requestsPerPrincipal(), 1, most),
                section.number("log_ins_per_address", usual.logInsPerAddress(), 1, most),
                section.number("log_ins_per_name", usual.logInsPerName(), 1, most));
        section.done();
        return limits;
    }

    private TokenGate.Token token(Section token, Set<String> names) {
        String name =
                token.text("name", TextRule.line(80, "say whose token it is, for example name = \"lobby screen\""));
        Set<Scope> scopes = scopes(token);
        Secret secret = secrets.read(token, "secret", true);
        if (secret != null && secret.reveal().length() < TokenGate.MIN_TOKEN_LENGTH) {
            token.secretProblem(
                    "secret",
                    "can be guessed",
                    "give at least " + TokenGate.MIN_TOKEN_LENGTH
                            + " random characters, for example from: openssl rand -hex 24");
        }
        if (!name.isEmpty() && !names.add(name)) {
            token.problem("name", "is used by another token", "give each token a name of its own");
        }
        token.done();
        return new TokenGate.Token(name, scopes, secret == null ? Secret.of("") : secret);
    }

    /** By a role, which is a bundle of them, or one by one. */
    private static Set<Scope> scopes(Section token) {
        boolean byRole = token.has("role");
        if (byRole == token.has("scopes")) {
            String fix = "give role = \"wallboard\", \"supervisor\" or \"admin\", or scopes = [\"contacts:read\", …]";
            if (byRole) {
                token.problem("scopes", "is given besides a role", fix);
            } else {
                token.missing("role", fix);
            }
        }
        TextRule known =
                new TextRule(word -> Scope.of(word).isPresent(), "is not a scope", "give some of: " + Scope.all());
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        token.texts("scopes", known).forEach(item -> Scope.of(item.text()).ifPresent(scopes::add));
        scopes.addAll(token.choice("role", TokenRole.ANONYMOUS, TokenRole.class).scopes());
        return scopes;
    }
}
