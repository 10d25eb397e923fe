package org.usher.server.lease;

/** What MariaDB says of the lease. */
public sealed interface Word {
    /** Nobody's, or run out. {@code epoch} was the last reign's, 0 if there was none. */
    record Free(int epoch) implements Word {}

    /** This process's own. */
    record Ours(int epoch) implements Word {}

    /** Another's, for so long yet unless it is renewed. */
    record HeldBy(String name, int epoch, long leftMs) implements Word {}

    /** It cannot be asked. */
    record Unknown(String why) implements Word {}
}
