package org.usher.server.config;

import java.net.URI;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.usher.server.security.Secret;
import org.usher.server.webhook.WebhookSettings;
import org.usher.server.webhook.WebhookType;

/** The tables {@code [[webhook]]} of {@code usher.toml}: to whom events are sent. */
final class WebhookKeys {
    /** Each has a thread and a backlog of its own. */
    static final int MAX_WEBHOOKS = 16;

    private static final int MAX_QUEUES = 200;
    private static final String PREFIX = "whsec_";
    /** As the specification bounds them. */
    private static final int SHORTEST_SECRET = 24;

    private static final int LONGEST_SECRET = 64;
    private static final String ALL = "all";
    private static final long MAX_KEEP_MS = 7 * 24 * 3_600_000L;
    private static final String SECRET_FIX =
            "give whsec_ and 24 to 64 random bytes in base64, for example from: echo whsec_$(openssl rand -base64 32)";

    private final SecretKeys secrets;

    WebhookKeys(SecretKeys secrets) {
        this.secrets = secrets;
    }

    List<WebhookSettings> read(Section root) {
        List<Section> sections = root.tables("webhook");
        if (sections.size() > MAX_WEBHOOKS) {
            root.problem(
                    "webhook",
                    "are " + sections.size() + ", too many",
                    "give up to " + MAX_WEBHOOKS + "; one program can hand events on to others");
        }
        List<WebhookSettings> read = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Section section : sections) {
            String name = section.text(
                    "name",
                    TextRule.matching(
                            "[a-z][a-z0-9_-]{0,39}",
                            "is not a name",
                            "give small letters, digits, - and _, for example name = \"crm\""));
            if (!name.isEmpty() && !names.add(name)) {
                section.problem("name", "is used by another webhook", "give each a name of its own");
            }
            one(section, name).ifPresent(read::add);
        }
        return read;
    }

    private Optional<WebhookSettings> one(Section section, String name) {
        String url = url(section);
        Secret secret = secret(section, "secret", true);
        Secret before = secret(section, "previous_secret", false);
        Set<WebhookType> events = events(section);
        Set<String> queues =
                section
                        .texts("queues", TextRule.line(40, "name queues of centre.toml, or leave it out for all"))
                        .stream()
                        .map(Section.Item::text)
                        .collect(Collectors.toSet());
        if (queues.size() > MAX_QUEUES) {
            section.problem("queues", "are too many", "name up to " + MAX_QUEUES + ", or leave it out for all");
        }
        WebhookSettings.Pace usual = WebhookSettings.Pace.DEFAULT;
        WebhookSettings.Pace pace = new WebhookSettings.Pace(
                section.number("per_second", usual.perSecond(), 1, 1_000),
                section.durationMs("timeout", usual.timeoutMs(), 500, 30_000),
                section.durationMs("keep", usual.keepMs(), 60_000, MAX_KEEP_MS));
        section.done();
        if (name.isEmpty() || url.isEmpty() || secret == null) {
            return Optional.empty();
        }
        List<Secret> all = before == null ? List.of(secret) : List.of(secret, before);
        return Optional.of(new WebhookSettings(name, URI.create(url), all, events, queues, pace));
    }

    /** It may hold a secret, so what is wrong is told without it. */
    static String url(Section section) {
        String fix = "give https://… without a user's name in it, or http:// to this machine alone";
        if (!section.has("url")) {
            section.missing("url", fix);
            return "";
        }
        String url = section.secretText("url");
        if (url == null) {
            return "";
        }
        if (url.length() > 2_000 || !CustomerKeys.isSafe(url)) {
            section.secretProblem("url", "is not an address to send to", fix);
            return "";
        }
        return url;
    }

    @Nullable
    Secret secret(Section section, String key, boolean required) {
        Secret found = secrets.read(section, key, required);
        if (found != null && !isGood(found.reveal())) {
            section.secretProblem(
                    section.has(key) ? key : section.has(key + "_file") ? key + "_file" : key + "_env",
                    "is no secret of Standard Webhooks",
                    SECRET_FIX);
            return null;
        }
        return found;
    }

    private static boolean isGood(String text) {
        if (!text.startsWith(PREFIX)) {
            return false;
        }
        try {
            int bytes = Base64.getDecoder().decode(text.substring(PREFIX.length())).length;
            return bytes >= SHORTEST_SECRET && bytes <= LONGEST_SECRET;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Set<WebhookType> events(Section section) {
        TextRule rule = new TextRule(
                text -> text.equals(ALL) || WebhookType.of(text).isPresent(),
                "is no event that can be sent",
                "give some of " + WebhookType.words() + "; or \"" + ALL
                        + "\", or leave it out, for all but chat.message");
        boolean given = section.has("events");
        List<Section.Item> items = section.texts("events", rule);
        if (given && items.isEmpty()) {
            section.problem("events", "names none, so nothing would ever be sent", rule.fix());
        }
        if (!given) {
            return WebhookType.all();
        }
        Set<WebhookType> events = EnumSet.noneOf(WebhookType.class);
        for (Section.Item item : items) {
            if (item.text().equals(ALL)) {
                events.addAll(WebhookType.all());
            } else {
                WebhookType.of(item.text()).ifPresent(events::add);
            }
        }
        return events;
    }
}
