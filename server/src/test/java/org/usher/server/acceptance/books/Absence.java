package org.usher.server.acceptance.books;

/**
 * A phone that Asterisk cannot reach, because it has taken back its registration (RFC 3261, 10.2.2).
 *
 * @param agent whose phone it is
 * @param fromMs when it asked for that (epoch ms)
 * @param toMs when a later registration was accepted; {@link Long#MAX_VALUE} if there was none
 */
record Absence(String agent, long fromMs, long toMs) {}
