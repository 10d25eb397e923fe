package org.usher.core.engine;

/** A mutable record of the state that has its share in the state hash; see {@link StateHash}. */
abstract class HashedRecord {
    long hashShare;
    boolean hashStale;
    boolean hashLeft;

    /** A hash of everything in this record that can influence a later result; the same in every JVM. */
    abstract long fingerprint();
}
