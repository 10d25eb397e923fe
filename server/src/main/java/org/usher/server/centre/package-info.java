/** The description of the centre that is in force: how another one is compared with it, tried out, adopted and kept. */
@NullMarked
package org.usher.server.centre;

import org.jspecify.annotations.NullMarked;
