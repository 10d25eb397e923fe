/** The server: its entry point, and how its parts are put together. */
@NullMarked
package org.usher.server;

import org.jspecify.annotations.NullMarked;
