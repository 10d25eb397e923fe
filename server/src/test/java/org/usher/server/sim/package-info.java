/** Deterministic simulation of the whole path from a PBX to the engine and back, an auditor beside it, and faults planted to test both. */
@NullMarked
package org.usher.server.sim;

import org.jspecify.annotations.NullMarked;
