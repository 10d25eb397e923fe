package org.usher.server;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Customers, told to the running server by its API. */
@Command(
        name = "customers",
        description = "Says who the customers are. Asks the running server.",
        mixinStandardHelpOptions = true,
        subcommands = CustomerCommands.Import.class)
final class CustomerCommands implements Callable<Integer> {
    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private ServerAccess access;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "say what to do: import");
    }

    /** Takes a file of customers in. */
    @Command(
            name = "import",
            description =
                    "Takes customers in from a file, all of them or, if any line is wrong, none. Who is there already has the values of the"
                            + " file's columns from then on; customers and columns that it does not name stay as they are.",
            mixinStandardHelpOptions = true)
    static final class Import implements Callable<Integer> {
        @ParentCommand
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private CustomerCommands customers;

        @Parameters(
                paramLabel = "FILE.csv",
                description =
                        "Its first line names the columns: id, name, and any of language, segment, vip, last_agent, last_agent_fixed,"
                                + " open_matters, numbers, shared_numbers. Several matters or numbers of one customer have ; between them."
                                + " Commas between cells, UTF-8.")
        private Path file = Path.of("");

        @Override
        public Integer call() throws Exception {
            JsonNode done = customers.access.api().send("POST", "/api/v1/customers", "text/csv", text());
            customers
                    .spec
                    .commandLine()
                    .getOut()
                    .println(done.path("customers").asLong() + " customers with "
                            + done.path("numbers").asLong() + " numbers are in, "
                            + done.path("added").asLong() + " of them new.");
            return 0;
        }

        private String text() throws StartException {
            try {
                return Files.readString(file, StandardCharsets.UTF_8);
            } catch (CharacterCodingException e) {
                throw new StartException(file + " is not in UTF-8; save it so");
            } catch (IOException e) {
                throw new StartException(file + " cannot be read: " + e);
            }
        }
    }
}
