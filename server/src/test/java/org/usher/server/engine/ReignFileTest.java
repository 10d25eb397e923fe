package org.usher.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No two reigns have the same number. */
final class ReignFileTest {
    @TempDir
    private Path directory;

    @Test
    void shouldCountReignsOfWhichTheLogHasNoEntry() {
        assertThat(ReignFile.next(directory, 1)).isEqualTo(1);
        assertThat(ReignFile.next(directory, 1)).isEqualTo(2);
        assertThat(ReignFile.next(directory, 7))
                .as("the log, or the lease, knows of more")
                .isEqualTo(7);
        assertThat(ReignFile.next(directory, 1)).isEqualTo(8);
    }

    @Test
    void shouldGoOnWithWhatTheLogKnowsIfTheFileSaysNothing() throws Exception {
        Files.writeString(directory.resolve("reign"), "00000");
        assertThat(ReignFile.next(directory, 3)).isEqualTo(3);
        assertThat(ReignFile.next(directory, 3)).isEqualTo(4);
    }

    @Test
    void shouldBeginAllTheSameWhereItCannotBeWritten() throws Exception {
        Files.createDirectory(directory.resolve("reign"));
        assertThat(ReignFile.next(directory, 3)).isEqualTo(3);
    }
}
