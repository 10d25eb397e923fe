package org.usher.server.acceptance.books;

/** How one phone's part of a call ended, seen from that phone. */
enum LegEnd {
    /** It has not. */
    OPEN,
    /** The phone sent a BYE. */
    HUNG_UP,
    /** The phone got a BYE. */
    CLEARED,
    /** The caller took back the INVITE before the answer: the caller's own phone, or Asterisk towards an agent's. */
    CANCELLED,
    /** The phone that was called said no: the caller got that answer, or the agent's phone gave it. */
    REFUSED,
    /** The agent gave the caller to somebody else (REFER), and was told that it worked (NOTIFY); his phone hangs up then. */
    GIVEN_AWAY,
    /** Not another word from it: no power, no network. */
    VANISHED
}
