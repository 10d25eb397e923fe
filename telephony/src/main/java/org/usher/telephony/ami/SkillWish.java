package org.usher.telephony.ami;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.usher.core.api.AnyOf;
import org.usher.core.api.Requirement;

/**
 * What {@code USHER_SKILLS} asks for: parts separated by commas, all of which are wanted. A part is a skill with the least proficiency,
 * {@code german:5}; without a number it is wanted at any. Several of them with {@code |} between are a choice of which one is enough.
 * {@code @anna} is the agent of that name.
 *
 * @param requirements each skill once
 * @param agent the first name behind an @, empty if none
 * @param fault what the reader does not understand of it and how to put it, none if all is well; then the skills count for nothing
 */
record SkillWish(List<Requirement> requirements, List<AnyOf> anyOf, String agent, Optional<Fault> fault) {
    private static final int MAX_SKILLS = 20;

    /** A value, and what to give in its stead. */
    record Fault(String value, String fix) {}

    static SkillWish read(String text, Names names) {
        List<Map<Integer, Integer>> choices = new ArrayList<>();
        Map<Integer, Integer> wanted = new LinkedHashMap<>();
        String agent = "";
        Optional<Fault> fault = Optional.empty();
        for (String part : text.isBlank() ? new String[0] : text.split(",", -1)) {
            if (part.strip().startsWith("@") && part.indexOf('|') < 0) {
                agent = agent.isEmpty() ? part.strip().substring(1).strip() : agent;
                continue;
            }
            Map<Integer, Integer> choice = new LinkedHashMap<>();
            for (String alternative : part.split("\\|", -1)) {
                fault = fault.or(() -> skill(alternative, names, choice));
            }
            if (choice.size() > 1) {
                choices.add(choice);
            } else {
                choice.forEach((skillId, proficiency) -> wanted.merge(skillId, proficiency, Math::max));
            }
        }
        if (wanted.size() + choices.stream().mapToInt(Map::size).sum() > MAX_SKILLS) {
            fault = fault.or(() -> Optional.of(new Fault(text, "ask for at most " + MAX_SKILLS + " skills")));
        }
        List<AnyOf> anyOf = choices.stream()
                .map(choice -> new AnyOf(requirements(choice)))
                .distinct()
                .toList();
        return new SkillWish(requirements(wanted), anyOf, agent, fault);
    }

    /** Adds the skill to the choice; of one that is named twice there the lower proficiency is enough. */
    private static Optional<Fault> skill(String written, Names names, Map<Integer, Integer> choice) {
        if (written.strip().startsWith("@")) {
            return Optional.of(new Fault(written, "name an agent in a part of its own, as in german:5,@anna"));
        }
        int colon = written.indexOf(':');
        int skillId = names.skillId((colon < 0 ? written : written.substring(0, colon)).strip());
        if (skillId == 0) {
            return Optional.of(new Fault(written, "give names out of " + Admission.sample(names.skillNames())));
        }
        int proficiency = colon < 0
                ? 1
                : Admission.wholeNumber(written.substring(colon + 1).strip());
        if (proficiency < 1 || proficiency > 10) {
            return Optional.of(
                    new Fault(written, "give the least proficiency as a number from 1 to 10, as in german:5"));
        }
        choice.merge(skillId, proficiency, Math::min);
        return Optional.empty();
    }

    private static List<Requirement> requirements(Map<Integer, Integer> levels) {
        return levels.entrySet().stream()
                .map(level -> new Requirement(level.getKey(), level.getValue()))
                .toList();
    }
}
