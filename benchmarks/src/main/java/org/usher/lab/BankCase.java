package org.usher.lab;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A bank's recorded days played again: arrivals, types, priorities, services and patience as recorded where they are known, drawn from
 * the records where they are not.
 *
 * <p>Assumptions. Staffing: when servers were logged in is not recorded, so a server is at work through every stretch of his services
 * of the day without a gap of more than {@link #LONGEST_GAP_S}, from a minute before the first; first to last activity would overstate
 * it. Each service is followed by {@link #TURNAROUND_S} of after-call work, which is the mean gap (of those under five minutes) before a
 * service whose caller had to wait. The replay still waits somewhat less than the records say (31 against 37 s), so real servers were
 * away more than can be seen. A server has the skills of the types of which he served at least {@link #FEWEST_SERVED} callers, the most frequent first. A
 * caller's service takes as long whoever serves him; unknown ones are drawn from the same type. The patience of those who were served is
 * drawn from the product-limit estimate beyond the wait they bore. Priority 2 is a credit of 90 s, as at the bank. Callers who come when
 * nobody with the skill is at work are left out, since the records say that someone was.
 */
final class BankCase {
    static final int LONGEST_GAP_S = 300;
    static final int FEWEST_SERVED = 5;
    static final int TURNAROUND_S = 20;
    private static final int LEAD_S = 60;
    private static final long CREDIT_MS = 90_000;
    private static final long SERVICE_LEVEL_MS = 20_000;
    static final int PASSES = 20;

    private final List<BankRecords.Row> rows;
    private final List<String> types;
    private final List<LocalDate> dates;
    /** Null if nobody hung up: then everyone waits. */
    private final @Nullable Patience patience;

    private final Map<String, List<Integer>> services = new HashMap<>();
    private final Map<String, List<Scenario.Skill>> skills = new TreeMap<>();

    private BankCase(List<BankRecords.Row> rows) {
        this.rows = rows;
        this.types = List.copyOf(
                new TreeSet<>(rows.stream().map(BankRecords.Row::type).toList()));
        this.dates = List.copyOf(
                new TreeSet<>(rows.stream().map(BankRecords.Row::date).toList()));
        List<Patience.Wait> waits = rows.stream()
                .map(row -> new Patience.Wait(row.waitedS(), !row.served()))
                .toList();
        this.patience = waits.stream().anyMatch(Patience.Wait::hungUp) ? new Patience(waits) : null;
        for (BankRecords.Row row : rows) {
            if (row.serviceS() > 0) {
                services.computeIfAbsent(row.type(), type -> new ArrayList<>()).add(row.serviceS());
            }
        }
        learnSkills();
    }

    /** {@code -Dlab.data}, or the one CSV file of the shared data. */
    static Path file() {
        String given = System.getProperty("lab.data", "");
        return given.isBlank() ? Path.of("../shared/data/bank-calls-1999-02-01..14.csv") : Path.of(given);
    }

    /**
     * The case of these records.
     *
     * @throws IllegalArgumentException saying what is wrong with the file, or that there is none
     */
    static Case of(Path file) {
        return of(BankRecords.read(file));
    }

    static Case of(List<BankRecords.Row> rows) {
        BankCase bank = new BankCase(rows);
        // a day without anybody known to be at work cannot be played
        List<Scenario> days = bank.dates.stream()
                .map(bank::day)
                .filter(day -> !day.groups().isEmpty())
                .toList();
        if (days.isEmpty()) {
            throw new IllegalArgumentException("on no day of the records is a server known who served " + FEWEST_SERVED
                    + " callers of one type: nobody would be at work");
        }
        return new Case(
                "bank",
                replication -> days.get(replication % days.size()),
                Policies.with(),
                PASSES * days.size(),
                new Case.Bound.PooledReplay(),
                Optional.empty(),
                "Replications are " + PASSES + " passes over " + days.size()
                        + " recorded days. A server is at work through stretches without a gap over "
                        + LONGEST_GAP_S / 60 + " minutes, " + TURNAROUND_S
                        + " s of after-call work follow each service. "
                        + bank.asRecorded());
    }

    /** What the records say of the same callers, to hold beside the replay. */
    private String asRecorded() {
        double wait = rows.stream().mapToInt(BankRecords.Row::waitedS).average().orElse(0);
        double abandoned = rows.stream().filter(row -> !row.served()).count() / (double) rows.size();
        return String.format(Locale.ROOT, "As recorded: mean wait %.1f s, abandoned %.1f %%.", wait, 100 * abandoned);
    }

    private void learnSkills() {
        Map<String, Map<String, Integer>> served = new TreeMap<>();
        for (BankRecords.Row row : rows) {
            if (!row.server().isEmpty()) {
                served.computeIfAbsent(row.server(), server -> new TreeMap<>()).merge(row.type(), 1, Integer::sum);
            }
        }
        served.forEach((server, counts) -> {
            List<Scenario.Skill> learnt = counts.entrySet().stream()
                    .filter(entry -> entry.getValue() >= FEWEST_SERVED)
                    .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()))
                    .map(entry -> new Scenario.Skill(types.indexOf(entry.getKey()), 1_000))
                    .toList();
            if (!learnt.isEmpty()) {
                skills.put(server, learnt);
            }
        });
    }

    private Scenario day(LocalDate date) {
        List<BankRecords.Row> ofDay = rows.stream()
                .filter(row -> row.date().equals(date))
                .sorted(Comparator.comparingInt(BankRecords.Row::arrivalS))
                .toList();
        List<Scenario.Group> groups = new ArrayList<>();
        skills.forEach((server, has) -> {
            List<Scenario.Shift> shifts = shifts(ofDay, server);
            if (shifts.size() > 1) {
                groups.add(new Scenario.Group(server, has, shifts));
            }
        });
        List<BankRecords.Row> servable =
                ofDay.stream().filter(row -> someoneCouldServe(row, groups)).toList();
        return new Scenario(
                "bank",
                types.stream().map(type -> new Scenario.Line(type, 1)).toList(),
                groups,
                (seed, replication) -> callers(servable, seed, replication),
                new Scenario.Span(0, 86_400_000L, true),
                0,
                SERVICE_LEVEL_MS);
    }

    private static List<Scenario.Shift> shifts(List<BankRecords.Row> ofDay, String server) {
        List<Scenario.Shift> shifts = new ArrayList<>();
        shifts.add(new Scenario.Shift(0, 0));
        int from = -1;
        int until = -1;
        for (BankRecords.Row row : ofDay.stream()
                .filter(row -> row.server().equals(server))
                .sorted(Comparator.comparingInt(BankRecords.Row::serviceStartS))
                .toList()) {
            if (from >= 0 && row.serviceStartS() - until > LONGEST_GAP_S) {
                addStretch(shifts, from, until);
                from = -1;
            }
            from = from < 0 ? Math.max(0, row.serviceStartS() - LEAD_S) : from;
            until = Math.max(until, row.serviceStartS() + row.serviceS());
        }
        if (from >= 0) {
            addStretch(shifts, from, until);
        }
        return shifts;
    }

    private static void addStretch(List<Scenario.Shift> shifts, int fromS, int untilS) {
        shifts.add(new Scenario.Shift(1_000L * fromS, 1));
        shifts.add(new Scenario.Shift(1_000L * untilS, 0));
    }

    private boolean someoneCouldServe(BankRecords.Row row, List<Scenario.Group> groups) {
        int line = types.indexOf(row.type());
        return groups.stream()
                .filter(group -> group.skills().stream().anyMatch(skill -> skill.line() == line))
                .anyMatch(group -> atWork(group, 1_000L * row.arrivalS()));
    }

    private static boolean atWork(Scenario.Group group, long atMs) {
        int agents = 0;
        for (Scenario.Shift shift : group.shifts()) {
            agents = shift.fromMs() <= atMs ? shift.agents() : agents;
        }
        return agents > 0;
    }

    private Traffic.Callers callers(List<BankRecords.Row> ofDay, long seed, int replication) {
        RandomGenerator patiences = Streams.of(seed, replication, 0, Streams.Attribute.PATIENCE);
        RandomGenerator works = Streams.of(seed, replication, 0, Streams.Attribute.WORK);
        Iterator<BankRecords.Row> left = ofDay.iterator();
        int[] number = {0};
        return () -> left.hasNext() ? call(left.next(), number[0]++, patiences, works) : null;
    }

    private Call call(BankRecords.Row row, int number, RandomGenerator patiences, RandomGenerator works) {
        List<Integer> ofType = services.getOrDefault(row.type(), List.of());
        double drawnService = ofType.isEmpty() ? 180 : ofType.get(works.nextInt(ofType.size()));
        return new Call(
                number,
                types.indexOf(row.type()),
                1_000L * row.arrivalS(),
                patienceMs(row, patiences),
                (row.serviceS() > 0 ? row.serviceS() : drawnService) + TURNAROUND_S,
                row.priority() == 2 ? CREDIT_MS : 0);
    }

    /** Drawn for everyone, so that a row more or less leaves the others as they were. */
    private long patienceMs(BankRecords.Row row, RandomGenerator patiences) {
        if (patience == null) {
            return Call.FOREVER;
        }
        double drawnS = patience.drawBeyond(row.waitedS(), patiences);
        return Math.round(1_000 * (row.served() ? drawnS : row.waitedS()));
    }
}
