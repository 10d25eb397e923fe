@NullMarked
package org.usher.telephony.ami;

import org.jspecify.annotations.NullMarked;
