/** The rules by which contacts and agents are chosen for each other, and what they may look at. */
@NullMarked
package org.usher.core.routing;

import org.jspecify.annotations.NullMarked;
