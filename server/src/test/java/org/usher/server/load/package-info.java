/** Usher under load on the real thing, beside what people would use else: {@code mvn -Pload -Dload=CASE}. */
@NullMarked
package org.usher.server.load;

import org.jspecify.annotations.NullMarked;
