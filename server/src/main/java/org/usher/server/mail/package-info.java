/** Mails that customers asked for: sent one after the other, tried again for some minutes, and limited, since anybody can ask for one. */
@NullMarked
package org.usher.server.mail;

import org.jspecify.annotations.NullMarked;
