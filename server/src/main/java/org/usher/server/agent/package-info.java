/** What agents do by phone: who may, and what it means to the engine. */
@NullMarked
package org.usher.server.agent;

import org.jspecify.annotations.NullMarked;
