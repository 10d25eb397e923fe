package org.usher.core.api;

/** The answer to a request. */
public enum ReplyCode {
    ACCEPTED,
    /** Takes effect after the call in progress and its wrap-up. */
    ACCEPTED_PENDING,
    /** It is so already. */
    UNCHANGED,
    UNKNOWN_AGENT,
    UNKNOWN_DEVICE,
    UNKNOWN_REASON,
    /** Another agent is logged in on that device. */
    DEVICE_IN_USE,
    /** The agent is logged in on other devices. */
    LOGGED_IN_ELSEWHERE,
    NOT_LOGGED_IN,
    NOT_IN_WRAP_UP,
    UNKNOWN_QUEUE,
    UNKNOWN_CONTACT,
    /** The contact does not stand in line (any more). */
    NOT_WAITING,
    /** An agent is being rung for the contact. */
    ON_OFFER,
    /** The queue takes nobody in. */
    CLOSED,
    /** What is asked for makes no sense for a contact of this channel. */
    WRONG_CHANNEL,
    /** The agent neither talks to the contact nor talked to it last. */
    NOT_HIS_CONTACT,
    /** It is a number that nobody can give. */
    OUT_OF_RANGE
}
