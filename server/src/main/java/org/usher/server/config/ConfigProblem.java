package org.usher.server.config;

/**
 * One thing wrong with a configuration file.
 *
 * @param line from 1, or 0 if it is about the file as a whole
 * @param key with the names of the tables it is in, for example {@code queue[2].ring}; empty if there is none
 * @param value as written, empty if it is missing; never a secret
 * @param wrong what is wrong with it
 * @param fix what to write instead
 */
public record ConfigProblem(String file, int line, String key, String value, String wrong, String fix) {

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(file);
        if (line > 0) {
            text.append(':').append(line);
        }
        text.append(": ");
        if (!key.isEmpty()) {
            text.append(key).append(value.isEmpty() ? " " : " = " + value + " ");
        }
        return text.append(wrong).append("; ").append(fix).toString();
    }
}
