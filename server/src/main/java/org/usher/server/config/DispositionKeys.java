package org.usher.server.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.usher.server.agent.Dispositions;

/** Reads what contacts may come to. */
final class DispositionKeys {
    private DispositionKeys() {}

    /** @param queues the ids of the queues of this file by their names */
    static Dispositions read(Section root, Map<String, Integer> queues) {
        List<Dispositions.Disposition> list = new ArrayList<>();
        Set<String> names = new HashSet<>();
        Set<String> titles = new HashSet<>();
        for (Section section : root.tables("disposition")) {
            String name = section.text("name", CentreFile.NAME);
            if (!name.isEmpty() && !names.add(name)) {
                section.problem(
                        "name", "is the name of another disposition", "give each disposition a name of its own");
            }
            String title = section.text("title", name, CentreFile.TITLE);
            if (!title.isEmpty() && !titles.add(title)) {
                section.problem(
                        section.has("title") ? "title" : "name",
                        "is what another disposition is called",
                        "agents could not tell the two apart: give each a title of its own");
            }
            Set<String> of = queues(section, queues);
            section.done();
            list.add(new Dispositions.Disposition(name, title, of));
        }
        return new Dispositions(list);
    }

    /** At whose contacts it is for; none for every queue's. */
    static Set<String> queues(Section section, Map<String, Integer> queues) {
        Set<String> of = new HashSet<>();
        for (Section.Item item : section.texts("queues", CentreFile.NAME)) {
            if (CentreFile.find(section, item, item.text(), queues, "queue") > 0 && !of.add(item.text())) {
                section.problem(item, "is named twice", "name each queue once");
            }
        }
        return of;
    }
}
