package org.usher.server.centre;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Where somebody hands in a description of the centre. */
public interface CentreDesk {
    /**
     * What somebody wants.
     *
     * @param text of the description
     * @param revision that it was made against; null: whichever is in force
     * @param dryRun it is only looked at
     * @param force it is wanted although it has grave findings, or cannot be tried out
     */
    public record Proposal(String text, @Nullable Long revision, boolean dryRun, boolean force) {}

    /** The revision in force. */
    CompletableFuture<Long> revision();

    /**
     * Decides about a description, and adopts it if it is to be; takes as long as the engine and the disk need, but only so long.
     */
    Verdict decide(Proposal proposal) throws InterruptedException;
}
