package org.usher.server;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.usher.server.config.ConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Who may come in, told to the running server by its API. */
@Command(
        name = "people",
        description = "Says who may come in: people, and tokens of programs. Asks the running server.",
        mixinStandardHelpOptions = true,
        subcommands = {
            PeopleCommands.Add.class,
            PeopleCommands.ListAll.class,
            PeopleCommands.Disable.class,
            PeopleCommands.Enable.class,
            PeopleCommands.Password.class,
            TokenCommands.class
        })
final class PeopleCommands implements Callable<Integer> {
    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private ServerAccess access;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(
                spec.commandLine(), "say what to do: add, list, disable, enable, password or token");
    }

    /** The API of the running server. */
    ApiClient api() throws ConfigException, IOException, StartException {
        return access.api();
    }

    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** Adds a person. */
    @Command(
            name = "add",
            description = "Adds a person and prints the first password.",
            mixinStandardHelpOptions = true)
    static final class Add implements Callable<Integer> {
        @ParentCommand
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private PeopleCommands people;

        @Parameters(paramLabel = "NAME", description = "To log in by: small letters, digits and . _ @ -")
        private String name = "";

        @Option(names = "--display-name", paramLabel = "TEXT", description = "As others see it. Default: the name")
        private @Nullable String displayName;

        @Option(
                names = "--role",
                required = true,
                paramLabel = "ROLE",
                description = "agent, supervisor or admin; may be repeated")
        private List<String> roles = new ArrayList<>();

        @Option(names = "--queue", paramLabel = "QUEUE", description = "That a supervisor answers for; may be repeated")
        private List<String> queues = new ArrayList<>();

        @Option(names = "--all-queues", description = "The supervisor answers for all.")
        private boolean allQueues;

        @Option(names = "--agent", paramLabel = "AGENT", description = "The agent of the centre that he is.")
        private @Nullable String agent;

        @Override
        public Integer call() throws Exception {
            Map<String, Object> person = new LinkedHashMap<>();
            person.put("name", name);
            person.put("displayName", displayName == null ? name : displayName);
            person.put(
                    "roles",
                    roles.stream().map(role -> role.toUpperCase(Locale.ROOT)).toList());
            person.put("allQueues", allQueues);
            person.put("queues", queues);
            if (agent != null) {
                person.put("agent", agent);
            }
            JsonNode added = people.api().send("POST", "/api/v1/people", person);
            people.out().println(added.path("password").asString());
            return 0;
        }
    }

    /** Lists people. */
    @Command(name = "list", description = "Lists people, one a line.", mixinStandardHelpOptions = true)
    static final class ListAll implements Callable<Integer> {
        @ParentCommand
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private PeopleCommands people;

        @Override
        public Integer call() throws Exception {
            for (JsonNode person :
                    people.api().send("GET", "/api/v1/people", null).path("people")) {
                people.out().println(line(person));
            }
            return 0;
        }

        private static String line(JsonNode person) {
            List<String> parts = new ArrayList<>(List.of(person.path("name").asString(), words(person.path("roles"))));
            if (person.path("allQueues").asBoolean()) {
                parts.add("all queues");
            } else if (!person.path("queues").isEmpty()) {
                parts.add("queues " + words(person.path("queues")));
            }
            if (person.path("agent").isString()) {
                parts.add("agent " + person.path("agent").asString());
            }
            if (person.path("disabled").asBoolean()) {
                parts.add("disabled");
            } else if (person.path("mustChangePassword").asBoolean()) {
                parts.add("must change the password");
            }
            return String.join("  ", parts);
        }
    }

    /** The words of a list, with commas between. */
    static String words(JsonNode list) {
        List<String> words = new ArrayList<>();
        list.forEach(word -> words.add(word.asString()));
        return String.join(",", words);
    }

    /** What is asked of one person. */
    abstract static class OfPerson implements Callable<Integer> {
        @ParentCommand
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private PeopleCommands people;

        @Parameters(paramLabel = "NAME", description = "Whom.")
        private String name = "";

        JsonNode ask(String method, String what, @Nullable Object body) throws Exception {
            return people.api().send(method, "/api/v1/people/" + ApiClient.segment(name) + what, body);
        }

        PrintWriter out() {
            return people.out();
        }
    }

    /** Lets a person in no more. */
    @Command(
            name = "disable",
            description = "Lets a person in no more, and logs him out.",
            mixinStandardHelpOptions = true)
    static final class Disable extends OfPerson {
        @Override
        public Integer call() throws Exception {
            ask("PATCH", "", Map.of("disabled", true));
            return 0;
        }
    }

    /** Lets a person in again. */
    @Command(name = "enable", description = "Lets a person in again.", mixinStandardHelpOptions = true)
    static final class Enable extends OfPerson {
        @Override
        public Integer call() throws Exception {
            ask("PATCH", "", Map.of("disabled", false));
            return 0;
        }
    }

    /** Gives a person another password. */
    @Command(
            name = "password",
            description = "Prints a new password for a person, who must change it, and logs him out.",
            mixinStandardHelpOptions = true)
    static final class Password extends OfPerson {
        @Override
        public Integer call() throws Exception {
            out().println(ask("POST", "/password", null).path("password").asString());
            return 0;
        }
    }
}
