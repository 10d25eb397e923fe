package org.usher.server.config;

import java.util.List;
import java.util.regex.Pattern;
import org.usher.server.chat.AttachmentSettings;
import org.usher.server.chat.ChatLinkSettings;
import org.usher.server.chat.ChatSettings;

/** Who may chat, and how much. */
final class ChatKeys {
    private static final TextRule AWAY = new TextRule(
            text -> Durations.parseMs(text) >= 10_000 && Durations.parseMs(text) <= 3_600_000,
            "is not a time from 10s to 1h",
            "for example away_after = \"2m\"");

    private static final long HOUR_MS = 3_600_000;
    /** More would not fit into a header with ease. */
    private static final int MAX_SITES = 20;

    private static final Pattern SITE =
            Pattern.compile("(https://(?!-)[a-z0-9.-]{1,253}|http://(localhost|127\\.0\\.0\\.1))(:[1-9][0-9]{0,4})?");
    private static final TextRule ORIGIN = new TextRule(
            text -> SITE.matcher(text).matches() && !text.endsWith(":443") && !text.endsWith("."),
            "is no site",
            "give https://, its whole name in small letters, and its port unless that is 443; no path, no star: \"https://shop.example\"");

    private static final TextRule PUBLIC_URL =
            new TextRule(text -> text.isEmpty() || ORIGIN.accepts(text), ORIGIN.wrong(), ORIGIN.fix());

    private ChatKeys() {}

    static ChatSettings settings(Section section) {
        ChatSettings usual = ChatSettings.DEFAULT;
        List<String> sites = section.texts("sites", ORIGIN).stream()
                .map(Section.Item::text)
                .distinct()
                .toList();
        if (sites.size() > MAX_SITES) {
            section.problem("sites", "are too many", "name up to " + MAX_SITES);
        }
        ChatSettings settings = new ChatSettings(
                section.flag("from_web", usual.fromWeb()),
                section.number("per_address_hourly", usual.perAddressHourly(), 1, 10_000),
                section.number("max_rooms", usual.maxRooms(), 1, 10_000),
                Durations.parseMs(section.text("away_after", "2m", AWAY)),
                attachments(section, usual.attachments()),
                new ChatLinkSettings(
                        section.text("public_url", "", PUBLIC_URL),
                        section.durationMs("link_keep", usual.links().keepMs(), 60_000, HOUR_MS)),
                sites);
        section.done();
        return settings;
    }

    private static AttachmentSettings attachments(Section section, AttachmentSettings usual) {
        return new AttachmentSettings(
                section.flag("attachments", usual.taken()),
                section.number("attachment_max_bytes", usual.maxBytes(), 1_000, 20_000_000),
                1_000_000L
                        * section.number(
                                "attachments_max_total_mb", (int) (usual.maxTotalBytes() / 1_000_000), 1, 1_000_000),
                section.durationMs("attachments_keep", usual.keepMs(), HOUR_MS, 87_600 * HOUR_MS));
    }
}
