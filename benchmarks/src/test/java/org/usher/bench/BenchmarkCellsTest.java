package org.usher.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

/** All benchmarks are to be run in one go, so their cells are few. */
final class BenchmarkCellsTest {
    private static final int MAX_CELLS = 40;

    private final Set<BenchmarkListEntry> all = BenchmarkList.defaultList()
            .getAll(OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT), List.of());

    @Test
    void shouldHaveNoMoreCellsThanAreRunInOneGo() {
        assertThat(all)
                .extracting(entry -> entry.getUsername().replaceAll(".*\\.", ""))
                .contains("cycle", "visit", "refusal", "relax");
        assertThat(all.stream().mapToInt(BenchmarkCellsTest::cells).sum()).isBetween(all.size(), MAX_CELLS);
    }

    @Test
    void shouldReachFromASmallCentreToTheLargest() {
        Set<CentreSize> sizes = all.stream()
                .flatMap(entry -> entry.getParams().get().values().stream())
                .flatMap(Arrays::stream)
                .map(CentreSize::of)
                .collect(Collectors.toSet());
        assertThat(sizes).extracting(CentreSize::agents).contains(100, 10_000, 100_000);
        assertThat(sizes).extracting(CentreSize::skills).contains(20, 200, 1_000);
        assertThat(sizes).extracting(CentreSize::waiting).contains(0, 1_000, 100_000, 1_000_000);
    }

    private static int cells(BenchmarkListEntry entry) {
        return entry.getParams().get().values().stream()
                .mapToInt(values -> values.length)
                .reduce(1, Math::multiplyExact);
    }
}
