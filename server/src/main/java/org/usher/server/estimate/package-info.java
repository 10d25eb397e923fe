/** How long callers will wait: what the server learns of it, what it said to whom, and how right it was. */
@NullMarked
package org.usher.server.estimate;

import org.jspecify.annotations.NullMarked;
