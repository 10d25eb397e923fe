/**
 * Throws what nobody should send at everything that takes something from outside: HTTP, WebSocket, AMI and the configuration files.
 * {@code mvn -Pfuzz}, with {@code -Dfuzz.inputs=N} and {@code -Dseed=N}; a short round is part of {@code mvn verify}.
 */
@NullMarked
package org.usher.server.fuzz;

import org.jspecify.annotations.NullMarked;
