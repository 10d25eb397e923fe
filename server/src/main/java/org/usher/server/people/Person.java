package org.usher.server.people;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.usher.server.security.Principal;
import org.usher.server.security.Remit;
import org.usher.server.security.Role;
import org.usher.server.security.SecretHash;

/**
 * Somebody who may log in.
 *
 * @param id 0 before the database has given it one
 * @param name to log in by, see {@link #isName}
 * @param remit the queues he answers for as a supervisor; an administrator answers for all, whatever stands here
 * @param agent name of the agent of the centre that he is, null if none
 * @param mustChangePassword others know it
 */
public record Person(
        long id,
        String name,
        String displayName,
        Set<Role> roles,
        Remit remit,
        @Nullable String agent,
        boolean disabled,
        boolean mustChangePassword,
        SecretHash password) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._@-]{0,63}");

    public Person {
        roles = Collections.unmodifiableSet(new TreeSet<>(roles));
    }

    /** Whether somebody may log in by this name: 1 to 64 small letters, digits and {@code . _ @ -}, the first a letter or digit. */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    Principal.Person principal() {
        Remit effective = roles.contains(Role.ADMIN) ? Remit.ALL : roles.contains(Role.SUPERVISOR) ? remit : Remit.NONE;
        return new Principal.Person(id, name, roles, effective, agent, mustChangePassword);
    }

    boolean isWorkingAdmin() {
        return roles.contains(Role.ADMIN) && !disabled;
    }

    Person withId(long given) {
        return new Person(given, name, displayName, roles, remit, agent, disabled, mustChangePassword, password);
    }

    Person withPassword(SecretHash next, boolean mustChange) {
        return new Person(id, name, displayName, roles, remit, agent, disabled, mustChange, next);
    }
}
