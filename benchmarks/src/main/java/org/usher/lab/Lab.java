package org.usher.lab;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * {@code mvn -Plab -Dlab=CASE}: plays one case (or several, with commas between) under every policy, prints the table and writes
 * {@code <case>.json} and {@code <case>.svg}.
 *
 * <p>{@code replay} and {@code tune} are asked for in the same way; see {@link Replay} and {@link Tuning}. So is {@code ewt}, which
 * compares not policies but estimates of waits; see {@link EwtCase}. Replay and tune know Usher's own rules only: the peers are engines of
 * the lab that know no log and none of a centre's plans.
 *
 * <p>{@code channels} and {@code promises} are about callbacks and chats; see {@link ChannelCase} and {@link PromiseCase}.
 *
 * <p>{@code routing} draws one chart of what earlier runs have written; see {@link RoutingChart}.
 *
 * <p>{@code -Dlab.replications=N} and {@code -Dlab.seed=N} for longer and other runs, {@code -Dlab.policies=a,b} for some rows only (each
 * the beginning of names), {@code -Dlab.out=DIR}.
 */
public final class Lab {
    private Lab() {}

    public static void main(String[] args) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        String wanted = System.getProperty("lab", "");
        if (wanted.isBlank()) {
            out.println("Which case? -Dlab=CASE, with CASE one of " + String.join(", ", Catalogue.names()) + ", "
                    + EwtCase.NAME + ", " + RoutingChart.NAME + ", " + ChannelCase.NAME + ", " + PromiseCase.NAME);
            return;
        }
        Path directory = Path.of(System.getProperty("lab.out", "benchmarks/target/lab"));
        Files.createDirectories(directory);
        try {
            for (String name : wanted.split(",", -1)) {
                switch (name) {
                    case EwtCase.NAME -> {
                        EwtCase.Outcome outcome = EwtCase.play(BankCase.file());
                        out.println(EwtReport.table(outcome));
                        write(directory.resolve(name + ".json"), EwtReport.json(outcome), out);
                        write(directory.resolve(name + ".svg"), EwtReport.svg(outcome), out);
                    }
                    case RoutingChart.NAME -> write(directory.resolve(name + ".svg"), RoutingChart.svg(directory), out);
                    case ChannelCase.NAME -> channels(directory, out);
                    case PromiseCase.NAME -> {
                        PromiseCase.Outcome outcome =
                                PromiseCase.play(ChannelTerms.DEFAULT, Long.getLong("lab.seed", 1));
                        out.println(PromiseReport.table(ChannelTerms.DEFAULT, outcome));
                        write(
                                directory.resolve(name + ".json"),
                                PromiseReport.json(ChannelTerms.DEFAULT, outcome),
                                out);
                        write(directory.resolve(name + ".svg"), PromiseReport.svg(outcome), out);
                    }
                    default -> {
                        Played played = played(name, out);
                        out.println(played.text());
                        write(directory.resolve(name + ".json"), Report.json(played.result(), played.more()), out);
                        write(directory.resolve(name + ".svg"), Chart.svg(played.result()), out);
                    }
                }
            }
        } catch (IllegalArgumentException e) {
            System.err.println("lab: " + e.getMessage());
            System.exit(2);
        }
    }

    /** The bank's days as well, if its records are there. */
    private static void channels(Path directory, PrintStream out) throws IOException {
        out.println(ChannelTerms.DEFAULT.inWords());
        List<ChannelCase> cases = new ArrayList<>(List.of(ChannelCase.peak()));
        if (Files.isReadable(BankCase.file())) {
            cases.add(ChannelCase.bank());
        } else {
            out.println("No bank's days: " + BankCase.file() + " is not there; -Dlab.data=FILE names another.");
        }
        List<ChannelCase.Outcome> outcomes = new ArrayList<>();
        for (ChannelCase studied : cases) {
            int replications = Integer.getInteger("lab.replications", studied.replications());
            ChannelCase.Outcome outcome = studied.play(ChannelTerms.DEFAULT, replications, Long.getLong("lab.seed", 1));
            out.println(ChannelReport.table(outcome));
            outcomes.add(outcome);
        }
        write(directory.resolve(ChannelCase.NAME + ".json"), ChannelReport.json(ChannelTerms.DEFAULT, outcomes), out);
        write(directory.resolve(ChannelCase.NAME + ".svg"), ChannelChart.svg(outcomes), out);
    }

    private static void write(Path file, String content, PrintStream out) throws IOException {
        Files.writeString(file, content);
        out.println("written: " + file);
    }

    /**
     * What is to be shown.
     *
     * @param text for people
     * @param more what the case has to say beyond the rows, for programs
     */
    record Played(Result result, String text, Map<String, ?> more) {}

    private static Played played(String name, PrintStream progress) {
        return switch (name) {
            case "replay" -> Replay.asAsked(progress);
            case "tune" -> Tuning.asAsked(progress);
            default -> {
                Result result = play(Catalogue.named(name));
                yield new Played(result, Report.table(result), Map.of());
            }
        };
    }

    private static Result play(Case studied) {
        int replications = Integer.getInteger("lab.replications", studied.replications());
        long seed = Long.getLong("lab.seed", 1);
        List<String> beginnings =
                Arrays.asList(System.getProperty("lab.policies", "").split(",", -1));
        List<Policy> policies = studied.policies().stream()
                .filter(policy -> beginnings.stream().anyMatch(policy.name()::startsWith))
                .toList();
        if (policies.isEmpty()) {
            throw new IllegalArgumentException("-Dlab.policies=" + beginnings + " names none of "
                    + studied.policies().stream().map(Policy::name).toList());
        }
        return Result.of(studied, policies, replications, seed);
    }
}
