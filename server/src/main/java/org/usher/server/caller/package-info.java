/** What callers in line are told. */
@NullMarked
package org.usher.server.caller;

import org.jspecify.annotations.NullMarked;
