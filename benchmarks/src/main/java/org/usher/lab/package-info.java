/** The hold-time lab: a discrete-event simulation that drives the real engine, and its peers, under virtual time and measures who waits how long. */
@NullMarked
package org.usher.lab;

import org.jspecify.annotations.NullMarked;
