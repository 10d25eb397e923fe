/** Recorded command logs, taken apart into what people did, and played again under other rules. */
@NullMarked
package org.usher.lab.replay;

import org.jspecify.annotations.NullMarked;
