package org.usher.telephony.ami;

/** Takes what callers ask for who want to be called back. */
@FunctionalInterface
public interface CallbackSink {
    /** Nobody answers; callers hear that it is not possible now. */
    CallbackSink NONE = ask -> {};

    /** Called on the link's thread; does not block. */
    void accept(CallbackAsk ask);
}
