package org.usher.core.codec;

import org.jspecify.annotations.Nullable;

/**
 * The numbers of enum constants in logs, snapshots and hashes: their places among each other. New constants may only be added at the
 * end; a test pins them.
 */
public final class Constants {
    private Constants() {}

    /** 0, 1, 2, … */
    @SuppressWarnings("EnumOrdinal")
    public static int number(Enum<?> constant) {
        return constant.ordinal();
    }

    /** 0 for none, else the number + 1. */
    public static int optionalNumber(@Nullable Enum<?> constant) {
        return constant == null ? 0 : number(constant) + 1;
    }
}
