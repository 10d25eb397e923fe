/**
 * Drills: what happens to callers when something breaks, tried on a real Asterisk with real SIP callers, unattended.
 *
 * <p>{@code mvn -Pdrill -Ddrill=NAME} runs one ({@link org.usher.server.drill.Drills}), prints what it found as one line of JSON, writes it to
 * {@code server/target/drill/NAME.json}, and exits with 1 if it did not hold.
 *
 * <p>To add a drill: write a class that implements {@link org.usher.server.drill.Drill} and add it to {@link org.usher.server.drill.Drills#ALL}.
 * Its {@code run} opens a {@link org.usher.server.drill.Site} (Asterisk, or several, with all agents' phones, and Usher as shipped), lets
 * callers dial by {@link org.usher.server.drill.Site#call}, breaks what it is about, and tells its
 * {@link org.usher.server.drill.Proof} the figures, and each thing that has to hold. What the phones noted is the
 * {@link org.usher.server.drill.Journal}, what Usher believes the {@link org.usher.server.drill.History} and the {@link
 * org.usher.server.drill.Replay} of its command log; {@link org.usher.server.drill.Books} compares the three. An exception is a drill that did
 * not hold. The short ones run in the build, too ({@code DrillsIT}), where what only takes a fast machine is told and not asked for. Random choices come from {@link org.usher.server.drill.Drills#seed}, which is printed with every result; {@code -Dseed=N} repeats
 * them.
 */
@NullMarked
package org.usher.server.drill;

import org.jspecify.annotations.NullMarked;
