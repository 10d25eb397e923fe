package org.usher.server;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.Command;
import org.usher.core.api.LogEntry;

/**
 * Which commands tell of a contact or an agent. A contact's id is that of the entry that began it ({@link LogEntry#id}); that entry has its call's key, by
 * which later ones name it.
 */
final class CommandFilter {
    private final @Nullable Long contact;
    private final @Nullable Integer agent;
    private final Set<Long> callKeys = new TreeSet<>();

    /** Null for all. */
    CommandFilter(@Nullable Long contact, @Nullable Integer agent) {
        this.contact = contact;
        this.agent = agent;
    }

    boolean passes(LogEntry entry) {
        return (contact == null || isOfContact(entry, contact))
                && (agent == null || names(entry.command(), "agentid", agent));
    }

    private boolean isOfContact(LogEntry entry, long contactId) {
        if (entry.id() == contactId) {
            if (entry.command() instanceof Command.ContactArrived arrived && arrived.callKey() != 0) {
                callKeys.add(arrived.callKey());
            }
            return true;
        }
        return names(entry.command(), "contactid", contactId)
                || callKeys.stream().anyMatch(key -> names(entry.command(), "callkey", key));
    }

    /** Whether a field of this name, or one that ends with it, has the value. */
    private static boolean names(Command command, String field, long value) {
        for (RecordComponent component : command.getClass().getRecordComponents()) {
            if (component.getName().toLowerCase(Locale.ROOT).endsWith(field)
                    && value(command, component) instanceof Number number
                    && number.longValue() == value) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable Object value(Command command, RecordComponent component) {
        try {
            return component.getAccessor().invoke(command);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("a command cannot be read", e);
        }
    }
}
