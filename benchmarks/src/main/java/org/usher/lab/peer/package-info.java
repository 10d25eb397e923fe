/** Other queue servers as small engines behind the same commands and effects, each faithful to what its source does. */
@NullMarked
package org.usher.lab.peer;

import org.jspecify.annotations.NullMarked;
