package org.usher.server.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/**
 * One table of a TOML file. Each key is read by a method that says what it must be; what it is not goes to the source's problems, and a
 * harmless value is given back so that reading goes on and finds the other problems, too. {@link #done} reports keys nobody read.
 */
final class Section {
    private static final String NEVER = "never";
    private final TomlSource source;
    private final TomlTable table;
    private final String path;
    private final int line;
    private final Set<String> known = new TreeSet<>();

    Section(TomlSource source, TomlTable table, String path, int line) {
        this.source = source;
        this.table = table;
        this.path = path;
        this.line = line;
    }

    int line() {
        return line;
    }

    boolean has(String key) {
        known.add(key);
        return table.get(List.of(key)) != null;
    }

    /** Text that must be there; {@code ""} after a problem. */
    String text(String key, TextRule rule) {
        if (!has(key)) {
            missing(key, rule.fix());
            return "";
        }
        return text(key, "", rule);
    }

    String text(String key, String ifMissing, TextRule rule) {
        Object value = value(key);
        if (value == null) {
            return ifMissing;
        }
        if (!(value instanceof String text)) {
            problem(key, "is not text", rule.fix());
            return ifMissing;
        }
        if (!rule.accepts(text)) {
            problem(key, rule.wrong(), rule.fix());
            return ifMissing;
        }
        return text;
    }

    /** Text that is never shown; null after a problem. */
    @Nullable
    String secretText(String key) {
        if (value(key) instanceof String text) {
            return text;
        }
        secretProblem(key, "is not text", "give it in quotes");
        return null;
    }

    int number(String key, int ifMissing, int min, int max) {
        Object value = value(key);
        if (value == null) {
            return ifMissing;
        }
        String fix = "give a whole number from " + min + " to " + max + ", for example " + key + " = " + ifMissing;
        if (!(value instanceof Long number)) {
            problem(key, "is not a whole number", fix);
            return ifMissing;
        }
        if (number < min || number > max) {
            problem(key, "is out of range", fix);
            return ifMissing;
        }
        return number.intValue();
    }

    boolean flag(String key, boolean ifMissing) {
        Object value = value(key);
        if (value == null) {
            return ifMissing;
        }
        if (!(value instanceof Boolean flag)) {
            problem(key, "is not true or false", "write " + key + " = true or " + key + " = false, without quotes");
            return ifMissing;
        }
        return flag;
    }

    /** A span of time as text with a unit, in ms. */
    long durationMs(String key, long ifMissingMs, long minMs, long maxMs) {
        Object value = value(key);
        if (value == null) {
            return ifMissingMs;
        }
        String fix = "give a time from " + Durations.show(minMs) + " to " + Durations.show(maxMs) + ", for example "
                + key + " = \"" + Durations.show(ifMissingMs) + "\"";
        long ms = value instanceof String text ? Durations.parseMs(text) : -1;
        if (ms < 0) {
            problem(key, "is not a time (a whole number and one of ms, s, m, h, in quotes)", fix);
            return ifMissingMs;
        }
        if (ms < minMs || ms > maxMs) {
            problem(key, "is out of range", fix);
            return ifMissingMs;
        }
        return ms;
    }

    /** A span of time, or {@code "never"}, which is −1 and the default. */
    long durationOrNeverMs(String key, long maxMs) {
        return durationOrMs(key, NEVER, -1, maxMs);
    }

    /** A span of time, or a word, which is −1. */
    long durationOrMs(String key, String word, long ifMissingMs, long maxMs) {
        Object value = value(key);
        if (value == null) {
            return ifMissingMs;
        }
        if (value.equals(word)) {
            return -1;
        }
        long ms = value instanceof String text ? Durations.parseMs(text) : -1;
        if (ms < 0 || ms > maxMs) {
            problem(
                    key,
                    ms < 0 ? "is neither a time nor \"" + word + "\"" : "is out of range",
                    "give a time up to " + Durations.show(maxMs) + ", for example " + key + " = \"30s\", or \"" + word
                            + "\"");
            return ifMissingMs;
        }
        return ms;
    }

    /** One of the names of an enum, written small and with hyphens. */
    <E extends Enum<E>> E choice(String key, E ifMissing, Class<E> type) {
        String choices = Arrays.stream(type.getEnumConstants())
                .map(Section::written)
                .map(name -> "\"" + name + "\"")
                .collect(Collectors.joining(", "));
        String chosen = text(
                key,
                written(ifMissing),
                new TextRule(
                        text -> Arrays.stream(type.getEnumConstants())
                                .anyMatch(e -> written(e).equals(text)),
                        "is not one of the choices",
                        "give one of " + choices));
        for (E constant : type.getEnumConstants()) {
            if (written(constant).equals(chosen)) {
                return constant;
            }
        }
        return ifMissing;
    }

