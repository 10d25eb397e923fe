package org.usher.server.openid;

import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.usher.server.security.Secret;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Speaks with the provider: what it offers (OpenID Connect Discovery 1.0), and a token for a code (RFC 6749, 4.1.3). Blocks. */
final class Provider implements AutoCloseable {
    private static final int MAX_ANSWER_BYTES = 262_144;
    private static final long KEPT_MS = 3_600_000;

    private final OpenIdSettings settings;
    private final LongSupplier clockMs;
    private final Duration patience;
    private final HttpClient http;
    private @Nullable Offer offer;
    private long offeredAtMs;

    /**
     * What it offers.
     *
     * @param basic whether the client's secret may be sent as HTTP Basic, which is what is done if nothing is said
     */
    record Offer(URI authorization, URI token, URI keys, boolean basic) {}

    /** @param patience how long it may take to answer in full */
    Provider(OpenIdSettings settings, LongSupplier clockMs, Duration patience) {
        this.settings = settings;
        this.clockMs = clockMs;
        this.patience = patience;
        this.http = HttpClient.newBuilder()
                .connectTimeout(patience)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /** As it said within the last hour. */
    synchronized Offer offer() throws ProviderException, InterruptedException {
        Offer known = offer;
        if (known == null || clockMs.getAsLong() - offeredAtMs >= KEPT_MS) {
            known = discover();
            offer = known;
            offeredAtMs = clockMs.getAsLong();
        }
        return known;
    }

    private Offer discover() throws ProviderException, InterruptedException {
        String issuer = settings.issuer().toString();
        String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
        JsonNode said = ask(HttpRequest.newBuilder(URI.create(base + "/.well-known/openid-configuration"))
                .GET());
        if (!said.path("issuer").asString("").equals(issuer)) {
            throw new ProviderException("it says that it is another issuer than " + issuer);
        }
        JsonNode ways = said.path("token_endpoint_auth_methods_supported");
        boolean basic = ways.isMissingNode();
        for (JsonNode way : ways) {
            basic |= way.asString("").equals("client_secret_basic");
        }
        return new Offer(
                endpoint(said, "authorization_endpoint"),
                endpoint(said, "token_endpoint"),
                endpoint(said, "jwks_uri"),
                basic);
    }

    private static URI endpoint(JsonNode said, String name) throws ProviderException {
        try {
            URI uri = URI.create(said.path(name).asString(""));
            if (isPrivate(uri)) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw new ProviderException("its " + name + " is no address", e);
        }
        throw new ProviderException("its " + name + " is not under https");
    }

    /** Nobody on the way can read or change what is said there: https, or this very machine. */
    static boolean isPrivate(URI uri) {
        String host = uri.getHost();
        if (host == null) {
            return false;
        }
        try {
            return "https".equals(uri.getScheme())
                    || ("http".equals(uri.getScheme())
                            && InetAddress.getByName(host).isLoopbackAddress());
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** The id token for this code, as it came. */
    String redeem(String code, Ticket ticket) throws ProviderException, InterruptedException {
        Offer offered = offer();
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "authorization_code");
        form.put("code", code);
        form.put("redirect_uri", settings.redirect().toString());
        form.put("code_verifier", ticket.verifier());
        HttpRequest.Builder request = HttpRequest.newBuilder(offered.token());
        Secret secret = settings.clientSecret().orElse(null);
        if (secret == null || !offered.basic()) {
            form.put("client_id", settings.clientId());
        }
        if (secret != null && offered.basic()) { // each part encoded as in a form (RFC 6749, 2.3.1)
            String both = encoded(settings.clientId()) + ":" + encoded(secret.reveal());
            request.header(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.US_ASCII)));
        } else if (secret != null) {
            form.put("client_secret", secret.reveal());
        }
        JsonNode said = ask(request.header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form(form))));
        String token = said.path("id_token").asString("");
        if (token.isEmpty()) {
            throw new ProviderException("it gave no id_token for the code");
        }
        return token;
    }

    static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** The provider's keys, as it publishes them. */
    String keys(URI address) throws ProviderException, InterruptedException {
        return asked(HttpRequest.newBuilder(address).GET());
    }

    private JsonNode ask(HttpRequest.Builder request) throws ProviderException, InterruptedException {
        try {
            return JsonMapper.shared().readTree(asked(request));
        } catch (JacksonException e) {
            throw new ProviderException("it answers with what is no JSON");
        }
    }

    /** The time-out of a request ends when the answer begins; this one is over when its last byte is there. */
    private String asked(HttpRequest.Builder request) throws ProviderException, InterruptedException {
        HttpRequest whole =
                request.timeout(patience).header("Accept", "application/json").build();
        CompletableFuture<HttpResponse<String>> asked = http.sendAsync(
                whole, HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofString(), MAX_ANSWER_BYTES));
        String path = whole.uri().getPath();
        try {
            HttpResponse<String> answer = asked.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (answer.statusCode() != 200) {
                throw new ProviderException(
                        path + " answers with status " + answer.statusCode() + error(answer.body()));
            }
            return answer.body();
        } catch (ExecutionException e) {
            throw new ProviderException(path + " cannot be asked: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new ProviderException(path + " has not answered in full within " + patience.toMillis() + " ms", e);
        } finally {
            asked.cancel(true); // which closes the connection of one that still comes
        }
    }

    /** The name of the error, if it says one that looks like one (RFC 6749, 5.2). */
    private static String error(String body) {
        try {
            String error = JsonMapper.shared().readTree(body).path("error").asString("");
            return error.matches("[a-z_]{1,60}") ? " (" + error + ")" : "";
        } catch (JacksonException e) {
            return "";
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
