package org.usher.lab;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Every case by its name. */
final class Catalogue {
    private static final Map<Integer, Double> LOADS = Map.of(77, 77.4, 84, 84.0, 90, 90.0);

    private Catalogue() {}

    private static Map<String, Supplier<Case>> cases() {
        Map<String, Supplier<Case>> cases = new LinkedHashMap<>();
        cases.put("A", ReferenceCases::a);
        cases.put("B", ReferenceCases::b);
        for (int load : new int[] {77, 84, 90}) {
            for (int skills = 1; skills <= 6; skills++) {
                int k = skills;
                double erlangs = LOADS.getOrDefault(load, 0.0);
                cases.put("C-k" + skills + "-" + load, () -> ReferenceCases.c(k, erlangs));
            }
        }
        cases.put("C-small", ReferenceCases::cSmall);
        cases.put("D", ReferenceCases::d);
        cases.put("bank", () -> BankCase.of(BankCase.file()));
        cases.put("small", OwnCentres::small);
        cases.put("peak", OwnCentres::peak);
        cases.put("outage", OwnCentres::outage);
        return cases;
    }

    /** Those that {@link #named} makes, and those that are made of them: replay and tune. */
    static List<String> names() {
        List<String> names = new ArrayList<>(cases().keySet());
        names.addAll(List.of("replay", "tune"));
        return names;
    }

    /**
     * The case of this name.
     *
     * @throws IllegalArgumentException naming the cases there are, or what is wrong with the data file
     */
    static Case named(String name) {
        Supplier<Case> made = cases().get(name);
        if (made == null) {
            throw new IllegalArgumentException(
                    "-Dlab=" + name + " is no case; there are " + String.join(", ", names()));
        }
        return made.get();
    }
}
