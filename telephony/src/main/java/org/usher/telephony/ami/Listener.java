package org.usher.telephony.ami;

/**
 * A phone that listens to a talk, or rings to do so.
 *
 * @param listens false while it rings
 * @param sinceMs when it was ordered, or found after a connect (epoch ms)
 */
public record Listener(long contactId, int deviceId, String listener, ListenMode mode, boolean listens, long sinceMs) {}
