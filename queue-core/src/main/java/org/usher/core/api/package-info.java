/** What the engine takes and gives: commands, events, effects, and the values they are made of. */
@NullMarked
package org.usher.core.api;

import org.jspecify.annotations.NullMarked;
