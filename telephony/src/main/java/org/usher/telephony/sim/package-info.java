/**
 * A PBX that is not there: {@code PbxModel} is a pure model of an Asterisk with Usher's dialplan under virtual time, {@code PbxServer}
 * lets it speak AMI over TCP. The link, the mapper and the actions that talk to it are the real ones.
 */
@NullMarked
package org.usher.telephony.sim;

import org.jspecify.annotations.NullMarked;
