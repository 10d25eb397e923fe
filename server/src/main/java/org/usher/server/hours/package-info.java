/** When queues are open: their hours, holidays, and the clock that opens and closes their doors by them. */
@NullMarked
package org.usher.server.hours;

import org.jspecify.annotations.NullMarked;
