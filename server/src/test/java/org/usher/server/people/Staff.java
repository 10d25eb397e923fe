package org.usher.server.people;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.usher.server.security.Remit;
import org.usher.server.security.Role;
import org.usher.server.security.Secret;
import org.usher.server.security.SecretHash;

/** The people of the tests' centre, one for each kind; all have the same password. */
public final class Staff {
    public static final String PASSWORD = "correct horse battery";
    /** Made once: it takes a tenth of a second. */
    private static final SecretHash HASH = SecretHash.of(Secret.of(PASSWORD));

    public static final Person AGNES = person("agnes", Set.of(Role.AGENT), Remit.NONE, "alice");
    public static final Person BORIS = person("boris", Set.of(Role.SUPERVISOR), Remit.of(Set.of("billing")), null);
    public static final Person SONJA = person("sonja", Set.of(Role.SUPERVISOR), Remit.of(Set.of("sales")), null);
    public static final Person ADA = person("ada", Set.of(Role.ADMIN), Remit.NONE, null);
    public static final Person DORA =
            new Person(0, "dora", "dora", Set.of(Role.ADMIN), Remit.ALL, null, true, false, HASH);
    public static final List<Person> ALL = List.of(AGNES, BORIS, SONJA, ADA, DORA);

    private Staff() {}

    public static Person person(String name, Set<Role> roles, Remit remit, @Nullable String agent) {
        return new Person(0, name, name, roles, remit, agent, false, false, HASH);
    }

    public static Person disabled(Person person) {
        return new Person(
                person.id(),
                person.name(),
                person.displayName(),
                person.roles(),
                person.remit(),
                person.agent(),
                true,
                person.mustChangePassword(),
                person.password());
    }

    /** With all of them in it. */
    public static MemoryPeople store() {
        MemoryPeople store = new MemoryPeople();
        ALL.forEach(store::with);
        return store;
    }
}
