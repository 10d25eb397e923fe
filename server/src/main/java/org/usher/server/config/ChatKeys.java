package org.usher.server.config;

import org.usher.server.chat.ChatSettings;

/** Who may chat, and how much. */
final class ChatKeys {
    private static final TextRule AWAY = new TextRule(
            text -> Durations.parseMs(text) >= 10_000 && Durations.parseMs(text) <= 3_600_000,
            "is not a time from 10s to 1h",
            "for example away_after = \"2m\"");

    private ChatKeys() {}

    static ChatSettings settings(Section section) {
        ChatSettings usual = ChatSettings.DEFAULT;
        ChatSettings settings = new ChatSettings(
                section.flag("from_web", usual.fromWeb()),
                section.number("per_address_hourly", usual.perAddressHourly(), 1, 10_000),
                section.number("max_rooms", usual.maxRooms(), 1, 10_000),
                Durations.parseMs(section.text("away_after", "2m", AWAY)));
        section.done();
        return settings;
    }
}
