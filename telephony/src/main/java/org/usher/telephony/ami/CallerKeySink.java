package org.usher.telephony.ami;

/** Takes the keys that callers in line press. */
@FunctionalInterface
public interface CallerKeySink {
    /** No key does anything. */
    CallerKeySink NONE = key -> {};

    /** Called on the link's thread; does not block. */
    void accept(CallerKey key);
}
