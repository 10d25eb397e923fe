/** The one way data flows: inbox, command log, engine loop, effect router. */
@NullMarked
package org.usher.server.engine;

import org.jspecify.annotations.NullMarked;
