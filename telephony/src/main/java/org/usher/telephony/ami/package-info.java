/**
 * The link to one Asterisk: connect, map what it says to commands, carry out what the engine wants, and settle both after every doubt.
 * Asterisk-Java's types never leave this package.
 */
@NullMarked
package org.usher.telephony.ami;

import org.jspecify.annotations.NullMarked;
