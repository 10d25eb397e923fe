/** Callers who hung up in the line after too long a wait and were not served since: whom agents, or callbacks, go after. */
@NullMarked
package org.usher.server.followup;

import org.jspecify.annotations.NullMarked;
