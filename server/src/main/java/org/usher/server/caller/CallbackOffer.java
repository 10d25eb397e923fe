package org.usher.server.caller;

/**
 * The offer to a caller in line to be called back.
 *
 * @param queue in whose line, by its name
 * @param caller the number he calls from, as it came
 * @param first whether he has not been offered it before
 */
public record CallbackOffer(String queue, String caller, boolean first) {}
