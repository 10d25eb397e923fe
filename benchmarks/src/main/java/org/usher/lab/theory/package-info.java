/** Exact formulas, bounds and optima that the lab is checked against. */
@NullMarked
package org.usher.lab.theory;

import org.jspecify.annotations.NullMarked;
