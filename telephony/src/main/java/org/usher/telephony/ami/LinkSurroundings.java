package org.usher.telephony.ami;

import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** What a link's parts share of the world around them. */
record LinkSurroundings(
        Supplier<Names> names, LongSupplier nowMs, RandomGenerator random, int epoch, LinkCounters counters) {}
