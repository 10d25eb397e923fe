package org.usher.core.api;

/**
 * A command in its place in the command log.
 *
 * @param index 1, 2, 3, …
 * @param epoch which reign of an active node wrote it; never falls
 * @param engineVersion {@link QueueEngine#VERSION} of the engine that first applied it
 * @param atMs epoch ms, never falls from one entry to the next
 */
public record LogEntry(long index, int epoch, int engineVersion, long atMs, Command command) {}
