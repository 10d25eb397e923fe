/** People and programs: who they are, their sessions, and what they did. In MariaDB, and in memory for whoever asks. */
@NullMarked
package org.usher.server.people;

import org.jspecify.annotations.NullMarked;
