package org.usher.server.centre;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.server.config.Centre;
import org.usher.server.config.CentreFile;

/** What a server comes back to: the last word, whether it was said by the file or by {@code usher apply}. */
final class CentreFolderTest {
    @TempDir
    private Path data;

    @Test
    void shouldComeBackToWhatWasAppliedSinceTheFileLastChanged() throws Exception {
        CentreFolder folder = new CentreFolder(data.resolve("centre"));
        Centre file = centre("sales");
        Centre applied = centre("billing");
        assertThat(folder.atStart(file)).isSameAs(file);
        try (CentreFolder.Kept kept = folder.keep(file, applied)) {
            assertThat(folder.atStart(file)).as("not adopted yet").isSameAs(file);
            kept.lasts();
        }
        assertThat(again().atStart(file).text()).isEqualTo(applied.text());

        Centre changed = centre("returns");
        assertThat(again().atStart(changed)).as("the file has the last word").isSameAs(changed);
        assertThat(again().atStart(file))
                .as("and goes back to what it said before")
                .isSameAs(file);
    }

    @Test
    void shouldForgetWhatWasNotAdoptedAfterAll() throws Exception {
        CentreFolder folder = new CentreFolder(data.resolve("centre"));
        folder.keep(centre("sales"), centre("billing")).close();
        assertThat(folder.atStart(centre("sales")).text())
                .isEqualTo(centre("sales").text());
        assertThat(files()).isEmpty();
    }

    @Test
    void shouldComeBackToTheFileWhenWhatWasAppliedCannotBeReadAnyMore() throws Exception {
        CentreFolder folder = new CentreFolder(data.resolve("centre"));
        Centre file = centre("sales");
        folder.keep(file, centre("billing")).lasts();
        Path applied = data.resolve("centre").resolve(files().getFirst());
        Files.writeString(applied, "[[queue]]\nname = \"billing\"\na_key_of_another_version = 1\n");
        assertThat(again().atStart(file)).isSameAs(file);
    }

    @Test
    void shouldKeepTheLatestRevisionsForTheOwnerAlone() throws Exception {
        CentreFolder folder = new CentreFolder(data.resolve("centre"));
        for (int revision = 1; revision <= CentreFolder.KEPT + 2; revision++) {
            folder.keepRevision(revision, centre("sales"));
        }
        assertThat(files())
                .hasSize(CentreFolder.KEPT)
                .contains("revision-52.toml", "revision-3.toml")
                .doesNotContain("revision-2.toml");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(data.resolve("centre/revision-52.toml"))))
                .isEqualTo("rw-------");
    }

    private CentreFolder again() {
        return new CentreFolder(data.resolve("centre"));
    }

    private static Centre centre(String queue) throws Exception {
        return CentreFile.parse("centre.toml", "[[queue]]\nname = \"" + queue + "\"\n");
    }

    private List<String> files() throws Exception {
        try (Stream<Path> files = Files.list(data.resolve("centre"))) {
            return files.map(file -> String.valueOf(file.getFileName())).toList();
        }
    }
}
