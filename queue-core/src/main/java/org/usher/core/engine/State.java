package org.usher.core.engine;

import org.jspecify.annotations.Nullable;
import org.usher.core.api.Configuration;
import org.usher.core.estimate.LearntEstimator;

/** Everything the engine knows. Indexes over it ({@link Matching}) are kept apart and can be made anew from it. */
final class State {
    final StateHash hash = new StateHash();
    final Examined examined = new Examined();
    final Deadlines deadlines = new Deadlines(hash, examined);
    final LongMap<ContactRecord> contactsById = new LongMap<>();
    final LongMap<ContactRecord> contactsByCall = new LongMap<>();
    final LongMap<OfferRecord> offers = new LongMap<>();

    /** By the id of the Withdraw or Release whose end they await. */
    final LongMap<ContactRecord> contactsByAction = new LongMap<>();

    /** By the id of the contact that each becomes when its window opens. */
    final LongMap<BookingRecord> bookings = new LongMap<>();

    final LongMap<QueueRecord> queues = new LongMap<>();
    final LongMap<AgentRecord> agents = new LongMap<>();
    final LongMap<DeviceRecord> devices = new LongMap<>();
    final ReleasedContacts released = new ReleasedContacts(hash);
    final ServedContacts served = new ServedContacts(hash);

    Configuration configuration = Configuration.EMPTY;
    long configurationHash = Adoption.hash(Configuration.EMPTY);
    LongMap<Configuration.Skill> skills = new LongMap<>();
    LongMap<Configuration.PauseReason> pauseReasons = new LongMap<>();

    /** Whether it must be known how much agents worked lately: a rule asks for it, or a limit; follows from the configuration. */
    boolean asksForOccupancy;

    /** Says how long who enters a line will wait; none before a model was adopted. */
    @Nullable
    LearntEstimator estimator;

    /** Of its model. */
    long waitModelHash;

    long lastIndex;
    long lastAtMs;
    int lastEpoch;
    long idleOrders;

    Configuration.Settings settings() {
        return configuration.settings();
    }

    long hash() {
        hash.settle();
        long all = StateHash.mix(hash.sum(), lastIndex);
        all = StateHash.mix(all, lastAtMs);
        all = StateHash.mix(all, lastEpoch);
        all = StateHash.mix(all, idleOrders);
        all = StateHash.mix(all, deadlines.settings());
        all = StateHash.mix(all, released.added());
        all = StateHash.mix(all, configurationHash);
        return estimator == null ? all : StateHash.mix(StateHash.mix(all, waitModelHash), estimator.hash());
    }
}
