package org.usher.server.customer;

/** Whom to look up. */
public sealed interface Question {

    /**
     * By the number that the PBX gave.
     *
     * @param e164 with + and country code
     */
    record ByNumber(String e164) implements Question {
        /** Without what is personal. */
        @Override
        public String toString() {
            return "a number";
        }
    }

    /** By the id that the dialplan gave. */
    record ById(String id) implements Question {}
}
