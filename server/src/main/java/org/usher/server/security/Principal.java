package org.usher.server.security;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Whoever makes a request, with what he may do. */
public sealed interface Principal {

    /** His name among his kind. */
    String name();

    /** As the audit log names him: a program of the same name as a person is not to be taken for him. */
    default String title() {
        return name();
    }

    /** The queues he may read of and act on. */
    Remit remit();

    /** Nobody in particular. */
    record Anonymous(Set<Scope> scopes) implements Principal {
        public Anonymous {
            scopes = ordered(scopes);
        }

        @Override
        public String name() {
            return "anonymous";
        }

        @Override
        public Remit remit() {
            return Remit.ALL;
        }
    }

    /** A program, by its token. */
    record Integration(String name, Set<Scope> scopes) implements Principal {
        public Integration {
            scopes = ordered(scopes);
        }

        @Override
        public String title() {
            return "token " + name;
        }

        @Override
        public Remit remit() {
            return Remit.ALL;
        }
    }

    /**
     * A person who has logged in.
     *
     * @param agent name of the agent of the centre that he is; null if he is none
     * @param mustChangePassword he may do nothing else before
     */
    record Person(
            long id,
            String name,
            Set<Role> roles,
            Remit remit,
            @Nullable String agent,
            boolean mustChangePassword) implements Principal {
        public Person {
            roles = ordered(roles);
        }
    }

    private static <E extends Enum<E>> Set<E> ordered(Set<E> values) {
        return Collections.unmodifiableSet(new TreeSet<>(values));
    }
}
