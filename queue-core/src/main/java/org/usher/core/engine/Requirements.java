package org.usher.core.engine;

import java.util.Arrays;
import java.util.List;
import org.usher.core.api.Requirement;

/**
 * Skills with a level, packed one to an int (skill id above, 4 bits of level below) in ascending order: what a contact asks for, and
 * what an agent has. A skill named twice counts once, with the higher level.
 */
final class Requirements {
    static final int[] NONE = {};
    private static final int LEVEL_BITS = 4;
    private static final int LEVEL_MASK = (1 << LEVEL_BITS) - 1;

    /** Skill ids above it do not fit; a configuration's ids are far below. */
    static final int MAX_SKILL_ID = Integer.MAX_VALUE >> LEVEL_BITS;

    private Requirements() {}

    static int pack(int skillId, int level) {
        return skillId << LEVEL_BITS | level;
    }

    static int skillId(int packed) {
        return packed >> LEVEL_BITS;
    }

    /** Of the skills that {@code known} has, {@code first} and {@code second} together. */
    static int[] merge(List<Requirement> first, List<Requirement> second, LongMap<?> known) {
        if (first.isEmpty() && second.isEmpty()) {
            return NONE;
        }
        int[] all = new int[first.size() + second.size()];
        int count = 0;
        for (int i = 0; i < all.length; i++) {
            Requirement requirement = i < first.size() ? first.get(i) : second.get(i - first.size());
            if (requirement.skillId() > 0 && known.get(requirement.skillId()) != null) {
                all[count++] = pack(requirement.skillId(), requirement.minProficiency());
            }
        }
        return normalise(all, count);
    }

    /** The first {@code count} of {@code packed} in order, without a skill's lower levels. */
    static int[] normalise(int[] packed, int count) {
        Arrays.sort(packed, 0, count);
        int kept = 0;
        for (int i = 0; i < count; i++) {
            boolean higherFollows = i + 1 < count && skillId(packed[i + 1]) == skillId(packed[i]);
            if (!higherFollows) {
                packed[kept++] = packed[i];
            }
        }
        return kept == packed.length ? packed : Arrays.copyOf(packed, kept);
    }

    /** Whether these skills meet all of what is asked for. */
    static boolean meet(int[] skills, int[] asked) {
        int at = 0;
        for (int requirement : asked) {
            while (at < skills.length && skillId(skills[at]) < skillId(requirement)) {
                at++;
            }
            if (at == skills.length
                    || skillId(skills[at]) != skillId(requirement)
                    || (skills[at] & LEVEL_MASK) < (requirement & LEVEL_MASK)) {
                return false;
            }
        }
        return true;
    }
}
