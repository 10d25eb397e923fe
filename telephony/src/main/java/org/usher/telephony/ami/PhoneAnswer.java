package org.usher.telephony.ami;

/**
 * The answer to a {@link PhoneRequest}.
 *
 * @param word an extension of the dialplan's context usher-told, which speaks it
 */
record PhoneAnswer(String channel, String word) {}
