package org.usher.core.api;

/**
 * What a supervisor lets everybody know who has to do with a queue just now.
 *
 * @param text for agents and supervisors, never empty
 * @param sound that callers hear before the music, as the dialplan's Background() takes it; empty for none
 * @param sinceMs when it was set
 * @param untilMs when it goes by itself, 0 for never
 */
public record QueueNotice(String text, String sound, long sinceMs, long untilMs) {}
