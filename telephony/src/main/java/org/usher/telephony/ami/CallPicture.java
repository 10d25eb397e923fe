package org.usher.telephony.ami;

/**
 * How a talk stands, as far as Asterisk has told.
 *
 * @param deviceId the phone in use, or of those that ring the one that would be told to pick up; 0 if it is none of the configuration's
 * @param held the customer is on hold, by his agent's phone or by an order
 * @param muted by an order: nobody hears the agent
 * @param consult whether he consults somebody, by an order or by the keys of features-usher.conf
 * @param withCustomer he hears the customer; while he consults, he has changed sides
 * @param conference whom he consulted, the customer and he himself talk
 * @param whyNotAccept of phones that ring: why none can be told to pick up; empty if one can
 */
public record CallPicture(
        int deviceId,
        boolean held,
        boolean muted,
        Consult consult,
        boolean withCustomer,
        boolean conference,
        String whyNotAccept) {
    /** How far a consultation has got. */
    public enum Consult {
        NONE,
        /** The other phone rings, or a queue plays its music. */
        CALLING,
        TALKING
    }

    /** Of a call of which nothing is known. */
    public static final CallPicture NOTHING = ringing(0, "");

    static CallPicture ringing(int deviceId, String whyNotAccept) {
        return new CallPicture(deviceId, false, false, Consult.NONE, false, false, whyNotAccept);
    }
}
