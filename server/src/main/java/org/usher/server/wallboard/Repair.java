package org.usher.server.wallboard;

import org.usher.core.api.RepairKind;

/**
 * What the engine set right because a witness disagreed with what it knew.
 *
 * @param atMs when (epoch ms)
 * @param subjectId the offer or talk, or the contact, as the kind has it
 * @param detail the cause, in words
 */
public record Repair(long atMs, RepairKind kind, long subjectId, String detail) {}
