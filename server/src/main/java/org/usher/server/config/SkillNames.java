package org.usher.server.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.usher.core.api.Configuration.SkillLevel;

/** The skills of a centre's file, and levels of them as people write them: {@code german:5}; without a proficiency, 1. */
final class SkillNames {
    /** One level, as a regular expression. */
    static final String LEVEL = "[a-z][a-z0-9_]{0,39}(:([1-9]|10))?";

    private static final TextRule ONE = TextRule.matching(
            LEVEL,
            "is not a skill",
            "write \"skill:proficiency\" with a proficiency of 1 to 10, for example \"german:5\"");

    private final Map<String, Integer> ids = new LinkedHashMap<>();

    /** By name, in the order of the file. */
    Map<String, Integer> ids() {
        return ids;
    }

    /** A list of levels, each of another skill: {@code ["german:5", "orders"]}. */
    List<SkillLevel> list(Section section, String key) {
        List<SkillLevel> levels = new ArrayList<>();
        Set<Integer> seen = new HashSet<>();
        for (Section.Item item : section.texts(key, ONE)) {
            for (SkillLevel level : levels(section, item)) {
                if (seen.add(level.skillId())) {
                    levels.add(level);
                } else {
                    section.problem(item, "names a skill twice", "name each skill once");
                }
            }
        }
        return levels;
    }

    /** The levels of one text, with | between several; without those whose skill is not in the file, which are problems. */
    List<SkillLevel> levels(Section section, Section.Item item) {
        List<SkillLevel> levels = new ArrayList<>();
        for (String written : item.text().split("\\|", -1)) {
            String level = written.strip();
            int colon = level.indexOf(':');
            int skillId = CentreFile.find(section, item, colon < 0 ? level : level.substring(0, colon), ids, "skill");
            if (skillId > 0) {
                levels.add(new SkillLevel(skillId, colon < 0 ? 1 : Integer.parseInt(level.substring(colon + 1))));
            }
        }
        return levels;
    }
}
