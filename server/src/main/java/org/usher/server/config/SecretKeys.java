package org.usher.server.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.usher.server.security.Secret;

/** Reads a secret, which is given in one of three ways: {@code <key>}, {@code <key>_file} (relative to the file that names it), {@code <key>_env}. */
final class SecretKeys {
    private final Path path;
    private final Map<String, String> environment;

    /** @param path of the file that is read */
    SecretKeys(Path path, Map<String, String> environment) {
        this.path = path;
        this.environment = environment;
    }

    /** Null if it is missing or wrong. */
    @Nullable
    Secret read(Section section, String key, boolean required) {
        boolean direct = section.has(key);
        boolean inFile = section.has(key + "_file");
        boolean inEnvironment = section.has(key + "_env");
        int ways = (direct ? 1 : 0) + (inFile ? 1 : 0) + (inEnvironment ? 1 : 0);
        String fix = "give one of " + key + ", " + key + "_file and " + key + "_env";
        if (ways == 0 && required) {
            section.missing(key, fix);
        } else if (ways > 1) {
            section.secretProblem(direct ? key : key + "_file", "is given more than once", fix);
        } else if (direct) {
            return nonEmpty(section, key, section.secretText(key));
        } else if (inFile) {
            return fromFile(section, key + "_file");
        } else if (inEnvironment) {
            return fromEnvironment(section, key + "_env");
        }
        return null;
    }

    private @Nullable Secret fromFile(Section section, String key) {
        String name = section.text(key, new TextRule(SecretKeys::isPath, "is not a path", "give the path of a file"));
        if (name.isEmpty()) {
            return null;
        }
        try {
            return nonEmpty(
                    section, key, Files.readString(path.resolveSibling(name)).strip());
        } catch (IOException e) {
            section.problem(key, "cannot be read (" + e + ")", "give a file that holds nothing but the secret");
            return null;
        }
    }

    private @Nullable Secret fromEnvironment(Section section, String key) {
        String name = section.text(key, TextRule.line(255, "give the name of an environment variable"));
        String value = environment.get(name);
        if (!name.isEmpty() && value == null) {
            section.problem(key, "is not set in the environment", "set it, or give the secret another way");
        }
        return value == null ? null : nonEmpty(section, key, value);
    }

    private static @Nullable Secret nonEmpty(Section section, String key, @Nullable String value) {
        if (value == null) {
            return null;
        }
        if (value.isEmpty()) {
            section.secretProblem(key, "is empty", "give the secret");
            return null;
        }
        return Secret.of(value);
    }

    static boolean isPath(String text) {
        try {
            return !text.isBlank() && Path.of(text).getNameCount() >= 0;
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
