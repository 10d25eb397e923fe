package org.usher.server.openid;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jwt.JWTClaimsSet;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.server.openid.Arrival.Reason;
import org.usher.server.security.Digests;
import org.usher.server.security.Secret;

/**
 * Sends browsers to the provider and finds out who comes back. It says who somebody is by his name; whether there is such a person, and
 * what he may do, is Usher's to say. Nothing is kept of a try but, once it is over, that it is. Safe from any thread.
 */
public final class OpenId implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OpenId.class);
    /** A try is over after so long, which is also how long the browser keeps its ticket. */
    public static final long MAX_S = 600;

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int MAX_USED = 20_000;
    /**
     * What names of people are made of, and capitals. Nothing else is made plain: two accounts of the provider that differ by a blank or by
     * a letter that only looks like ours (the sign of Kelvin is a k in small letters) are not one person.
     */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._@-]+");

    private static final String AGAIN = " Go back and try again.";

    private final OpenIdSettings settings;
    private final LongSupplier clockMs;
    private final Provider provider;
    private final Secret key = Digests.random();
    private final Cache<String, Boolean> used = Caffeine.newBuilder()
            .maximumSize(MAX_USED)
            .expireAfterWrite(Duration.ofSeconds(2 * MAX_S))
            .build();
    private @Nullable IdTokens tokens;
    private @Nullable URI keys;

    /** @param clockMs epoch ms */
    public OpenId(OpenIdSettings settings, LongSupplier clockMs) {
        this(settings, clockMs, PATIENCE);
    }

    /** @param patience how long the provider may take for an answer, of which a log-in needs three at most */
    public OpenId(OpenIdSettings settings, LongSupplier clockMs, Duration patience) {
        this.settings = settings;
        this.clockMs = clockMs;
        this.provider = new Provider(settings, clockMs, patience);
    }

    /** What stands on the button. */
    public String label() {
        return settings.label();
    }

    /** A browser is to go to the provider and bring the ticket back. */
    public record Departure(Secret ticket, URI to) {}

    /** Begins a try; empty if the provider cannot be asked. Blocks. {@code next} is the path to go on at. */
    public Optional<Departure> depart(String next) throws InterruptedException {
        Ticket ticket = Ticket.begin(clockMs.getAsLong(), next, key);
        try {
            String where = provider.offer().authorization().toString();
            Map<String, String> query = new LinkedHashMap<>();
            query.put("response_type", "code");
            query.put("client_id", settings.clientId());
            query.put("redirect_uri", settings.redirect().toString());
            query.put("scope", String.join(" ", scopes()));
            query.put("state", ticket.state());
            query.put("nonce", ticket.nonce());
            query.put("code_challenge", ticket.challenge());
            query.put("code_challenge_method", "S256");
            return Optional.of(new Departure(
                    Secret.of(ticket.text()),
                    URI.create(where + (where.contains("?") ? "&" : "?") + Provider.form(query))));
        } catch (ProviderException e) {
            LOG.warn("The OpenID provider {} cannot be used: {}", settings.issuer(), e.getMessage());
            return Optional.empty();
        }
    }

    private List<String> scopes() {
        List<String> scopes = new ArrayList<>(List.of("openid"));
        scopes.addAll(settings.scopes());
        return scopes;
    }

    /**
     * What a browser brings back.
     *
     * @param ticket the cookie
     * @param issuer if the provider says which one it is (RFC 9207)
     * @param error if it says no
     */
    public record Return(
            @Nullable Secret ticket,
            @Nullable String state,
            @Nullable String code,
            @Nullable String issuer,
            @Nullable String error) {}

    /** Who comes back. Blocks. */
    public Arrival arrive(Return brought) throws InterruptedException {
        Optional<Ticket> ticket =
                Optional.ofNullable(brought.ticket()).flatMap(text -> Ticket.read(text.reveal(), key));
        String state = brought.state();
        long ageMs = clockMs.getAsLong() - ticket.map(Ticket::beganMs).orElse(0L);
        if (ticket.isEmpty() || state == null || !ticket.get().isOurs(state) || ageMs > MAX_S * 1_000) {
            return new Arrival.Refused(
                    Reason.NOT_BEGUN_HERE,
                    "This did not begin in this browser within the last ten minutes, or it keeps no cookies." + AGAIN);
        }
        if (used.asMap().putIfAbsent(state, true) != null) {
            return new Arrival.Refused(Reason.USED_BEFORE, "This was used before." + AGAIN);
        }
        String issuer = brought.issuer();
        String code = brought.code();
        if (brought.error() != null || code == null) {
            return new Arrival.Refused(
                    Reason.PROVIDER_REFUSED, settings.label() + " did not let you in, or you went back." + AGAIN);
        }
        if (issuer != null && !issuer.equals(settings.issuer().toString())) {
            return badToken("the answer is of another issuer");
        }
        return redeem(code, ticket.get());
    }

    private Arrival redeem(String code, Ticket ticket) throws InterruptedException {
        try {
            JWTClaimsSet claims = tokens().claims(provider.redeem(code, ticket), ticket.nonce());
            return named(claims, ticket);
        } catch (ProviderException e) {
            LOG.warn("The OpenID provider {} cannot be used: {}", settings.issuer(), e.getMessage());
            return new Arrival.Refused(
                    Reason.PROVIDER_AWAY,
                    settings.label() + " cannot be asked just now. Log in by password, or try again later.");
        } catch (BadJOSEException e) {
            return badToken(String.valueOf(e.getMessage()));
        }
    }

    private Arrival badToken(String why) {
        LOG.warn("A token that is said to be of {} is refused: {}", settings.issuer(), why);
        return new Arrival.Refused(
                Reason.BAD_TOKEN,
                "What " + settings.label() + " says of you cannot be relied on; the server's log says why." + AGAIN);
    }

    private synchronized IdTokens tokens() throws ProviderException, InterruptedException {
        URI now = provider.offer().keys();
        IdTokens known = tokens;
        if (known == null || !now.equals(keys)) {
            known = new IdTokens(settings, now, provider, clockMs);
            tokens = known;
            keys = now;
        }
        return known;
    }

    private Arrival named(JWTClaimsSet claims, Ticket ticket) {
        String claim = settings.nameClaim();
        boolean unverified = claim.equals("email") && !verified(claims.getClaim("email_verified"));
        if (!(claims.getClaim(claim) instanceof String name) || name.isBlank() || unverified) {
            LOG.warn(
                    "A token of {} has no {} to know somebody by, or not one that was verified",
                    settings.issuer(),
                    claim);
            return new Arrival.Refused(
                    Reason.NO_NAME,
                    settings.label() + " does not say by what name Usher knows you (" + claim
                            + "). Tell who runs Usher.");
        }
        if (!settings.allowed().map(allowed -> has(claims, allowed)).orElse(true)) {
            return new Arrival.Refused(
                    Reason.NOT_ALLOWED, settings.label() + " knows you, but not as one who may use Usher.");
        }
        String plain = PLAIN.matcher(name).matches() ? name.toLowerCase(Locale.ROOT) : name; // which is nobody's
        return new Arrival.Known(plain, ticket.next());
    }

    /** Of one who says nothing of it that is taken for granted; what is said is a truth value, or by some that as text. */
    private static boolean verified(@Nullable Object said) {
        return said == null || said.equals(true) || said.equals("true");
    }

    private static boolean has(JWTClaimsSet claims, OpenIdSettings.Allowed allowed) {
        return switch (claims.getClaim(allowed.claim())) {
            case String one -> allowed.values().contains(one);
            case List<?> many ->
                many.stream()
                        .anyMatch(value ->
                                value instanceof String text && allowed.values().contains(text));
            case null, default -> false;
        };
    }

    @Override
    public void close() {
        provider.close();
    }
}
