package org.usher.core.api;

import java.util.List;

/** Requirements of which one is enough. At least one alternative. */
public record AnyOf(List<Requirement> alternatives) {
    public AnyOf {
        alternatives = List.copyOf(alternatives);
        if (alternatives.isEmpty()) {
            throw new IllegalArgumentException("nobody could meet a group without alternatives");
        }
    }

    /** Whether everyone who meets this meets the other, too. */
    boolean implies(AnyOf other) {
        return alternatives.stream()
                .allMatch(mine -> other.alternatives.stream()
                        .anyMatch(theirs -> mine.skillId() == theirs.skillId()
                                && mine.minProficiency() >= theirs.minProficiency()));
    }
}
