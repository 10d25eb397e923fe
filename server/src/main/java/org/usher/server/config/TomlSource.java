package org.usher.server.config;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.tomlj.Toml;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;

/** One TOML file while it is being read, with all that was found wrong so far. */
final class TomlSource {
    private static final long MAX_BYTES = 8 << 20;
    /** Of a line of 70,000 dots the parser tells 70,000 errors; whoever mends the first knows more about the others. */
    private static final int MAX_SYNTAX_ERRORS = 20;

    private static final int MAX_MESSAGE = 500;

    private final String file;
    private final List<ConfigProblem> problems = new ArrayList<>();
    private int[] lines = {};

    TomlSource(String file) {
        this.file = file;
    }

    /** @throws ConfigException if the file cannot be read or is not TOML */
    Section root(Path path) throws ConfigException {
        return root(text(path));
    }

    /** @throws ConfigException if this is not TOML */
    Section root(String text) throws ConfigException {
        TomlParseResult result = Toml.parse(dense(text));
        List<TomlParseError> errors = result.errors();
        for (TomlParseError error : errors.subList(0, Math.min(errors.size(), MAX_SYNTAX_ERRORS))) {
            add(
                    lineInFile(error.position().line()),
                    "",
                    "",
                    "is not TOML: " + shortened(String.valueOf(error.getMessage())),
                    "see toml.io for how it is written");
        }
        throwIfAny();
        return new Section(this, result, "", 1);
    }

    private static String shortened(String message) {
        return message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE) + "…";
    }

    /**
     * The text without lines that are empty or hold a comment alone. The parser takes time that grows with the cube of how many of them
     * stand in a row: half a minute for 2,000. Only text over several lines could hold such lines that mean something, and no key takes it.
     */
    private String dense(String text) throws ConfigException {
        StringBuilder kept = new StringBuilder(text.length());
        List<Integer> numbers = new ArrayList<>();
        int number = 0;
        for (String line : text.split("\\r?\\n", -1)) {
            number++;
            String bare = line.strip();
            if (bare.isEmpty() || bare.startsWith("#")) {
                continue;
            }
            if (bare.contains("\"\"\"") || bare.contains("'''")) {
                add(number, "", "", "begins text over several lines, which no key takes", "write it on one line");
            }
            numbers.add(number);
            kept.append(line).append('\n');
        }
        throwIfAny();
        lines = numbers.stream().mapToInt(Integer::intValue).toArray();
        return kept.toString();
    }

    /** Which line of the file the parser means, from 1. */
    int lineInFile(int parsed) {
        return lines.length == 0 ? 1 : lines[Math.clamp(parsed - 1, 0, lines.length - 1)];
    }

    /** @throws ConfigException if the file cannot be read */
    String text(Path path) throws ConfigException {
        try {
            if (Files.size(path) > MAX_BYTES) {
                add(0, "", "", "is larger than " + MAX_BYTES + " bytes", "this cannot be a file for Usher");
                throwIfAny();
            }
            return Files.readString(path);
        } catch (NoSuchFileException e) {
            add(0, "", "", "does not exist", "create it (the samples in conf/ explain every key) or name another file");
        } catch (MalformedInputException e) {
            add(0, "", "", "is not UTF-8 text", "save it as UTF-8");
        } catch (IOException e) {
            add(0, "", "", "cannot be read: " + e.getMessage(), "check its owner and mode");
        }
        throw new ConfigException(problems);
    }

    void add(int line, String key, String value, String wrong, String fix) {
        problems.add(at(line, key, value, wrong, fix));
    }

    ConfigProblem at(int line, String key, String value, String wrong, String fix) {
        return new ConfigProblem(file, line, key, value, wrong, fix);
    }

    /** All problems at once, in the order of their lines. */
    void throwIfAny() throws ConfigException {
        if (!problems.isEmpty()) {
            problems.sort(Comparator.comparingInt(ConfigProblem::line));
            throw new ConfigException(problems);
        }
    }
}
