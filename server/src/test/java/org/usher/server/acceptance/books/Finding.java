package org.usher.server.acceptance.books;

/** Something in the books that is not as it should be. */
record Finding(Fault fault, String about, String detail) {
    /** What may be wrong. */
    enum Fault {
        /** A call that got in, of which the history knows nothing, or not once. */
        CALL_LOST,
        /** A contact of nobody who called. */
        CONTACT_INVENTED,
        /** The stays of a call in the queues, or how they ended, are not what its phone saw. */
        WRONG_ENTRIES,
        /** The talks of a call are not those of the phones. */
        WRONG_TALKS,
        /** The offers are not what rang. */
        WRONG_OFFERS,
        /** Who ended the call, or that it ended, is not what its phone saw. */
        WRONG_END,
        /** Two who should have heard each other did not. */
        NOT_HEARD,
        /** Two heard each other of whom the phones know no call. */
        HEARD_BY_CHANCE,
        /** An agent's own call was ended or disturbed. */
        OWN_CALL_TOUCHED,
        /** A caller was given to somebody who cannot do what he asked for. */
        LACKS_SKILL,
        /** An agent had two callers at once: by his phone. */
        TWO_CALLERS_ON_THE_PHONE,
        /** An agent had two callers at once: by the audio. */
        TWO_CALLERS_IN_THE_EAR,
        /** An agent had two callers at once: by the history. */
        TWO_CALLERS_IN_THE_HISTORY,
        /** A queue's figures do not add up. */
        UNBALANCED,
        /** The wallboard shows another figure than the calls make. */
        WRONG_TOTAL
    }
}
