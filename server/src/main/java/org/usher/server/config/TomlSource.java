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

    private final String file;
    private final List<ConfigProblem> problems = new ArrayList<>();

    TomlSource(Path path) {
        this.file = path.toString();
    }

    /** @throws ConfigException if the file cannot be read or is not TOML */
    Section root(Path path) throws ConfigException {
        TomlParseResult result = Toml.parse(text(path));
        for (TomlParseError error : result.errors()) {
            add(
                    error.position().line(),
                    "",
                    "",
                    "is not TOML: " + error.getMessage(),
                    "see toml.io for how it is written");
        }
        throwIfAny();
        return new Section(this, result, "", 1);
    }

    private String text(Path path) throws ConfigException {
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
        problems.add(new ConfigProblem(file, line, key, value, wrong, fix));
    }

    /** All problems at once, in the order of their lines. */
    void throwIfAny() throws ConfigException {
        if (!problems.isEmpty()) {
            problems.sort(Comparator.comparingInt(ConfigProblem::line));
            throw new ConfigException(problems);
        }
    }
}
