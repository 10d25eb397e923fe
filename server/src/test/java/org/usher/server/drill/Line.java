package org.usher.server.drill;

import java.util.ArrayList;
import java.util.List;

/**
 * What became of callers, by the phones' notes.
 *
 * @param numbers theirs; caller n dialled queue n modulo their number
 */
record Line(Journal journal, List<String> queues, List<String> numbers) {
    /** Further apart than what lies between two phones' notes of the same moment. */
    private static final long CLEARLY_US = 500_000;

    /** Each was served once, and no phone rang for him twice; of those who waited at that moment nobody overtook another. */
    void check(String name, long atUs, Proof proof) {
        long unserved = 0;
        long rungTwice = 0;
        List<List<Journal.Call>> waiting = new ArrayList<>();
        queues.forEach(queue -> waiting.add(new ArrayList<>()));
        for (int i = 0; i < numbers.size(); i++) {
            Journal.Call call = journal.call(numbers.get(i));
            boolean served = call.talks().size() == 1 && !call.left && !call.refused;
            unserved += served ? 0 : 1;
            rungTwice += call.rings.size() > 1 ? 1 : 0;
            if (!served || call.rings.size() > 1) {
                System.err.println(name + ": " + call.told(atUs));
            }
            if (call.joinedUs < atUs && !call.rings.isEmpty() && call.rings.getFirst().rungUs > atUs) {
                waiting.get(i % queues.size()).add(call);
            }
        }
        long overtaken = waiting.stream().mapToLong(Line::overtaken).sum();
        proof.figure(name + "Callers", numbers.size());
        proof.figure(name + "WaitedThen", waiting.stream().mapToInt(List::size).sum());
        proof.holds(unserved == 0, "%s: %d callers were not served, once".formatted(name, unserved));
        proof.holds(rungTwice == 0, "%s: phones rang twice for %d callers".formatted(name, rungTwice));
        proof.holds(overtaken == 0, "%s: %d callers who waited were overtaken".formatted(name, overtaken));
    }

    /** Of one line, those before whom a phone rang for somebody who came clearly later. */
    private static long overtaken(List<Journal.Call> line) {
        return line.stream()
                .filter(call -> line.stream()
                        .anyMatch(other -> other.joinedUs > call.joinedUs + CLEARLY_US
                                && other.rings.getFirst().rungUs < call.rings.getFirst().rungUs - CLEARLY_US))
                .count();
    }
}
