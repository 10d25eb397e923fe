/** Events that go out to programs of the operator's: what is told, to whom, and how it gets there although they may be away. */
@NullMarked
package org.usher.server.webhook;

import org.jspecify.annotations.NullMarked;
