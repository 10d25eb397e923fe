package org.usher.telephony.ami;

/** Takes what is asked for by phone. */
@FunctionalInterface
public interface PhoneSink {
    /** Nobody answers; the phones say that Usher is not available. */
    PhoneSink NONE = request -> {};

    /** Called on the link's thread; does not block. */
    void accept(PhoneRequest request);
}
