package org.usher.server.agent;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A template of links into the operator's CRM. It names its host itself, so that nothing that a caller sends can lead an agent elsewhere, and
 * all values are percent-encoded.
 */
public final class CrmLink {
    /** No link at all. */
    public static final CrmLink NONE = new CrmLink("");

    private static final Set<String> KNOWN =
            new TreeSet<>(Set.of("number", "name", "contact", "customer", "queue", "dialled"));
    private static final Pattern PLACE = Pattern.compile("\\{([^{}]*)\\}");
    private static final Pattern HOST = Pattern.compile("https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?([/?#].*)?");
    private static final int LONGEST = 2_000;

    private final String template;

    private CrmLink(String template) {
        this.template = template;
    }

    /** The template, which must be in order; see {@link #problem}. */
    public static CrmLink of(String template) {
        problem(template).ifPresent(wrong -> {
            throw new IllegalArgumentException(template + " " + wrong);
        });
        return new CrmLink(template);
    }

    /** What is wrong with a template, if anything. */
    public static Optional<String> problem(String template) {
        if (template.length() > LONGEST || !HOST.matcher(template).matches()) {
            return Optional.of("is not an address of http or https that names its host");
        }
        Matcher places = PLACE.matcher(template);
        while (places.find()) {
            if (!KNOWN.contains(places.group(1))) {
                return Optional.of("has {" + places.group(1) + "}, and known are only " + KNOWN);
            }
        }
        return Optional.empty();
    }

    /** The link for these values, what is missing being empty; empty if there is no template. */
    Optional<String> with(Map<String, String> values) {
        if (template.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(PLACE.matcher(template)
                .replaceAll(place -> Matcher.quoteReplacement(encoded(values.getOrDefault(place.group(1), "")))));
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
