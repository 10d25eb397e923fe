/** What supervisors see and do beyond the wallboard. */
@NullMarked
package org.usher.server.supervisor;

import org.jspecify.annotations.NullMarked;
