/** The whole of Usher on the real thing: real Asterisk, real calls, real MariaDB; what people see is what is judged. */
@NullMarked
package org.usher.server.acceptance;

import org.jspecify.annotations.NullMarked;
