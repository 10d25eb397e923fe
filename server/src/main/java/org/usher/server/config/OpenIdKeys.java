package org.usher.server.config;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.usher.server.openid.OpenIdSettings;
import org.usher.server.security.Secret;

/** Reads {@code [security.openid]}: who vouches for people, and by what name Usher knows them. */
final class OpenIdKeys {
    private final SecretKeys secrets;

    OpenIdKeys(SecretKeys secrets) {
        this.secrets = secrets;
    }

    /** Empty after a problem. */
    Optional<OpenIdSettings> read(Section section) {
        TextRule claimRule = TextRule.matching(
                "[A-Za-z0-9_.:/-]{1,120}", "is not the name of a claim", "for example \"preferred_username\"");
        String label = section.text("label", "Single sign-on", TextRule.line(60, "say what stands on the button"));
        Optional<URI> issuer = address(section, "issuer", "https://id.example.org/realms/office");
        Optional<URI> address = address(section, "address", "https://usher.example.org");
        String clientId =
                section.text("client_id", TextRule.line(255, "give the name by which the provider knows Usher"));
        Optional<Secret> secret = Optional.ofNullable(secrets.read(section, "client_secret", false));
        String name = section.text("name_claim", "preferred_username", claimRule);
        List<String> scopes = section.has("scopes")
                ? texts(
                        section,
                        "scopes",
                        TextRule.matching("[!#-\\[\\]-~]{1,120}", "is not a scope", "for example \"email\""))
                : List.of("profile", "email");
        Optional<OpenIdSettings.Allowed> allowed = allowed(section, claimRule);
        address.filter(uri -> !uri.getRawPath().isEmpty() && !uri.getRawPath().equals("/"))
                .ifPresent(uri -> section.problem(
                        "address",
                        "has a path",
                        "give where browsers reach Usher, without path: https://usher.example.org"));
        section.done();
        return issuer.isEmpty() || address.isEmpty()
                ? Optional.empty()
                : Optional.of(new OpenIdSettings(
                        label, issuer.get(), clientId, secret, address.get(), scopes, name, allowed));
    }

    private static Optional<OpenIdSettings.Allowed> allowed(Section section, TextRule claimRule) {
        boolean claim = section.has("allowed_claim");
        if (claim != section.has("allowed_values")) {
            section.missing(
                    claim ? "allowed_values" : "allowed_claim",
                    "give both or none: allowed_claim = \"groups\" and allowed_values = [\"contact-centre\"]");
        }
        Set<String> values = Set.copyOf(
                texts(section, "allowed_values", TextRule.line(255, "give what the claim holds for who may come in")));
        return claim
                ? Optional.of(new OpenIdSettings.Allowed(section.text("allowed_claim", claimRule), values))
                : Optional.empty();
    }

    private static List<String> texts(Section section, String key, TextRule rule) {
        return section.texts(key, rule).stream().map(Section.Item::text).collect(Collectors.toList());
    }

    /** An https address, or an http one of this machine. */
    private static Optional<URI> address(Section section, String key, String example) {
        String fix = "give an https address, for example " + key + " = \"" + example + "\"";
        String text = section.text(key, TextRule.line(500, fix));
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            URI uri = new URI(text);
            boolean plain = uri.getRawQuery() == null && uri.getRawFragment() == null && uri.getRawUserInfo() == null;
            if (plain && uri.getHost() != null && isPrivate(uri)) {
                return Optional.of(uri);
            }
            section.problem(key, "is no https address", fix);
        } catch (URISyntaxException e) {
            section.problem(key, "is no address", fix);
        }
        return Optional.empty();
    }

    private static boolean isPrivate(URI uri) {
        String host = uri.getHost();
        return "https".equals(uri.getScheme())
                || ("http".equals(uri.getScheme()) && (host.equals("localhost") || isLoopback(host)));
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.ofLiteral(host.replaceAll("[\\[\\]]", "")).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false; // it is a name
        }
    }
}
