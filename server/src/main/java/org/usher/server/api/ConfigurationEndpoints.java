package org.usher.server.api;

import io.netty.handler.codec.http.HttpMethod;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.usher.server.centre.CentreDesk;
import org.usher.server.centre.Consequences;
import org.usher.server.centre.Verdict;
import org.usher.server.config.CentreChanges;
import org.usher.server.config.ConfigProblem;
import org.usher.server.config.Finding;
import org.usher.server.security.Access;

/** The description of the centre: compared with what is in force, and adopted while calls go on. */
final class ConfigurationEndpoints implements AutoCloseable {
    static final String PATH = "/api/v1/configuration";
    /** Several thousand agents. */
    static final int MAX_BYTES = 4 << 20;

    private static final String TOML = "application/toml";

    private final CentreDesk desk;
    private final BlockingQuestions questions = new BlockingQuestions("configuration", 1, away("no database"));

    ConfigurationEndpoints(CentreDesk desk) {
        this.desk = desk;
    }

    /** @param revision in force; it rises with each that is adopted */
    record RevisionAnswer(long revision) {}

    /** @param name empty of what there is one of */
    record ChangeRow(CentreChanges.Kind kind, String what, String name, List<String> words) {
        private static ChangeRow of(CentreChanges.Change change) {
            return new ChangeRow(change.kind(), change.what(), change.name(), change.words());
        }
    }

    /**
     * Written well, and hardly meant so.
     *
     * @param grave somebody would wait for nobody; only {@code force} adopts it
     * @param line from 1, 0 if it is about the file as a whole
     */
    record FindingRow(boolean grave, int line, String key, String value, String wrong, String fix) {
        private static FindingRow of(Finding finding) {
            ConfigProblem problem = finding.problem();
            return new FindingRow(
                    finding.grave(), problem.line(), problem.key(), problem.value(), problem.wrong(), problem.fix());
        }
    }

    /**
     * What became of it.
     *
     * @param revision in force when it was compared
     * @param next the revision that it is, or would be; the same if nothing changes that the engine knows
     * @param consequences what the engine does when it adopts it, found by trying it on a copy
     * @param unkept adopted, but why a restart would not come back to it, or no copy of it is kept; empty if all is well
     */
    record ConfigurationAnswer(
            boolean adopted,
            long revision,
            long next,
            List<ChangeRow> changes,
            List<FindingRow> findings,
            Consequences consequences,
            String unkept) {
        private static ConfigurationAnswer of(boolean adopted, Verdict.Report report, String unkept) {
            return new ConfigurationAnswer(
                    adopted,
                    report.revision(),
                    report.next(),
                    report.changes().stream().map(ChangeRow::of).toList(),
                    report.findings().stream().map(FindingRow::of).toList(),
                    report.consequences(),
                    unkept);
        }
    }

    List<Route> routes() {
        return List.of(
                new Route(
                        HttpMethod.GET,
                        PATH,
                        Access.CONFIG_WRITE,
                        Route.Doc.json("Which revision of the centre is in force", RevisionAnswer.class),
                        (Route.Answering) request -> revision()),
                new Route(
                        HttpMethod.POST,
                        PATH,
                        Access.CONFIG_WRITE,
                        Route.Doc.json(
                                "Compare a description of the centre (a body of " + TOML
                                        + ", as conf/centre.toml explains) with what is in force, and adopt it",
                                ConfigurationAnswer.class,
                                new Route.Parameter("dryRun", "boolean", "true: only say what would change"),
                                new Route.Parameter(
                                        "revision",
                                        "integer",
                                        "that it was compared with; refused (409) if another has been adopted since"),
                                new Route.Parameter(
                                        "force",
                                        "boolean",
                                        "true: adopt it in spite of grave findings, or if it cannot be tried out")),
                        (Route.Answering) this::propose));
    }

    private CompletionStage<Answer> revision() {
        return desk.revision()
                .handle((revision, failure) -> failure == null
                        ? Answer.json(200, new RevisionAnswer(revision))
                        : Answer.problem(away("the engine cannot be asked")));
    }

    private CompletionStage<Answer> propose(Request request) {
        String contentType = request.headers().getOrDefault("content-type", "");
        if (!contentType.toLowerCase(Locale.ROOT).startsWith(TOML)) {
            throw new Problem.ProblemException(Problem.field(
                    415,
                    "unsupported-media-type",
                    new Problem.FieldError("Content-Type", contentType, "send " + TOML)));
        }
        CentreDesk.Proposal proposal = new CentreDesk.Proposal(
                request.body(), revision(request), flag(request, "dryRun"), flag(request, "force"));
        return questions.ask(() -> {
            try {
                return answer(desk.decide(proposal));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted: the server stops", e);
            }
        });
    }

    private static @Nullable Long revision(Request request) {
        String given = request.queryValue("revision").orElse(null);
        if (given == null) {
            return null;
        }
        if (!given.matches("[0-9]{1,18}")) {
            throw Request.wrong("revision", given, "give the revision that GET " + PATH + " says");
        }
        return Long.valueOf(given);
    }

    private static boolean flag(Request request, String name) {
        String given = request.queryValue(name).orElse("false");
        if (!given.equals("true") && !given.equals("false")) {
            throw Request.wrong(name, given, "must be true or false");
        }
        return given.equals("true");
    }

    private static Answer answer(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Tried(Verdict.Report report) ->
                Answer.json(200, ConfigurationAnswer.of(false, report, "")).noted(null, "only tried");
            case Verdict.Adopted(Verdict.Report report, String unkept) ->
                Answer.json(200, ConfigurationAnswer.of(true, report, unkept))
                        .noted(
                                null,
                                "revision " + report.next() + ", "
                                        + report.changes().size() + " changes");
            case Verdict.Unconfirmed(Verdict.Report report, String why) ->
                Answer.problem(Problem.of(
                                504,
                                "configuration-unconfirmed",
                                "Revision " + report.next()
                                        + " was handed to the engine, but that it is in force is not known: " + why
                                        + ". It may be in force by now, or come into force later. GET " + PATH
                                        + " says which revision is."))
                        .noted(null, "revision " + report.next() + ", unconfirmed");
            case Verdict.Unusable(List<ConfigProblem> problems) ->
                Answer.problem(problem(422, "unusable-configuration", "It cannot be used.", problems));
            case Verdict.Hesitant(Verdict.Report report) ->
                Answer.problem(problem(
                        409,
                        "grave-findings",
                        "Callers would wait for nobody; mend it, or say force=true.",
                        report.findings().stream()
                                .filter(Finding::grave)
                                .map(Finding::problem)
                                .toList()));
            case Verdict.Outdated(long revision) ->
                EngineAnswer.conflict(
                        "configuration-changed",
                        "Somebody has adopted revision " + revision + " meanwhile; look again and repeat.");
            case Verdict.Away(String why) -> Answer.problem(away(why));
        };
    }

    private static Problem problem(int status, String name, String detail, List<ConfigProblem> problems) {
        Problem problem = Problem.of(status, name, detail);
        return new Problem(
                problem.type(),
                problem.title(),
                status,
                detail,
                problems.stream().map(ConfigurationEndpoints::error).toList());
    }

    private static Problem.FieldError error(ConfigProblem problem) {
        String place = problem.line() > 0 ? "line " + problem.line() + ": " : "";
        return new Problem.FieldError(place + problem.key(), problem.value(), problem.wrong() + "; " + problem.fix());
    }

    private static Problem away(String why) {
        return Problem.of(503, "configuration-away", "Nothing can be adopted now: " + why + ". Try again.");
    }

    @Override
    public void close() {
        questions.close();
    }
}
