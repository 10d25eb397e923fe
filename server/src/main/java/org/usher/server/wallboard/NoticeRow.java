package org.usher.server.wallboard;

import org.jspecify.annotations.Nullable;
import org.usher.core.api.QueueNotice;

/**
 * What a supervisor lets everybody know of a queue.
 *
 * @param sound that its callers hear before the music, as Asterisk knows it; null for none
 * @param sinceMs since when these words stand (epoch ms)
 * @param untilMs when it goes by itself (epoch ms), null for never
 */
public record NoticeRow(
        String text,
        @Nullable String sound,
        long sinceMs,
        @Nullable Long untilMs) {
    /** As people see it; null if there is none. */
    public static @Nullable NoticeRow of(@Nullable QueueNotice notice) {
        return notice == null
                ? null
                : new NoticeRow(
                        notice.text(),
                        notice.sound().isEmpty() ? null : notice.sound(),
                        notice.sinceMs(),
                        notice.untilMs() == 0 ? null : notice.untilMs());
    }
}
