package org.usher.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads call-by-call records of a bank's call centre (columns: call_id, customer_id, priority, type, date, vru_entry, vru_exit,
 * queue_start, queue_exit, queue_seconds, outcome, service_start, service_exit, service_seconds, server).
 *
 * <p>Quirks: PHANTOM rows are dropped; rows that hung up without having waited left in the voice response unit and are no customers of
 * the queue; a served row without a server or with a service of no length was served, but its service time is unknown. Rows may stand in
 * any order.
 */
final class BankRecords {
    /** Times end in this hour at the latest: a call that begins before midnight may end after it. */
    private static final int SECONDS_OF_DAY = 86_400;

    private static final List<String> COLUMNS = List.of(
            "call_id",
            "customer_id",
            "priority",
            "type",
            "date",
            "vru_entry",
            "vru_exit",
            "queue_start",
            "queue_exit",
            "queue_seconds",
            "outcome",
            "service_start",
            "service_exit",
            "service_seconds",
            "server");

    private BankRecords() {}

    /**
     * One caller of the queue; times in seconds of the day.
     *
     * @param arrivalS when an agent was asked for
     * @param waitedS until served, or until the caller hung up
     * @param serviceStartS −1 if not served
     * @param serviceS 0 if unknown
     * @param server empty if unknown
     */
    record Row(
            LocalDate date,
            String type,
            int priority,
            int arrivalS,
            int waitedS,
            boolean served,
            int serviceStartS,
            int serviceS,
            String server) {}

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException naming file, line and field of what cannot be read, or that there is no such file
     */
    static List<Row> read(Path file) {
        List<String> lines = lines(file);
        if (lines.isEmpty() || !columns(lines.getFirst()).equals(String.join(",", COLUMNS))) {
            throw new IllegalArgumentException(file + ", line 1: the columns must be " + String.join(",", COLUMNS));
        }
        List<Row> rows = new ArrayList<>();
        for (int i = 1; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                Fields fields = new Fields(
                        file + ", line " + (i + 1), List.of(lines.get(i).split(",", -1)));
                if (fields.isOfTheQueue()) {
                    rows.add(fields.row());
                }
            }
        }
        if (rows.isEmpty()) {
            throw new IllegalArgumentException(
                    file + " holds no caller of the queue: every row is PHANTOM, or hung up without having waited");
        }
        return rows;
    }

    private static List<String> lines(Path file) {
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException("there is no data file " + file + "; give one with -Dlab.data=FILE");
        }
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /** Without the byte order mark that some programs put before a table. */
    private static String columns(String line) {
        return line.strip().replace("\uFEFF", "");
    }

    private record Fields(String where, List<String> values) {
        Fields {
            if (values.size() != COLUMNS.size()) {
                throw new IllegalArgumentException(
                        where + ": " + values.size() + " fields instead of " + COLUMNS.size());
            }
        }

        private String text(String column) {
            return values.get(COLUMNS.indexOf(column)).strip();
        }

        /** 0 if empty. */
        private int number(String column) {
            if (text(column).isEmpty()) {
                return 0;
            }
            try {
                int number = Integer.parseInt(text(column));
                if (number >= 0) {
                    return number;
                }
                throw new NumberFormatException("negative");
            } catch (NumberFormatException e) {
                throw wrong(column, "a whole number, 0 or more", e);
            }
        }

        /** Seconds of the day, −1 if empty. */
        private int time(String column) {
            if (text(column).isEmpty()) {
                return -1;
            }
            try {
                return LocalTime.parse(text(column)).toSecondOfDay();
            } catch (DateTimeParseException e) {
                throw wrong(column, "HH:MM:SS", e);
            }
        }

        private IllegalArgumentException wrong(String column, String what, Exception cause) {
            return new IllegalArgumentException(
                    where + ", " + column + ": \"" + text(column) + "\" is not " + what, cause);
        }

        boolean isOfTheQueue() {
            return switch (text("outcome").toUpperCase(Locale.ROOT)) {
                case "AGENT" -> true;
                case "HANG" -> number("queue_seconds") > 0;
                case "PHANTOM" -> false;
                default -> throw wrong("outcome", "AGENT, HANG or PHANTOM", new IllegalArgumentException("outcome"));
            };
        }

        private String type() {
            if (text("type").isEmpty()) {
                throw wrong("type", "a type of service", new IllegalArgumentException("type"));
            }
            return text("type");
        }

        Row row() {
            boolean served = text("outcome").equalsIgnoreCase("AGENT");
            int queueStart = time("queue_start");
            int serviceStart = time("service_start");
            int arrival = queueStart >= 0 ? queueStart : serviceStart >= 0 ? serviceStart : time("vru_exit");
            if (arrival < 0) {
                throw wrong(
                        "queue_start", "given, nor is service_start or vru_exit", new IllegalArgumentException("time"));
            }
            String server = text("server");
            boolean known = served && number("service_seconds") > 0 && !server.equals("NO_SERVER");
            LocalDate date;
            try {
                date = LocalDate.parse(text("date"));
            } catch (DateTimeParseException e) {
                throw wrong("date", "YYYY-MM-DD", e);
            }
            return new Row(
                    date,
                    type(),
                    number("priority"),
                    arrival,
                    number("queue_seconds"),
                    served,
                    known ? serviceStart : -1,
                    known ? Math.min(number("service_seconds"), SECONDS_OF_DAY) : 0,
                    known ? server : "");
        }
    }
}
