package org.usher.server.security;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** One thing that a program may be allowed to do. */
public enum Scope {
    /** The live state of queues and agents; no caller is named there. */
    WALLBOARD_READ("wallboard:read"),
    METRICS_READ("metrics:read"),
    /** History, why a contact waits, and what was set right. */
    CONTACTS_READ("contacts:read"),
    /** Move, re-prioritise, withdraw, and what is recorded from now on. */
    CONTACTS_WRITE("contacts:write"),
    /** What customers said. */
    RECORDINGS_READ("recordings:read"),
    /** Log agents in and out, pause them. */
    AGENTS_WRITE("agents:write"),
    /** Open and close queues. */
    QUEUES_WRITE("queues:write"),
    CONFIG_WRITE("config:write"),
    PEOPLE_READ("people:read"),
    /** Whoever has it can give himself every other right. */
    PEOPLE_WRITE("people:write"),
    AUDIT_READ("audit:read");

    private final String word;

    Scope(String word) {
        this.word = word;
    }

    /** As it is written. */
    public String word() {
        return word;
    }

    public static Optional<Scope> of(String word) {
        return Arrays.stream(values()).filter(scope -> scope.word.equals(word)).findFirst();
    }

    /** For people: every scope there is. */
    public static String all() {
        return Arrays.stream(values()).map(Scope::word).collect(Collectors.joining(", "));
    }

    @Override
    public String toString() {
        return word;
    }
}
