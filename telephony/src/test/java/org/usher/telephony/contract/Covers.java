package org.usher.telephony.contract;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Names the recorded sequences of the real Asterisk that a test of the contract stands for. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Covers {
    /** Names of files in {@code recordings/}, without ending. */
    String[] value();
}
