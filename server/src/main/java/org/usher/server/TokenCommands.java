package org.usher.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** The tokens of programs, told to the running server by its API. */
@Command(
        name = "token",
        description = "Makes, lists and withdraws the tokens of programs.",
        mixinStandardHelpOptions = true,
        subcommands = {TokenCommands.Add.class, TokenCommands.ListAll.class, TokenCommands.Withdraw.class})
final class TokenCommands implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private PeopleCommands people;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "say what to do: add, list or withdraw");
    }

    /** Makes a token. */
    @Command(name = "add", description = "Makes a token for a program and prints it.", mixinStandardHelpOptions = true)
    static final class Add implements Callable<Integer> {
        @ParentCommand
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private TokenCommands tokens;

        @Parameters(paramLabel = "NAME", description = "Which program it is for.")
        private String name = "";

        @Option(
                names = "--scope",
                required = true,
                paramLabel = "SCOPE",
                description = "Such as contacts:read; may be repeated")
        private List<String> scopes = new ArrayList<>();

        @Override
        public Integer call() throws Exception {
            JsonNode made = tokens.people.api().send("POST", "/api/v1/tokens", Map.of("name", name, "scopes", scopes));
            tokens.people.out().println(made.path("token").asString());
            return 0;
        }
    }

    /** Lists tokens. */
    @Command(
            name = "list",
            description = "Lists the programs that have a token, but for those of usher.toml.",
            mixinStandardHelpOptions = true)
    static final class ListAll implements Callable<Integer> {
        @ParentCommand
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private TokenCommands tokens;

        @Override
        public Integer call() throws Exception {
            for (JsonNode token :
                    tokens.people.api().send("GET", "/api/v1/tokens", null).path("tokens")) {
                tokens.people
                        .out()
                        .println(token.path("name").asString() + "  " + PeopleCommands.words(token.path("scopes")));
            }
            return 0;
        }
    }

    /** Withdraws a token. */
    @Command(name = "withdraw", description = "Makes a token good for nothing.", mixinStandardHelpOptions = true)
    static final class Withdraw implements Callable<Integer> {
        @ParentCommand
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private TokenCommands tokens;

        @Parameters(paramLabel = "NAME", description = "Of the program.")
        private String name = "";

        @Override
        public Integer call() throws Exception {
            tokens.people.api().send("DELETE", "/api/v1/tokens/" + ApiClient.segment(name), null);
            return 0;
        }
    }
}
