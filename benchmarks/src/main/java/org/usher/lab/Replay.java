package org.usher.lab;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;
import org.usher.core.api.Channel;
import org.usher.core.api.Configuration;
import org.usher.core.api.Routing;
import org.usher.lab.replay.Fate;
import org.usher.lab.replay.Recording;
import org.usher.server.config.CentreFile;
import org.usher.server.config.ConfigException;

/**
 * {@code -Dlab=replay -Dlab.log=FILE}: what would have become of each contact of a recorded command log under other rules.
 *
 * <p>{@code lab.log} is the log's file, the directory it is in, or the data directory of a server, running or not. The rules are Usher's
 * own by name ({@code -Dlab.policies}, each the beginning of names; see {@link OwnPolicies}), or, with {@code -Dlab.routing=FILE}, those of
 * the table {@code [routing]} of a {@code centre.toml}, as the row {@code routing-file}; its pools stay those of the recording.
 *
 * <p>First the log is replayed under the rules that it was recorded with: that must lead to the same log, entry by entry, and so to the
 * same state of the engine, or the replay of anything else would prove nothing. Then what is assumed: see {@link Recording} for what
 * people do again. A customer who gave up does so after the same wait; one who did not (he was served, say) is given a patience beyond his
 * wait, drawn from the product-limit estimate over all contacts of the channel, or none if nobody gave up; who is to be called back waits
 * for ever. Who had no talk is given one of another customer of his queue.
 */
final class Replay {
    /** Into so many stretches of equally many contacts the recording is cut, for the confidence intervals. */
    static final int STRETCHES = 20;

    private final Recording recording;
    private final long seed;
    private final Map<Channel, Patience> patience = new LinkedHashMap<>();

    Replay(Recording recording, long seed) {
        this.recording = recording;
        this.seed = seed;
        for (Channel channel : Channel.values()) {
            List<Patience.Wait> waits = recording.fates().values().stream()
                    .filter(fate -> fate.channel() == channel)
                    .map(fate -> new Patience.Wait((int) (fate.waitedMs() / 1_000), fate.end() == Fate.End.GAVE_UP))
                    .toList();
            if (channel != Channel.CALLBACK && waits.stream().anyMatch(Patience.Wait::hungUp)) {
                patience.put(channel, new Patience(waits));
            }
        }
    }

    /**
     * As the system properties say.
     *
     * @throws IllegalArgumentException saying what is wrong with them, or with the log
     */
    static Lab.Played asAsked(PrintStream progress) {
        String log = System.getProperty("lab.log", "");
        if (log.isBlank()) {
            throw new IllegalArgumentException("which log? -Dlab.log=FILE, for example -Dlab.log=var");
        }
        Replay replay = new Replay(read(Path.of(log)), Long.getLong("lab.seed", 1));
        return replay.played(rules(), progress);
    }

    static Recording read(Path log) {
        try {
            return Recording.read(log);
        } catch (IOException e) {
            throw new IllegalArgumentException("-Dlab.log: " + e.getMessage(), e);
        }
    }

    private static Map<String, Routing> rules() {
        Map<String, Routing> rules = new LinkedHashMap<>();
        List<String> beginnings =
                Arrays.asList(System.getProperty("lab.policies", "").split(",", -1));
        OwnPolicies.rules().forEach((name, routing) -> {
            if (name.equals(Policies.DEFAULT) || beginnings.stream().anyMatch(name::startsWith)) {
                rules.put(name, routing);
            }
        });
        String file = System.getProperty("lab.routing", "");
        if (!file.isBlank()) {
            try {
                rules.keySet().removeIf(name -> beginnings.equals(List.of("")) && !name.equals(Policies.DEFAULT));
                rules.put(
                        "routing-file",
                        CentreFile.read(Path.of(file))
                                .configuration()
                                .settings()
                                .routing());
            } catch (ConfigException e) {
                throw new IllegalArgumentException("-Dlab.routing: " + e.getMessage(), e);
            }
        }
        return rules;
    }

