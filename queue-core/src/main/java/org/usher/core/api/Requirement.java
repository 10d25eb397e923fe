package org.usher.core.api;

/**
 * A skill the agent must have, at this proficiency or better.
 *
 * @param minProficiency 1 to 10, 10 best
 */
public record Requirement(int skillId, int minProficiency) {
    public Requirement {
        if (minProficiency < 1 || minProficiency > 10) {
            throw new IllegalArgumentException("minProficiency is 1 to 10, not " + minProficiency);
        }
    }
}
