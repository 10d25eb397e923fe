package org.usher.server.customer;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads customers from CSV (RFC 4180, with a line of column names first): every line is read, and what is wrong with any is said with line,
 * column, value and what may stand there. Numbers are brought into the form in which they are looked up.
 */
final class CustomerFile {
    /** More are not told: whoever mends a hundred mends the rest. */
    static final int MAX_PROBLEMS = 100;

    static final int MAX_LINES = 200_000;
    static final String NUMBERS = "numbers";
    static final String SHARED = "shared_numbers";

    /** A column, what its cells are like, and how to write one. */
    private record Column(Pattern form, String wrong, String fix) {}

    private static final Column WORD = new Column(
            Pattern.compile("[\\p{Alnum}_.-]{0,40}"),
            "is not a word",
            "give up to 40 letters, digits and _ . -, or nothing");
    private static final Column FLAG = new Column(
            Pattern.compile("(?i)true|false|yes|no|1|0|"),
            "is neither yes nor no",
            "give true or false, or nothing for false");
    private static final Map<String, Column> COLUMNS = columns();

    private final PhoneNumbers numbers;
    private final List<CustomerFault> faults = new ArrayList<>();
    private final Map<String, Integer> lineOfId = new HashMap<>();

    private CustomerFile(PhoneNumbers numbers) {
        this.numbers = numbers;
    }

    private static Map<String, Column> columns() {
        Map<String, Column> columns = new LinkedHashMap<>();
        columns.put(
                "id",
                new Column(
                        Pattern.compile("[!-~]{1,64}"),
                        "is no id",
                        "give the customer's id in your CRM, up to 64 characters of ASCII without spaces"));
        columns.put(
                "name",
                new Column(
                        Pattern.compile("[^\\p{Cntrl}]{1,190}"), "is no name", "give 1 to 190 characters in one line"));
        columns.put("language", WORD);
        columns.put("segment", WORD);
        columns.put("vip", FLAG);
        columns.put("last_agent", WORD);
        columns.put("last_agent_fixed", FLAG);
        columns.put(
                "open_matters",
                new Column(
                        Pattern.compile("([\\p{Alnum}_.-]{1,40}(;[\\p{Alnum}_.-]{1,40}){0,19})?"),
                        "is no list of words",
                        "give up to 20 words of letters, digits and _ . -, with ; between them, or nothing"));
        columns.put(NUMBERS, new Column(Pattern.compile("(?s).{0,1000}"), "is too long", "give fewer numbers"));
        columns.put(SHARED, new Column(Pattern.compile("(?s).{0,1000}"), "is too long", "give fewer numbers"));
        return columns;
    }

    /**
     * Every customer of the file.
     *
     * @throws CustomerFileException with all that is wrong with it, or the first hundred
     */
    static List<CustomerLine> read(String text, PhoneNumbers numbers) throws CustomerFileException {
        return new CustomerFile(numbers).read(text.startsWith("\ufeff") ? text.substring(1) : text);
    }

    private List<CustomerLine> read(String text) throws CustomerFileException {
        CSVFormat format = CSVFormat.RFC4180
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .setIgnoreEmptyLines(true)
                .get();
        List<CustomerLine> lines = new ArrayList<>();
        try (CSVParser parser = CSVParser.parse(new StringReader(text), format)) {
            checkHeader(parser.getHeaderNames());
            if (faults.isEmpty()) {
                for (CSVRecord row : parser) {
                    int line = (int) parser.getCurrentLineNumber();
                    if (lines.size() == MAX_LINES) {
                        fault(line, "file", "", "has more than " + MAX_LINES + " customers", "import it in parts");
                        break;
                    }
                    lines.add(line(line, row, parser.getHeaderNames()));
                    if (faults.size() >= MAX_PROBLEMS) {
                        break;
                    }
                }
            }
        } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
            fault(
                    1,
                    "file",
                    "",
                    "is no CSV: " + e.getMessage(),
                    "write it with commas, and quotes around what holds one");
        }
        if (!faults.isEmpty()) {
            throw new CustomerFileException(faults);
        }
        return lines;
    }

    private void checkHeader(List<String> header) {
        for (String name : header) {
            if (!COLUMNS.containsKey(name)) {
                fault(1, name, "", "is no column", "known: " + String.join(", ", COLUMNS.keySet()));
            }
        }
        for (String needed : List.of("id", "name")) {
            if (!header.contains(needed)) {
                fault(1, needed, "", "is missing", "begin with a line of column names, " + needed + " among them");
            }
        }
    }

    private CustomerLine line(int line, CSVRecord row, List<String> header) {
        Map<String, String> cells = new HashMap<>();
        if (row.size() != header.size()) {
            fault(
                    line,
                    "line",
                    "",
                    "has " + row.size() + " cells, and there are " + header.size() + " columns",
                    "give each column a cell, an empty one if need be");
        }
        for (int i = 0; i < Math.min(row.size(), header.size()); i++) {
            String name = header.get(i);
            String value = row.get(i).strip();
            Column column = COLUMNS.get(name);
            if (column != null && !column.form().matcher(value).matches()) {
                fault(line, name, value, column.wrong(), column.fix());
            }
            cells.put(name, FLAG.equals(column) ? flag(value) : value);
        }
        String id = cells.getOrDefault("id", "");
        Integer before = lineOfId.putIfAbsent(id, line);
        if (before != null && !id.isEmpty()) {
            fault(line, "id", id, "stands in line " + before + " already", "give each customer one line");
        }
        boolean saysNumbers = cells.containsKey(NUMBERS) || cells.containsKey(SHARED);
        Set<String> own = numbers(line, NUMBERS, cells.remove(NUMBERS));
        Set<String> shared = numbers(line, SHARED, cells.remove(SHARED));
        for (String number : shared) {
            if (own.contains(number)) {
                fault(line, SHARED, number, "is among numbers, too", "name it in one of the two");
            }
        }
        cells.remove("id");
        return new CustomerLine(line, id, cells, saysNumbers, List.copyOf(own), List.copyOf(shared));
    }

    private Set<String> numbers(int line, String column, @Nullable String cell) {
        Set<String> all = new LinkedHashSet<>();
        if (cell != null && !cell.isEmpty()) {
            for (String given : cell.split(";", -1)) {
                numbers.normalise(given)
                        .ifPresentOrElse(
                                all::add,
                                () -> fault(
                                        line,
                                        column,
                                        given.strip(),
                                        "is no number of the public network",
                                        "write it with + and country code, several with ; between them"));
            }
        }
        return all;
    }

    private static String flag(String value) {
        return Set.of("true", "yes", "1").contains(value.toLowerCase(Locale.ROOT)) ? "1" : "0";
    }

    private void fault(int line, String column, String value, String wrong, String fix) {
        if (faults.size() < MAX_PROBLEMS) {
            faults.add(new CustomerFault(line, column, value, wrong, fix));
        }
    }
}
