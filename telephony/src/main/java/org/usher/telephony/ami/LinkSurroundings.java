package org.usher.telephony.ami;

import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** What a link's parts share of the world around them. */
record LinkSurroundings(Supplier<Names> names, AmiLink.World world, LinkCounters counters) {
    LongSupplier nowMs() {
        return world.nowMs();
    }

    RandomGenerator random() {
        return world.random();
    }

    Reign reign() {
        return world.reign();
    }

    PhoneSink phones() {
        return world.phones();
    }

    CallerKeySink keys() {
        return world.keys();
    }

    CallbackSink callbacks() {
        return world.callbacks();
    }

    /** By the names of their queues. */
    Map<String, Diversion> diversions() {
        return world.diversions().get();
    }

    /** The names of the queues. */
    Set<String> surveys() {
        return world.surveys().get();
    }

    boolean engineAlive() {
        return world.engineAlive().getAsBoolean();
    }
}
