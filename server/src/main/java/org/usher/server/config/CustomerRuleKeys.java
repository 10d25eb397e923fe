package org.usher.server.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.usher.server.customer.CustomerRule;

/** The tables {@code [[customer_rule]]}: what follows for the line from who a customer is. */
final class CustomerRuleKeys {
    private static final TextRule WORD = TextRule.matching(
            "[A-Za-z0-9_.-]{1,40}",
            "is not a word",
            "give up to 40 letters, digits and _ . -, as your customers have it");

    private final SkillNames skills;
    private final Map<String, Integer> queues;

    CustomerRuleKeys(SkillNames skills, Map<String, Integer> queues) {
        this.skills = skills;
        this.queues = queues;
    }

    List<CustomerRule> read(Section root) {
        List<CustomerRule> rules = new ArrayList<>();
        for (Section section : root.tables("customer_rule")) {
            CustomerRule.When when = when(section);
            Set<String> of = new HashSet<>();
            for (Section.Item item : section.texts("queues", CentreFile.NAME)) {
                if (CentreFile.find(section, item, item.text(), queues, "queue") > 0 && !of.add(item.text())) {
                    section.problem(item, "is named twice", "name each queue once");
                }
            }
            int priority = section.number("priority", 0, -100, 100);
            List<CustomerRule.Skill> asked = skills.list(section, "skills").stream()
                    .map(level -> new CustomerRule.Skill(name(level.skillId()), level.proficiency()))
                    .toList();
            boolean prefers = section.flag("prefer_last_agent", false);
            if (priority == 0 && !prefers && !section.has("skills")) {
                section.missing("priority", "say what follows: give priority, skills or prefer_last_agent");
            }
            section.done();
            rules.add(new CustomerRule(when, of, priority, asked, prefers));
        }
        return rules;
    }

    private static CustomerRule.When when(Section rule) {
        Section when = rule.table("when");
        boolean vip = when.flag("vip", true);
        CustomerRule.When read = new CustomerRule.When(
                word(when, "segment"), word(when, "language"), when.has("vip") ? vip : null, word(when, "open_matter"));
        if (read.equals(new CustomerRule.When(null, null, null, null))) {
            rule.missing(
                    "when",
                    "say for whom, by segment, language, vip and open_matter, for example when = { segment = \"gold\" }");
        }
        when.done();
        return read;
    }

    private static @Nullable String word(Section when, String key) {
        String word = when.text(key, "", WORD);
        return word.isEmpty() ? null : word;
    }

    private String name(int skillId) {
        return skills.ids().entrySet().stream()
                .filter(entry -> entry.getValue() == skillId)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }
}
