/** The live state of queues and agents with today's figures, and the feed that shows it to any number of watchers. */
@NullMarked
package org.usher.server.wallboard;

import org.jspecify.annotations.NullMarked;
