/** A bridge into Asterisk-Java's package-private protocol code; nothing else of Usher belongs here. */
package org.asteriskjava.manager.internal;
