/**
 * One set of tests for every PBX that Usher talks to: the real link runs against it, and the stream of commands that it makes of what
 * happens is compared with one expected stream.
 */
package org.usher.telephony.contract;