    private static String written(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** A list of texts with the line of each; empty if missing. */
    List<Item> texts(String key, TextRule rule) {
        Object value = value(key);
        List<Item> items = new ArrayList<>();
        if (value == null) {
            return items;
        }
        if (!(value instanceof TomlArray array)) {
            problem(key, "is not a list", "write " + key + " = [\"…\", \"…\"]; " + rule.fix());
            return items;
        }
        for (int i = 0; i < array.size(); i++) {
            String itemKey = name(key) + "[" + (i + 1) + "]";
            int itemLine = line(array.inputPositionOf(i));
            if (!(array.get(i) instanceof String text)) {
                source.add(itemLine, itemKey, shown(array.get(i)), "is not text", rule.fix());
            } else if (!rule.accepts(text)) {
                source.add(itemLine, itemKey, shown(text), rule.wrong(), rule.fix());
            } else {
                items.add(new Item(itemLine, itemKey, text));
            }
        }
        return items;
    }

    /** The text of a key as a list's items are given. */
    Item item(String key, String text) {
        return new Item(lineOf(key), name(key), text);
    }

    /** One text of a list. */
    record Item(int line, String key, String text) {}

    /** A table; an empty one if it is missing. */
    Section table(String key) {
        Object value = value(key);
        if (value instanceof TomlTable found) {
            return new Section(source, found, name(key), lineOf(key));
        }
        if (value != null) {
            problem(key, "is not a table", "write [" + name(key) + "] on a line of its own, and its keys below");
        }
        return new Section(source, Toml.parse(""), name(key), line);
    }

    /** A list of tables, written with double brackets; empty if missing. */
    List<Section> tables(String key) {
        Object value = value(key);
        List<Section> sections = new ArrayList<>();
        if (value == null) {
            return sections;
        }
        String fix = "write [[" + name(key) + "]] on a line of its own for each of them, and its keys below";
        if (!(value instanceof TomlArray array)) {
            problem(key, "is not a list of tables", fix);
            return sections;
        }
        for (int i = 0; i < array.size(); i++) {
            String itemName = name(key) + "[" + (i + 1) + "]";
            int itemLine = line(array.inputPositionOf(i));
            if (array.get(i) instanceof TomlTable found) {
                sections.add(new Section(source, found, itemName, itemLine));
            } else {
                source.add(itemLine, itemName, shown(array.get(i)), "is not a table", fix);
            }
        }
        return sections;
    }

    /** Reports every key that nobody asked for. */
    void done() {
        for (String key : table.keySet()) {
            if (!known.contains(key)) {
                String near = Spelling.nearest(key, known);
                source.add(
                        lineOf(key),
                        name(key),
                        "",
                        "is not a known key",
                        near == null ? "known here: " + String.join(", ", known) : "did you mean " + near + "?");
            }
        }
    }

    void problem(String key, String wrong, String fix) {
        source.add(lineOf(key), name(key), shown(table.get(List.of(key))), wrong, fix);
    }

    /** As {@link #problem}, for a value that must not be shown. */
    void secretProblem(String key, String wrong, String fix) {
        source.add(lineOf(key), name(key), "", wrong, fix);
    }

    /** Something about this table, or a key of it, that does not keep the file from being used. */
    ConfigProblem remark(String key, String wrong, String fix) {
        Object value = table.get(List.of(key));
        String given = value instanceof TomlArray || value instanceof TomlTable ? "" : shown(value);
        return source.at(lineOf(key), value == null ? path : name(key), given, wrong, fix);
    }

    void missing(String key, String fix) {
        source.add(line, name(key), "", "is missing", fix);
    }

    void problem(Item item, String wrong, String fix) {
        source.add(item.line, item.key, shown(item.text), wrong, fix);
    }

    String name(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private @Nullable Object value(String key) {
        known.add(key);
        return table.get(List.of(key));
    }

    private int lineOf(String key) {
        TomlPosition position = table.inputPositionOf(List.of(key));
        return position == null ? line : source.lineInFile(position.line());
    }

    private int line(@Nullable TomlPosition position) {
        return position == null ? line : source.lineInFile(position.line());
    }

    private static String shown(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case String text -> "\"" + (text.length() > 60 ? text.substring(0, 60) + "…" : text) + "\"";
            case TomlTable ignored -> "{…}";
            case TomlArray ignored -> "[…]";
            default -> value.toString();
        };
    }
}
