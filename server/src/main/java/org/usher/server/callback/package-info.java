/** Customers who are called back: who asks for it, whom we may call, and what the PBX is told when an agent is free for one. */
@NullMarked
package org.usher.server.callback;

import org.jspecify.annotations.NullMarked;
