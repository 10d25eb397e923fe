package org.usher.lab.replay;

import org.usher.core.api.Command;

/**
 * Something that was reported in the recording.
 *
 * @param delayMs after what it followed from; see {@link Script}
 * @param order its log index, by which things of the same millisecond follow each other
 */
record Step(long delayMs, long order, Command command) {}
