package org.usher.server.openid;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.UnaryOperator;
import org.usher.server.security.Digests;
import org.usher.server.security.Secret;
import tools.jackson.databind.json.JsonMapper;

/** An OpenID provider on loopback, which signs for real, is strict with its client, and can be told to be a bad one. */
public final class TestProvider implements AutoCloseable {
    public static final String CLIENT = "usher";
    public static final String SECRET = "the secret of both: /+%";
    public static final String ADDRESS = "https://usher.example.org";

    private final HttpServer server;
    private final ConcurrentMap<String, Begun> codes = new ConcurrentHashMap<>();
    private volatile RSAKey key = key("first");
    private volatile JWSAlgorithm algorithm = JWSAlgorithm.RS256;
    private volatile Optional<RSAKey> forger = Optional.empty();
    private volatile UnaryOperator<JWTClaimsSet.Builder> claims = UnaryOperator.identity();
    private volatile String broken = "";

    /** What a browser came with. */
    private record Begun(String nonce, String challenge) {}

    public TestProvider() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/.well-known/openid-configuration", exchange -> answer(exchange, "offer", this::offer));
        server.createContext("/keys", exchange -> answer(exchange, "keys", () -> new JWKSet(key).toString()));
        server.createContext("/token", exchange -> answer(exchange, "token", () -> redeem(exchange)));
        server.start();
    }

    private static RSAKey key(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    public String issuer() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public OpenIdSettings settings(String nameClaim, Optional<OpenIdSettings.Allowed> allowed) {
        return new OpenIdSettings(
                "Office <ID>",
                URI.create(issuer()),
                CLIENT,
                Optional.of(Secret.of(SECRET)),
                URI.create(ADDRESS),
                List.of("email"),
                nameClaim,
                allowed);
    }

    // ---- how it is to behave

    /** What it says of the one who logs in there, besides or in place of what it should. */
    public void says(UnaryOperator<JWTClaimsSet.Builder> said) {
        claims = said;
    }

    /** Signs by this algorithm: {@code none}, or by a secret in place of a key. */
    public void signsBy(JWSAlgorithm other) {
        algorithm = other;
    }

    /** Somebody who has not its key signs in its name. */
    public void isForged() {
        forger = Optional.of(key(key.getKeyID()));
    }

    public void takesAnotherKey() {
        key = key("second");
    }

    /** From now on this of it answers with an error; {@code huge keys}: with too much; {@code stalled keys}: with a part, and no more. */
    public void breaks(String what) {
        broken = what;
    }

    // ---- what a browser does there

    /** Somebody logs in there. {@return the query by which it sends the browser back} */
    public String logIn(String location) throws Exception {
        Map<String, List<String>> query = new QueryStringDecoder(location).parameters();
        if (!location.startsWith(issuer() + "/authorize?")
                || !one(query, "client_id").equals(CLIENT)
                || !one(query, "response_type").equals("code")
                || !one(query, "redirect_uri").equals(ADDRESS + "/login/openid/back")
                || !one(query, "scope").equals("openid email")
                || !one(query, "code_challenge_method").equals("S256")) {
            throw new IllegalStateException("not what a client says: " + location);
        }
        String code = Digests.random().reveal();
        codes.put(code, new Begun(one(query, "nonce"), one(query, "code_challenge")));
        return "?session_state=x&iss=" + issuer() + "&code=" + code + "&state=" + one(query, "state");
    }

    private static String one(Map<String, List<String>> query, String name) {
        List<String> values = query.getOrDefault(name, List.of());
        if (values.size() != 1) {
            throw new IllegalStateException(name + " is there " + values.size() + " times");
        }
        return values.getFirst();
    }

    // ---- what the client asks

    private interface Words {
        String say() throws Exception;
    }

    private void answer(HttpExchange exchange, String what, Words words) throws IOException {
        int status = broken.equals(what) ? 500 : 200;
        String said;
        try {
            said = words.say();
        } catch (Exception e) {
            status = 400;
            said = "{\"error\":\"invalid_grant\"}";
        }
        if (broken.equals("huge " + what)) {
            said = said + " ".repeat(1_000_000);
        } else if (broken.equals("no json " + what)) {
            said = "<html>";
        }
        if (broken.equals("stalled " + what)) {
            exchange.sendResponseHeaders(200, 100_000);
            exchange.getResponseBody().write(said.getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            return;
        }
        send(exchange, status, said);
    }

    private static void send(HttpExchange exchange, int status, String said) throws IOException {
        byte[] bytes = said.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private String offer() {
        return JsonMapper.shared()
                .writeValueAsString(Map.of(
                        "issuer",
                        broken.equals("issuer") ? "https://another.example.org" : issuer(),
                        "authorization_endpoint",
                        issuer() + "/authorize",
                        "token_endpoint",
                        broken.equals("private") ? "http://192.0.2.1/token" : issuer() + "/token",
                        "jwks_uri",
                        issuer() + "/keys"));
    }

    private String redeem(HttpExchange exchange) throws Exception {
        String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Map<String, List<String>> fields = new QueryStringDecoder(form, false).parameters();
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        String[] both = new String(
                        Base64.getDecoder().decode(authorization.substring("Basic ".length())),
                        StandardCharsets.US_ASCII)
                .split(":", 2);
        String secret = QueryStringDecoder.decodeComponent(both[1]);
        Begun begun = codes.remove(one(fields, "code"));
        String challenge = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(MessageDigest.getInstance("SHA-256")
                        .digest(one(fields, "code_verifier").getBytes(StandardCharsets.US_ASCII)));
        if (begun == null
                || !both[0].equals(CLIENT)
                || !secret.equals(SECRET)
                || !one(fields, "grant_type").equals("authorization_code")
                || !one(fields, "redirect_uri").equals(ADDRESS + "/login/openid/back")
                || !begun.challenge.equals(challenge)) {
            throw new IllegalStateException("the client is refused");
        }
        return JsonMapper.shared().writeValueAsString(Map.of("token_type", "Bearer", "id_token", token(begun.nonce)));
    }

    private String token(String nonce) throws JOSEException {
        JWTClaimsSet said = claims.apply(new JWTClaimsSet.Builder()
                        .issuer(issuer())
                        .subject("4711")
                        .audience(CLIENT)
                        .issueTime(Date.from(Instant.now()))
                        .expirationTime(Date.from(Instant.now().plusSeconds(300)))
                        .claim("nonce", nonce)
                        .claim("preferred_username", "Ada"))
                .build();
        if (algorithm.equals(JWSAlgorithm.NONE)) {
            return new PlainJWT(said).serialize();
        }
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).build(), said);
        JWSSigner signer = JWSAlgorithm.Family.HMAC_SHA.contains(algorithm)
                // with what everybody knows: the public key, taken for a secret
                ? new MACSigner(key.toPublicJWK().toString().getBytes(StandardCharsets.UTF_8))
                : new RSASSASigner(forger.orElse(key));
        token.sign(signer);
        return token.serialize();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
