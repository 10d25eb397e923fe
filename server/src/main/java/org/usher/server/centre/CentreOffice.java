package org.usher.server.centre;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration;
import org.usher.server.config.Centre;
import org.usher.server.config.CentreChanges;
import org.usher.server.config.CentreFile;
import org.usher.server.config.ConfigException;
import org.usher.server.config.ConfigProblem;
import org.usher.server.engine.CopyMaker;
import org.usher.server.engine.EngineEye;
import org.usher.server.engine.EngineMaker;

/**
 * Where descriptions of the centre are compared with what is in force, tried out and adopted, one after the other, while calls go on. Safe
 * from any thread; what it does takes as long as the engine needs, so nobody who has others waiting calls it.
 */
public final class CentreOffice implements CentreDesk {
    private static final Logger LOG = LoggerFactory.getLogger(CentreOffice.class);

    private static final Executor A_MOMENT_LATER = CompletableFuture.delayedExecutor(10, TimeUnit.MILLISECONDS);

    private final CentreFolder folder;
    private final CentreReading startedWith;
    private final Engine engine;
    private final CentreIds ids;
    private final CentrePlace place;
    private final CentreFolder.LastWord lastWord;
    private volatile Centre inForce;
    /** What the file said when it had its last word. */
    private String heardOfFile;
    /** Of the last adoption. */
    private CompletableFuture<Void> settled = CompletableFuture.completedFuture(null);

    /**
     * The engine as the office sees it.
     *
     * @param offer puts a command before it; false if it has too much to do
     * @param copies of its whole state, on which a description is tried out
     * @param patience how long it is waited for
     */
    public record Engine(
            EngineEye eye, Predicate<Command> offer, EngineMaker maker, CopyMaker copies, Duration patience) {}

    /**
     * An office, in which what was applied is in force, or what the server was started with.
     *
     * @param place what a centre must fit
     */
    public CentreOffice(CentreFolder folder, CentreReading startedWith, Engine engine, CentreIds ids, CentrePlace place)
            throws IOException {
        this.folder = folder;
        this.startedWith = startedWith;
        this.heardOfFile = startedWith.centre().text();
        this.engine = engine;
        this.ids = ids;
        this.place = place;
        this.lastWord = folder.atStart(startedWith, place::misfits);
        this.inForce = lastWord.centre();
    }

    /**
     * Has the engine adopt what is to be in force when the server starts, if it does not know it yet.
     *
     * @param known what the engine has in force
     * @return completed when it is in force
     */
    public synchronized CompletableFuture<Void> begin(Configuration known) throws IOException {
        Centre centre = inForce;
        Optional<Centre> was = folder.revision(known.revision());
        Optional<Configuration> next = next(ids.next(known, centre.configuration()), known, was, centre);
        if (next.isPresent()) {
            Configuration adopted = next.get();
            LOG.info(
                    "Adopting revision {} of the centre: {} queues, {} agents",
                    adopted.revision(),
                    adopted.queues().size(),
                    adopted.agents().size());
            if (!engine.offer.test(new Command.AdoptConfiguration(adopted))) {
                throw new IllegalStateException("an engine that has not begun has too much to do");
            }
            folder.keepRevision(adopted.revision(), centre);
        }
        settled = adopted(next.map(Configuration::revision).orElse(known.revision()))
                .thenRun(this::settle);
        return settled;
    }

    private void settle() {
        try {
            folder.settled(startedWith, lastWord);
        } catch (IOException e) {
            LOG.error(
                    "What was applied before may come back at the next start, as the disk does not take that the file has changed: {}",
                    e.toString());
        }
    }

    /** What is in force, with what is no business of the engine's. */
    public Centre inForce() {
        return inForce;
    }

    @Override
    public CompletableFuture<Long> revision() {
        return engine.eye.view().thenApply(view -> view.configuration().revision());
    }

    @Override
    public synchronized Verdict decide(Proposal proposal) throws InterruptedException {
        try {
            Centre centre = CentreFile.parse("centre", proposal.text());
            List<ConfigProblem> misfits = place.misfits(centre);
            return misfits.isEmpty() ? decide(proposal, centre) : new Verdict.Unusable(misfits);
        } catch (ConfigException e) {
            return new Verdict.Unusable(e.problems());
        } catch (ExecutionException e) {
            return new Verdict.Away("the engine cannot be asked: " + why(e));
        } catch (TimeoutException e) {
            return new Verdict.Away("the engine " + unanswered());
        }
    }

