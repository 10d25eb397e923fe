/** The engine itself; everything but its factory is package-private. */
@NullMarked
package org.usher.core.engine;

import org.jspecify.annotations.NullMarked;
