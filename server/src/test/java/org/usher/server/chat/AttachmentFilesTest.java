package org.usher.server.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of chats on a real disk: kept, named, removed, and what a server that died in between has left. */
final class AttachmentFilesTest {
    private static final String ONE = "0".repeat(31) + "1";
    private static final String TWO = "0".repeat(31) + "2";

    @TempDir
    private Path home;

    private AttachmentFiles opened(String... said) throws Exception {
        AttachmentFiles files = new AttachmentFiles(home.resolve("attachments"), 10_000);
        files.open(List.of(said)::contains);
        return files;
    }

    private List<String> names() throws Exception {
        try (Stream<Path> all = Files.list(home.resolve("attachments"))) {
            return all.map(file -> String.valueOf(file.getFileName())).sorted().toList();
        }
    }

    @Test
    void shouldKeepWhatWasSentForTheOwnerAlone() throws Exception {
        AttachmentFiles files = opened();
        files.keep(ONE, Samples.PNG);
        Path unsaid = files.find(ONE).orElseThrow();
        assertThat(names()).containsExactly(ONE + ".unsaid");
        assertThat(Files.readAllBytes(unsaid)).isEqualTo(Samples.PNG);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(unsaid)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("attachments"))))
                .isEqualTo("rwx------");
        files.said(ONE);
        files.said(ONE);
        assertThat(names()).containsExactly(ONE);
        assertThat(Files.readAllBytes(files.find(ONE).orElseThrow())).isEqualTo(Samples.PNG);
    }

    @Test
    void shouldSeeToWhatADeadServerLeft() throws Exception {
        AttachmentFiles before = opened();
        before.keep(ONE, Samples.PNG); // the log has its line
        before.keep(TWO, Samples.PNG); // the log was not told
        Files.write(
                home.resolve("attachments").resolve("f".repeat(32) + ".part"),
                Samples.PNG); // the disk was not, in full
        Path notes = Files.writeString(home.resolve("attachments/notes.txt"), "the operator's own");

        AttachmentFiles files = opened(ONE);
        assertThat(names()).containsExactlyInAnyOrder(ONE, "notes.txt");
        assertThat(files.find(TWO)).isEmpty();
        assertThat(files.total()).isEqualTo(4_096);
        assertThat(notes).exists();
    }

    @Test
    void shouldCountTheRoomThatFilesTake() throws Exception {
        AttachmentFiles files = opened();
        assertThat(files.hasRoom(8_192)).isTrue();
        assertThat(files.hasRoom(8_193)).as("three blocks").isFalse();
        files.keep(ONE, new byte[1]);
        assertThat(files.total()).as("even the smallest takes a block").isEqualTo(4_096);
        files.keep(TWO, new byte[4_096]);
        assertThat(files.hasRoom(1)).isFalse();
        files.drop(TWO);
        assertThat(files.hasRoom(1)).isTrue();
        files.drop(TWO);
        assertThat(opened(ONE).total()).isEqualTo(4_096);
    }

    @Test
    void shouldRemoveWhatIsOld() throws Exception {
        AttachmentFiles files = opened();
        files.keep(ONE, Samples.PNG);
        files.said(ONE);
        files.keep(TWO, Samples.PNG);
        files.said(TWO);
        Files.setLastModifiedTime(files.find(ONE).orElseThrow(), FileTime.fromMillis(1_000));
        assertThat(files.removeBefore(2_000)).isEqualTo(1);
        assertThat(names()).containsExactly(TWO);
        assertThat(files.total()).isEqualTo(4_096);
    }

    @Test
    void shouldFindNothingButItsOwn() throws Exception {
        AttachmentFiles files = opened();
        Files.writeString(home.resolve("secret"), "not for you");
        assertThat(files.find("../secret")).isEmpty();
        assertThat(files.find("")).isEmpty();
        assertThat(files.find(ONE)).isEmpty();
        assertThatThrownBy(() -> files.keep("../secret", Samples.PNG)).hasMessageContaining("no id of a file");
        files.keep(ONE, Samples.PNG);
        Files.createFile(home.resolve("attachments").resolve(TWO + ".part"));
        assertThatThrownBy(() -> files.keep(TWO, Samples.PNG)).isInstanceOf(FileAlreadyExistsException.class);
    }
}
