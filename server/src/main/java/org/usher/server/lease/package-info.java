/** Which of several Ushers routes: MariaDB's lease says who may begin, the epoch in each Asterisk whose orders count. */
@NullMarked
package org.usher.server.lease;

import org.jspecify.annotations.NullMarked;
