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
        CentreReading file = file("sales");
        Centre applied = centre("billing");
        assertThat(folder.atStart(file)).isSameAs(file.centre());
        try (CentreFolder.Kept kept = folder.keep(file.centre().text(), applied)) {
            assertThat(folder.atStart(file)).as("not adopted yet").isSameAs(file.centre());
            kept.lasts();
        }
        assertThat(again().atStart(file).text()).isEqualTo(applied.text());

        CentreReading changed = file("returns");
        assertThat(again().atStart(changed)).as("the file has the last word").isSameAs(changed.centre());
        assertThat(again().atStart(file).text())
                .as("of a start that came to nothing nothing is left")
                .isEqualTo(applied.text());
        again().settled(changed, changed.centre());
        assertThat(again().atStart(file))
                .as("and goes back to what it said before")
                .isSameAs(file.centre());
    }

    @Test
    void shouldLeaveInForceWhatWasAppliedWhileAnotherServerStoodByWithAFileOfItsOwn() throws Exception {
        long beganMs = System.currentTimeMillis() - 60_000;
        CentreReading ours = file("sales");
        CentreReading others = new CentreReading(null, centre("returns"), beganMs);
        CentreReading edited = new CentreReading(null, centre("support"), System.currentTimeMillis() + 60_000);
        Centre applied = centre("billing");
        again().keep(ours.centre().text(), applied).lasts();

        assertThat(again().atStart(edited)).as("changed after that").isSameAs(edited.centre());
        Centre takenOver = again().atStart(others);
        assertThat(takenOver.text()).isEqualTo(applied.text());
        again().settled(others, takenOver);
        assertThat(again().atStart(file("returns")).text())
                .as("also when the other one is started again")
                .isEqualTo(applied.text());
        again().keep(others.centre().text(), centre("chat")).lasts();
        assertThat(again().atStart(ours).text())
                .as("and what was applied to the other one is the last word for the first")
                .isEqualTo(centre("chat").text());
    }

    @Test
    void shouldForgetWhatWasNotAdoptedAfterAll() throws Exception {
        CentreFolder folder = new CentreFolder(data.resolve("centre"));
        folder.keep(centre("sales").text(), centre("billing")).close();
        assertThat(folder.atStart(file("sales")).text())
                .isEqualTo(centre("sales").text());
        assertThat(files()).isEmpty();
    }

    @Test
    void shouldComeBackToTheFileWhenWhatWasAppliedCannotBeReadAnyMore() throws Exception {
        CentreFolder folder = new CentreFolder(data.resolve("centre"));
        CentreReading file = file("sales");
        folder.keep(file.centre().text(), centre("billing")).lasts();
        Path applied = data.resolve("centre").resolve(files().getFirst());
        Files.writeString(applied, "[[queue]]\nname = \"billing\"\na_key_of_another_version = 1\n");
        assertThat(again().atStart(file)).isSameAs(file.centre());
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

    private static CentreReading file(String queue) throws Exception {
        return CentreReading.of(centre(queue));
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