    /** Plays the recording under each of these, and holds what comes of it against what was. */
    Lab.Played played(Map<String, Routing> rules, PrintStream progress) {
        Figures figures = figures();
        Recording.Replayed same = replayed(UnaryOperator.identity());
        Proof proof = Proof.of(recording, same);
        List<Outcome> outcomes = new ArrayList<>();
        outcomes.add(new Outcome("recorded", figures.tallies(recording.fates(), recording.staffing())));
        Map<String, Changes> changes = new LinkedHashMap<>();
        rules.forEach((name, routing) -> {
            progress.println("replaying under " + name);
            Recording.Replayed replayed = replayed(configuration -> OwnRules.with(configuration, routing));
            outcomes.add(new Outcome(name, figures.of(replayed)));
            changes.put(name, Changes.between(recording, replayed));
        });
        Recording.Replayed pooled = replayed(Replay::pooled);
        double bound =
                new Outcome("pooled", figures.of(pooled)).of(Measure.MEAN_WAIT).value();
        Case studied = new Case(
                "replay",
                day -> figures.scenario(),
                List.of(),
                1,
                new Case.Bound.PooledReplay(),
                Optional.empty(),
                note());
        Result result = Result.of(studied, outcomes, OptionalDouble.of(bound), seed);
        StringBuilder text = new StringBuilder(proof.text()).append(Report.table(result));
        Map<String, Object> more = new LinkedHashMap<>();
        more.put("sameRules", proof.json());
        Map<String, Object> sums = new LinkedHashMap<>();
        List<Map<String, Object>> contacts = new ArrayList<>();
        changes.forEach((name, changed) -> {
            text.append(changed.text(name));
            sums.put(name, changed.sums());
            contacts.addAll(changed.contacts(name));
        });
        more.put("changes", sums);
        more.put("contacts", contacts);
        return new Lab.Played(result, text.toString(), more);
    }

    Recording.Replayed replayed(UnaryOperator<Configuration> change) {
        return recording.replay(change, this::patienceMs, seed);
    }

    private long patienceMs(Fate recorded) {
        Patience known = patience.get(recorded.channel());
        if (known == null) {
            return Call.FOREVER;
        }
        double seconds = known.drawBeyond(
                Math.ceil(recorded.waitedMs() / 1_000.0),
                Streams.of(seed, Long.hashCode(recorded.contactId()), 0, Streams.Attribute.PATIENCE));
        return Math.round(1_000 * seconds);
    }

    /** Everyone can do everything, and the longest wait comes first. */
    static Configuration pooled(Configuration recorded) {
        List<Configuration.SkillLevel> all = recorded.skills().stream()
                .map(skill -> new Configuration.SkillLevel(skill.skillId(), 10))
                .toList();
        List<Integer> queues =
                recorded.queues().stream().map(Configuration.Queue::queueId).toList();
        List<Configuration.Agent> agents = recorded.agents().stream()
                .map(agent -> new Configuration.Agent(
                        agent.agentId(),
                        agent.name(),
                        agent.title(),
                        all,
                        queues,
                        agent.employment(),
                        agent.chatCapacity()))
                .toList();
        Configuration pooled = new Configuration(
                recorded.revision(),
                recorded.skills(),
                recorded.queues(),
                recorded.devices(),
                agents,
                recorded.pauseReasons(),
                recorded.settings());
        return OwnRules.with(pooled, OwnRules.with(Routing.ContactRule.LONGEST_WAIT, Routing.AgentRule.LONGEST_IDLE));
    }

    Figures figures() {
        return new Figures(recording);
    }

    String note() {
        Routing routing = recording.configuration().settings().routing();
        return String.format(
                Locale.ROOT,
                "Recorded: %s, %d entries over %.1f minutes, by contacts = \"%s\", agents = \"%s\". Arrivals, talks, wrap-up, log-ins and"
                        + " pauses as recorded; patience beyond a recorded wait is drawn. Intervals are over %d stretches of the recording."
                        + " The bound is the same recording with every agent able to serve everyone (no proven bound where callers give up).",
                recording.extent().file().getFileName(),
                recording.extent().entries(),
                (recording.lastAtMs() - recording.firstAtMs()) / 60_000.0,
                routing.contacts().name().toLowerCase(Locale.ROOT),
                routing.agents().name().toLowerCase(Locale.ROOT),
                STRETCHES);
    }
}
