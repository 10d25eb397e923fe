/** JMH benchmarks of the parts that must be fast; {@code mvn -Pbench -Dbench=REGEX}. */
@NullMarked
package org.usher.bench;

import org.jspecify.annotations.NullMarked;
