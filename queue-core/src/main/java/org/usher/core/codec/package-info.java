/** The compact binary form of log entries, and the primitives it shares with snapshots. */
@NullMarked
package org.usher.core.codec;

import org.jspecify.annotations.NullMarked;
