/** How the server is doing: figures for Prometheus and checks for whoever supervises the process. */
@NullMarked
package org.usher.server.metrics;

import org.jspecify.annotations.NullMarked;
