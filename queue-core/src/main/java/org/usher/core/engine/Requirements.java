package org.usher.core.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.usher.core.api.AnyOf;
import org.usher.core.api.Requirement;

/**
 * Skills with a level, packed one to an int (skill id above, 4 bits of level below) in ascending order: what a contact asks for, and
 * what an agent has. A skill named twice counts once, with the higher level. What a contact asks for may go on with groups of which one
 * level is enough, each behind a negative count of its levels, in ascending order, too: equal wishes have equal numbers.
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

    /** Of the skills that {@code known} has, those packed and {@code own} together, the levels of the latter lowered. */
    static int[] merge(int[] packed, List<Requirement> own, int easedBy, LongMap<?> known) {
        int[] all = Arrays.copyOf(packed, packed.length + own.size());
        int count = packed.length;
        for (int i = 0; i < own.size(); i++) {
            Requirement requirement = own.get(i);
            if (isKnown(requirement, known)) {
                all[count++] = pack(requirement.skillId(), easedLevel(requirement, easedBy));
            }
        }
        return normalise(all, count);
    }

    /** What is asked for without choice. A group of one that is known is none. */
    static int[] packAll(List<Requirement> requirements, List<AnyOf> anyOf, LongMap<?> known) {
        List<Requirement> all = new ArrayList<>(requirements);
        for (AnyOf group : anyOf) {
            int[] packed = packGroup(group, known);
            if (packed.length == 1) {
                all.add(new Requirement(skillId(packed[0]), packed[0] & LEVEL_MASK));
            }
        }
        return merge(NONE, all, 0, known);
    }

    /** Groups of which one level each is enough. A skill that is not known is no choice, and a group without any asks for nothing. */
    static int[] packGroups(List<AnyOf> groups, LongMap<?> known) {
        return groups.stream()
                .map(group -> packGroup(group, known))
                .filter(packed -> packed.length > 1)
                .sorted(Arrays::compare)
                .flatMapToInt(packed -> IntStream.concat(IntStream.of(-packed.length), Arrays.stream(packed)))
                .toArray();
    }

    static int[] concat(int[] first, int[] second) {
        if (second.length == 0) {
            return first;
        }
        int[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    static Requirement eased(Requirement requirement, int easedBy) {
        return new Requirement(requirement.skillId(), easedLevel(requirement, easedBy));
    }

    static AnyOf eased(AnyOf group, int easedBy) {
        return new AnyOf(group.alternatives().stream()
                .map(requirement -> eased(requirement, easedBy))
                .toList());
    }

    private static int easedLevel(Requirement requirement, int easedBy) {
        return Math.max(1, requirement.minProficiency() - easedBy);
    }

    private static int[] packGroup(AnyOf group, LongMap<?> known) {
        return group.alternatives().stream()
                .filter(requirement -> isKnown(requirement, known))
                .mapToInt(requirement -> pack(requirement.skillId(), requirement.minProficiency()))
                .distinct()
                .sorted()
                .toArray();
    }

    private static boolean isKnown(Requirement requirement, LongMap<?> known) {
        return requirement.skillId() > 0 && known.get(requirement.skillId()) != null;
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

    static int level(int packed) {
        return packed & LEVEL_MASK;
    }

    /** Whether these skills meet all of what is asked for. */
    static boolean meet(int[] skills, int[] asked) {
        return firstUnmet(skills, asked) < 0;
    }

    /** Where the first of what is asked for stands that these skills do not meet, of a group its first level; −1 if they meet all. */
    static int firstUnmet(int[] skills, int[] asked) {
        int next = 0;
        while (next < asked.length) {
            int size = Math.max(1, -asked[next]);
            int first = asked[next] < 0 ? next + 1 : next;
            next = first + size;
            if (!meetOneOf(skills, asked, first, next)) {
                return first;
            }
        }
        return -1;
    }

    /** The sum of the levels that these skills have in what is asked for; of a group, the best of them. */
    static int proficiency(int[] skills, int[] asked) {
        int sum = 0;
        int next = 0;
        while (next < asked.length) {
            int size = Math.max(1, -asked[next]);
            int first = asked[next] < 0 ? next + 1 : next;
            next = first + size;
            int best = 0;
            for (int i = first; i < next; i++) {
                best = Math.max(best, level(skills, skillId(asked[i])));
            }
            sum += best;
        }
        return sum;
    }

    private static int level(int[] skills, int skillId) {
        for (int skill : skills) {
            if (skillId(skill) == skillId) {
                return skill & LEVEL_MASK;
            }
        }
        return 0;
    }

    private static boolean meetOneOf(int[] skills, int[] asked, int from, int to) {
        int at = 0;
        for (int i = from; i < to; i++) {
            while (at < skills.length && skillId(skills[at]) < skillId(asked[i])) {
                at++;
            }
            if (at < skills.length && skillId(skills[at]) == skillId(asked[i]) && skills[at] >= asked[i]) {
                return true;
            }
        }
        return false;
    }
}