    private Verdict decide(Proposal proposal, Centre centre)
            throws InterruptedException, ExecutionException, TimeoutException {
        told(settled);
        Configuration current = told(engine.eye.view()).configuration();
        Long against = proposal.revision();
        if (against != null && against != current.revision()) {
            return new Verdict.Outdated(current.revision());
        }
        Configuration next = next(ids.preview(current, centre.configuration()), current, Optional.of(inForce), centre)
                .orElse(current);
        Consequences consequences = consequences(current, next);
        if (!consequences.untried().isEmpty() && !proposal.force()) {
            return new Verdict.Away("what it would come to " + consequences.untried()
                    + "; who wants it all the same says so (--force, or force=true)");
        }
        List<CentreChanges.Change> changes = CentreChanges.between(current, next, inForce, centre);
        Verdict.Report report =
                new Verdict.Report(current.revision(), next.revision(), changes, centre.findings(), consequences);
        if (proposal.dryRun()) {
            return new Verdict.Tried(report);
        }
        if (report.isGrave() && !proposal.force()) {
            return new Verdict.Hesitant(report);
        }
        return adopt(current, centre, report);
    }

    /** The live engine has just answered: what fails here fails in whoever makes the copy. */
    private Consequences consequences(Configuration current, Configuration next) throws InterruptedException {
        try {
            return Rehearsal.of(told(engine.copies.copy()), engine.maker, current, next);
        } catch (ExecutionException e) {
            return Consequences.untried("could not be tried: " + why(e));
        } catch (TimeoutException e) {
            return Consequences.untried("could not be tried: " + engine.copies.progress());
        } catch (IOException e) {
            return Consequences.untried("could not be tried: no engine can be made of the copy: " + e);
        }
    }

    /** What the engine is to adopt: also what is no business of its own makes a revision, so that there is one to go back to. */
    private static Optional<Configuration> next(
            Optional<Configuration> forEngine, Configuration current, Optional<Centre> was, Centre centre) {
        return forEngine.or(() -> was.filter(old -> old.differsBesideEngine(centre))
                .map(old -> current.atRevision(current.revision() + 1)));
    }

    /** On the disk first, as far as it can fail there; then the engine; then it is what a start comes back to. */
    private Verdict adopt(Configuration current, Centre centre, Verdict.Report report) throws InterruptedException {
        CentreFolder.Kept kept;
        String fileText = startedWith.says(centre.text()) ? centre.text() : heardOfFile;
        try {
            kept = folder.keep(fileText, centre);
        } catch (IOException e) {
            return new Verdict.Away("it cannot be kept on the disk (" + e + "), and revision " + current.revision()
                    + " stays in force");
        }
        Optional<Configuration> next =
                next(ids.next(current, centre.configuration()), current, Optional.of(inForce), centre);
        if (next.isPresent() && !engine.offer.test(new Command.AdoptConfiguration(next.get()))) {
            kept.close();
            return new Verdict.Away(
                    "the engine has too much to do just now, and revision " + current.revision() + " stays in force");
        }
        heardOfFile = fileText;
        CompletableFuture<Verdict> adoption = adopted(report.next())
                .<Verdict>thenApply(nothing -> {
                    inForce = centre;
                    return new Verdict.Adopted(report, keep(kept, next.isPresent(), report, centre));
                })
                .whenComplete((verdict, failure) -> kept.close());
        settled = adoption.thenAccept(verdict -> LOG.info(
                "Revision {} of the centre is in force: {} changes",
                report.next(),
                report.changes().size()));
        try {
            return told(adoption);
        } catch (ExecutionException e) {
            return new Verdict.Unconfirmed(report, why(e));
        } catch (TimeoutException e) {
            return new Verdict.Unconfirmed(report, "it " + unanswered());
        }
    }

    /** Why it could not be kept, empty if it was. */
    private String keep(CentreFolder.Kept kept, boolean anew, Verdict.Report report, Centre centre) {
        String unkept = "";
        try {
            kept.lasts();
        } catch (IOException e) {
            unkept = "a restart comes back to what was in force before: " + e;
        }
        try {
            if (anew) {
                folder.keepRevision(report.next(), centre);
            }
        } catch (IOException e) {
            unkept = (unkept.isEmpty() ? "" : unkept + "; ") + "no copy of it as revision " + report.next()
                    + " is kept: " + e;
        }
        if (!unkept.isEmpty()) {
            LOG.error("Revision {} of the centre is in force, but {}", report.next(), unkept);
        }
        return unkept;
    }

    /**
     * Completed when the engine has this revision in force. One answer is not enough: it may be of a turn that had been begun before the
     * command was there.
     */
    private CompletableFuture<Void> adopted(long revision) {
        return engine.eye
                .view()
                .thenCompose(view -> view.configuration().revision() >= revision
                        ? CompletableFuture.<Void>completedFuture(null)
                        : CompletableFuture.<Void>completedFuture(null)
                                .thenComposeAsync(now -> adopted(revision), A_MOMENT_LATER));
    }

    private String unanswered() {
        return "has not answered within " + engine.patience.toMillis() + " ms";
    }

    private static String why(ExecutionException failure) {
        Throwable cause = failure.getCause();
        return cause == null || cause.getMessage() == null ? String.valueOf(cause) : cause.getMessage();
    }

    private <T> T told(CompletableFuture<T> asked) throws InterruptedException, ExecutionException, TimeoutException {
        return asked.get(engine.patience.toMillis(), TimeUnit.MILLISECONDS);
    }
}
