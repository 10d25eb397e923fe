/** How long who enters a line will wait: what is seen of the line, what is learnt from it, and what is said by it. */
@NullMarked
package org.usher.core.estimate;

import org.jspecify.annotations.NullMarked;
