/** HTTP and WebSocket: pages, the JSON API, health and metrics, from one table of routes. */
@NullMarked
package org.usher.server.api;

import org.jspecify.annotations.NullMarked;
