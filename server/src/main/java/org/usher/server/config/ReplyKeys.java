package org.usher.server.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.usher.server.agent.CannedReplies;

/** Reads what agents may say in chats without writing it anew. All desks are told of all of it, so it is bounded. */
final class ReplyKeys {
    private static final int MAX = 100;
    private static final int MAX_TEXT = 1_000;
    private static final TextRule TEXT = new TextRule(
            text -> !text.isBlank()
                    && text.length() <= MAX_TEXT
                    && text.chars().noneMatch(one -> Character.isISOControl(one) && one != '\n'),
            "is not a text of 1 to " + MAX_TEXT + " characters",
            "give what the customer is to read, with \\n where a new line begins");

    private ReplyKeys() {}

    /** @param queues the ids of the queues of this file by their names */
    static CannedReplies read(Section root, Map<String, Integer> queues) {
        List<CannedReplies.Reply> list = new ArrayList<>();
        Set<String> names = new HashSet<>();
        Set<String> titles = new HashSet<>();
        for (Section section : root.tables("reply")) {
            String name = section.text("name", CentreFile.NAME);
            if (!name.isEmpty() && !names.add(name)) {
                section.problem("name", "is the name of another reply", "give each reply a name of its own");
            }
            if (names.size() == MAX + 1) {
                section.problem("name", "is one reply too many", "agents choose among up to " + MAX);
            }
            String title = section.text("title", name, CentreFile.TITLE);
            if (!title.isEmpty() && !titles.add(title)) {
                section.problem(
                        section.has("title") ? "title" : "name",
                        "is what another reply is called",
                        "agents could not tell the two apart: give each a title of its own");
            }
            String text = section.text("text", TEXT);
            Set<String> of = DispositionKeys.queues(section, queues);
            section.done();
            list.add(new CannedReplies.Reply(name, title, text, of));
        }
        return new CannedReplies(list);
    }
}
