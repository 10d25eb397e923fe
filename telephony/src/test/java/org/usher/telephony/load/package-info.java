/** What a link can take in. */
@NullMarked
package org.usher.telephony.load;

import org.jspecify.annotations.NullMarked;
