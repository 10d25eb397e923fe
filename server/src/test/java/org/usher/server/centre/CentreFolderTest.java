package org.usher.server.centre;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.server.config.Centre;
import org.usher.server.config.CentreFile;
import org.usher.server.config.ConfigProblem;

/** What a server comes back to: the last word, whether it was said by the file or by {@code usher apply}. */
final class CentreFolderTest {

    @TempDir
    private Path data;

    @Test
    void shouldComeBackToWhatWasAppliedSinceTheFileLastChanged() throws Exception {
        CentreFolder folder = new CentreFolder(data.resolve("centre"));
        CentreReading file = file("sales");
        Centre applied = centre("billing");
        assertThat(atStart(folder, file)).isSameAs(file.centre());
        try (CentreFolder.Kept kept = folder.keep(file.centre().text(), applied)) {
            assertThat(atStart(folder, file)).as("not adopted yet").isSameAs(file.centre());
            kept.lasts();
        }
        assertThat(atStart(again(), file).text()).isEqualTo(applied.text());

        CentreReading changed = file("returns");
        assertThat(atStart(again(), changed)).as("the file has the last word").isSameAs(changed.centre());
        assertThat(atStart(again(), file).text())
                .as("of a start that came to nothing nothing is left")
                .isEqualTo(applied.text());
        again().settled(changed, again().atStart(changed, CentreFolderTest::fits));
        assertThat(atStart(again(), file))
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

        assertThat(atStart(again(), edited)).as("changed after that").isSameAs(edited.centre());
        CentreFolder.LastWord takenOver = again().atStart(others, CentreFolderTest::fits);
        assertThat(takenOver.centre().text()).isEqualTo(applied.text());
        again().settled(others, takenOver);
        assertThat(atStart(again(), file("returns")).text())
                .as("also when the other one is started again")
                .isEqualTo(applied.text());
        again().keep(others.centre().text(), centre("chat")).lasts();
        assertThat(atStart(again(), ours).text())
                .as("and what was applied to the other one is the last word for the first")
                .isEqualTo(centre("chat").text());
    }

    @Test
    void shouldAdoptAFileThatIsPutBackToWhatItSaidBefore() throws Exception {
        for (String queue : List.of("sales", "billing")) {
            again().keep(centre(queue).text(), centre(queue)).lasts();
            assertThat(atStart(again(), file(queue)).text())
                    .isEqualTo(centre(queue).text());
            assertThat(files()).hasSize(1);
        }
        CentreReading putBack = file("sales");
        assertThat(atStart(again(), putBack)).isSameAs(putBack.centre());
        again().settled(putBack, again().atStart(putBack, CentreFolderTest::fits));
        assertThat(files()).isEmpty();
    }

    @Test
    void shouldSettleOnTheOneOfSeveralThatWasAppliedLast() throws Exception {
        CentreReading others = new CentreReading(null, centre("returns"), System.currentTimeMillis() - 60_000);
        again().keep(centre("sales").text(), centre("billing")).lasts();
        Path old = data.resolve("centre/since-0.toml");
        Files.writeString(old, centre("old").text());
        Files.setLastModifiedTime(old, FileTime.fromMillis(System.currentTimeMillis() - 30_000));
        Files.writeString(data.resolve("centre/unfinished-1"), "of one that died over it");

        CentreFolder.LastWord word = again().atStart(others, CentreFolderTest::fits);
        assertThat(word.centre().text()).isEqualTo(centre("billing").text());
        again().settled(others, word);
        assertThat(atStart(again(), file("returns")).text())
                .isEqualTo(centre("billing").text());
        assertThat(files()).hasSize(3).noneMatch(name -> name.startsWith("unfinished"));
    }

    @Test
    void shouldComeBackToTheFileWhenWhatWasAppliedDoesNotFitTheServerAnyMore() throws Exception {
        CentreReading file = file("sales");
        again().keep(file.centre().text(), centre("billing")).lasts();
        ConfigProblem gone = new ConfigProblem("centre", 0, "device[1].pbx", "2", "is none", "give one of [1]");
        assertThat(again().atStart(file, centre -> List.of(gone)).centre()).isSameAs(file.centre());
    }

    @Test
    void shouldForgetWhatWasNotAdoptedAfterAll() throws Exception {
        CentreFolder folder = new CentreFolder(data.resolve("centre"));
        folder.keep(centre("sales").text(), centre("billing")).close();
        assertThat(atStart(folder, file("sales")).text())
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
        assertThat(atStart(again(), file)).isSameAs(file.centre());
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

    private static Centre atStart(CentreFolder folder, CentreReading file) throws Exception {
        return folder.atStart(file, CentreFolderTest::fits).centre();
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

    private static List<ConfigProblem> fits(Centre centre) {
        return List.of();
    }
}
