package org.usher.server;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.usher.server.config.Centre;
import org.usher.server.config.CentreFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Has the running server compare a description of the centre with what is in force, and adopt it. */
@Command(
        name = "apply",
        description =
                "Has the running server adopt a file like centre.toml, and says what changes and whom that touches."
                        + " Nobody loses a place in line, no talk ends.",
        mixinStandardHelpOptions = true)
final class ApplyCommand implements Callable<Integer> {
    private static final int WRONG_INPUT = 2;
    private static final String PATH = "/api/v1/configuration";

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private ServerAccess access;

    @Parameters(paramLabel = "FILE", description = "The description of the centre.")
    private Path file = Path.of("");

    @Option(names = "--dry-run", description = "Only says what would change.")
    private boolean dryRun;

    @Option(
            names = "--force",
            description = "Adopts it although callers would wait for nobody, or it cannot be tried out.")
    private boolean force;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Centre centre = CentreFile.read(file);
        ApiClient api = access.api();
        JsonNode tried = api.send("POST", PATH + "?dryRun=true&force=" + force, "application/toml", centre.text());
        tell(tried, centre);
        boolean grave = centre.findings().stream().anyMatch(finding -> finding.grave());
        if (dryRun) {
            return 0;
        }
        if (grave && !force) {
            spec.commandLine()
                    .getErr()
                    .println("Not adopted: callers would wait for nobody. Mend the file, or give --force.");
            return WRONG_INPUT;
        }
        JsonNode adopted = api.send(
                "POST",
                PATH + "?force=" + force + "&revision=" + tried.path("revision").asLong(),
                "application/toml",
                centre.text());
        spec.commandLine().getOut().println("Revision " + adopted.path("next").asLong() + " is in force.");
        String unkept = adopted.path("unkept").asString();
        if (!unkept.isEmpty()) {
            spec.commandLine().getErr().println("But " + unkept);
        }
        return 0;
    }

    private void tell(JsonNode tried, Centre centre) {
        PrintWriter out = spec.commandLine().getOut();
        centre.findings().forEach(out::println);
        if (tried.path("changes").isEmpty()) {
            out.println("Nothing changes: this is in force, as revision "
                    + tried.path("revision").asLong() + ".");
            return;
        }
        out.println("Compared with revision " + tried.path("revision").asLong() + ":");
        for (JsonNode change : tried.path("changes")) {
            out.println("  " + line(change));
        }
        consequences(tried.path("consequences"), out);
    }

    private static String line(JsonNode change) {
        String name = change.path("name").asString();
        StringBuilder line = new StringBuilder(change.path("what").asString());
        line.append(name.isEmpty() ? "" : " " + name).append(": ");
        String between = "";
        String kind = change.path("kind").asString();
        if (!kind.equals("CHANGED")) {
            line.append(kind.equals("ADDED") ? "new" : "removed");
            between = "; ";
        }
        for (JsonNode word : change.path("words")) {
            line.append(between).append(word.asString());
            between = "; ";
        }
        return line.toString();
    }

    private static void consequences(JsonNode consequences, PrintWriter out) {
        String untried = consequences.path("untried").asString();
        if (!untried.isEmpty()) {
            out.println("  What it comes to " + untried);
            return;
        }
        for (JsonNode line : consequences.path("lines")) {
            out.println("  " + line.path("waiting").asInt() + " wait in "
                    + line.path("queue").asString() + ": "
                    + line.path("changed").asInt()
                    + " ask for something else then, "
                    + line.path("stranded").asInt() + " could be served by nobody any more, "
                    + line.path("released").asInt() + " go back to the dialplan");
        }
        if (!consequences.path("loggedOut").isEmpty()) {
            out.println("  logged out at once: " + PeopleCommands.words(consequences.path("loggedOut")));
        }
        if (!consequences.path("loggedOutLater").isEmpty()) {
            out.println("  logged out when they have finished what they are in: "
                    + PeopleCommands.words(consequences.path("loggedOutLater")));
        }
        out.println("  " + consequences.path("talks").asInt() + " talks, which go on");
    }
}
