/** The history in MariaDB: a mirror of the engine's events that catches up, never a gate for calls. */
@NullMarked
package org.usher.server.history;

import org.jspecify.annotations.NullMarked;
