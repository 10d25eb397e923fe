package org.usher.server.openid;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.Resource;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.text.ParseException;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether an id token is what it says (OpenID Connect Core 1.0, 3.1.3.7): signed by a key that the provider publishes, by the
 * issuer, for us, of this try, and not over. The provider's keys are kept for some minutes, and asked for again when a token names
 * another, twice in half a minute at most. Blocks.
 */
final class IdTokens {
    /** How far the provider's clock may be off. */
    private static final int SKEW_S = 60;

    private static final int MAX_TOKEN_LENGTH = 16_384;
    /** By keys that the provider alone has: none, and no secret that both know. */
    private static final Set<JWSAlgorithm> ALGORITHMS = new HashSet<>();

    static {
        ALGORITHMS.addAll(JWSAlgorithm.Family.RSA);
        ALGORITHMS.addAll(List.of(JWSAlgorithm.ES256, JWSAlgorithm.ES384, JWSAlgorithm.ES512));
    }

    private final OpenIdSettings settings;
    private final LongSupplier clockMs;
    private final JWSVerificationKeySelector<SecurityContext> keys;

    /** @param keys asked for by {@code provider} */
    IdTokens(OpenIdSettings settings, URI keys, Provider provider, LongSupplier clockMs) throws ProviderException {
        this.settings = settings;
        this.clockMs = clockMs;
        try {
            this.keys = new JWSVerificationKeySelector<>(
                    ALGORITHMS,
                    JWKSourceBuilder.<SecurityContext>create(keys.toURL(), address -> published(provider, keys))
                            .refreshAheadCache(false)
                            .retrying(false)
                            .build());
        } catch (MalformedURLException e) {
            throw new ProviderException("its jwks_uri is no address", e);
        }
    }

    private static Resource published(Provider provider, URI keys) throws IOException {
        try {
            return new Resource(provider.keys(keys), "application/json");
        } catch (ProviderException e) {
            throw new IOException(e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted: the server stops", e);
        }
    }

    /**
     * What it says.
     *
     * @throws BadJOSEException if it is not what it says
     * @throws ProviderException if the provider's keys cannot be had
     */
    JWTClaimsSet claims(String token, String nonce) throws BadJOSEException, ProviderException {
        if (token.length() > MAX_TOKEN_LENGTH) {
            throw new BadJWTException("is longer than " + MAX_TOKEN_LENGTH + " characters");
        }
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        processor.setJWSKeySelector(keys);
        processor.setJWTClaimsSetVerifier(verifier(nonce));
        try {
            JWTClaimsSet claims = processor.process(token, null);
            ensureForUs(claims);
            return claims;
        } catch (KeySourceException e) {
            throw new ProviderException("its keys cannot be had: " + e.getMessage(), e);
        } catch (ParseException | JOSEException e) {
            throw new BadJWTException("is no signed token: " + e.getMessage(), e);
        }
    }

    @SuppressWarnings("JavaUtilDate") // what the library speaks
    private DefaultJWTClaimsVerifier<SecurityContext> verifier(String nonce) {
        DefaultJWTClaimsVerifier<SecurityContext> verifier =
                new DefaultJWTClaimsVerifier<>(
                        settings.clientId(),
                        new JWTClaimsSet.Builder()
                                .issuer(settings.issuer().toString())
                                .claim("nonce", nonce)
                                .build(),
                        Set.of("sub", "exp", "iat")) {
                    @Override
                    protected Date currentTime() {
                        return new Date(clockMs.getAsLong());
                    }

                    @Override
                    public void verify(JWTClaimsSet claims, @Nullable SecurityContext context) throws BadJWTException {
                        super.verify(claims, context);
                        if (claims.getIssueTime().getTime() > clockMs.getAsLong() + SKEW_S * 1_000L) {
                            throw new BadJWTException("is of a time to come");
                        }
                    }
                };
        verifier.setMaxClockSkew(SKEW_S);
        return verifier;
    }

    /** One that is for others, too, must have been made at our request. */
    private void ensureForUs(JWTClaimsSet claims) throws BadJWTException {
        Object party = claims.getClaim("azp");
        boolean ours = settings.clientId().equals(party);
        if (party == null ? claims.getAudience().size() > 1 : !ours) {
            throw new BadJWTException("was made for another client");
        }
    }
}
