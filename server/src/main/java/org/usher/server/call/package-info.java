/** What agents order of the calls in their hands from their desks: which phone can be told what, and who carries it out. */
@NullMarked
package org.usher.server.call;

import org.jspecify.annotations.NullMarked;
