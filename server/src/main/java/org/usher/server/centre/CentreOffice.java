package org.usher.server.centre;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
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
import org.usher.server.engine.EngineEye;
import org.usher.server.engine.EngineMaker;

/**
 * Where descriptions of the centre are compared with what is in force, tried out and adopted, one after the other, while calls go on. Safe
 * from any thread; what it does takes as long as the engine needs, so nobody who has others waiting calls it.
 */
public final class CentreOffice implements CentreDesk {
    private static final Logger LOG = LoggerFactory.getLogger(CentreOffice.class);
    private static final long PATIENCE_S = 10;

    private final CentreFolder folder;
    private final Centre startedWith;
    private final Engine engine;
    private final CentreIds ids;
    private final List<Integer> pbxIds;
    private volatile Centre inForce;

    /**
     * The engine as the office sees it.
     *
     * @param offer puts a command before it; false if it has too much to do
     */
    public record Engine(EngineEye eye, Predicate<Command> offer, EngineMaker maker) {}

    /**
     * An office.
     *
     * @param startedWith the file that the server was started with
     * @param inForce what it has adopted since, or that file
     * @param pbxIds on which phones may be
     */
    public CentreOffice(
            CentreFolder folder,
            Centre startedWith,
            Centre inForce,
            Engine engine,
            CentreIds ids,
            List<Integer> pbxIds) {
        this.folder = folder;
        this.startedWith = startedWith;
        this.inForce = inForce;
        this.engine = engine;
        this.ids = ids;
        this.pbxIds = List.copyOf(pbxIds);
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
    public synchronized Verdict decide(Proposal proposal) throws IOException, InterruptedException {
        try {
            Centre centre = CentreFile.parse("centre", proposal.text());
            List<ConfigProblem> misplaced = misplaced(centre);
            return misplaced.isEmpty() ? decide(proposal, centre) : new Verdict.Unusable(misplaced);
        } catch (ConfigException e) {
            return new Verdict.Unusable(e.problems());
        } catch (ExecutionException e) {
            return new Verdict.Away("the engine cannot be asked: " + e.getCause());
        } catch (TimeoutException e) {
            return new Verdict.Away("the engine has not answered within " + PATIENCE_S + " s");
        }
    }

    private List<ConfigProblem> misplaced(Centre centre) {
        return centre.configuration().devices().stream()
                .filter(device -> !pbxIds.contains(device.pbxId()))
                .map(device -> new ConfigProblem(
                        "centre",
                        0,
                        "device[" + device.deviceId() + "].pbx",
                        Integer.toString(device.pbxId()),
                        "is none of the PBXs that this server was started with",
                        "give one of " + pbxIds + ", or add the [[pbx]] to usher.toml and start again"))
                .toList();
    }

    private Verdict decide(Proposal proposal, Centre centre)
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        Configuration current = told(engine.eye.view()).configuration();
        Long against = proposal.revision();
        if (against != null && against != current.revision()) {
            return new Verdict.Outdated(current.revision());
        }
        Verdict.Report report = report(current, centre);
        if (proposal.dryRun()) {
            return new Verdict.Tried(report);
        }
        if (report.isGrave() && !proposal.force()) {
            return new Verdict.Hesitant(report);
        }
        return adopt(current, centre, report);
    }

    private Verdict.Report report(Configuration current, Centre centre)
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        Configuration next = ids.preview(current, centre.configuration()).orElse(current);
        List<CentreChanges.Change> changes = new ArrayList<>(CentreChanges.between(current, next, inForce, centre));
        ByteBuffer copy = told(engine.eye.look(Rehearsal::copy));
        Consequences consequences = Rehearsal.of(copy, engine.maker, current, next);
        return new Verdict.Report(current.revision(), next.revision(), changes, centre.findings(), consequences);
    }

    /** On the disk first, as far as it can fail there; then the engine; then it is what a start comes back to. */
    private Verdict adopt(Configuration current, Centre centre, Verdict.Report report)
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        Optional<Configuration> next = ids.next(current, centre.configuration());
        try (CentreFolder.Kept kept = folder.keep(startedWith, centre)) {
            if (next.isPresent()) {
                if (!engine.offer.test(new Command.AdoptConfiguration(next.get()))) {
                    return new Verdict.Away("the engine has too much to do just now");
                }
                told(engine.eye.view()); // in force when an answer comes: it was in the inbox before the question
            }
            inForce = centre;
            kept.lasts();
        }
        if (next.isPresent()) {
            folder.keepRevision(report.next(), centre);
        }
        LOG.info(
                "Revision {} of the centre is in force: {} changes",
                report.next(),
                report.changes().size());
        return new Verdict.Adopted(report);
    }

    private static <T> T told(CompletableFuture<T> asked)
            throws InterruptedException, ExecutionException, TimeoutException {
        return asked.get(PATIENCE_S, TimeUnit.SECONDS);
    }
}
