package org.usher.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.server.engine.LogPlaces;

/** Which command log is in force under a data directory, and whose it is. */
final class LogHomeTest {
    @TempDir
    Path data = Path.of("");

    /** As a server that has the log open. */
    private static FileChannel open(LogHome home) throws Exception {
        return FileChannel.open(
                home.directory().resolve("commands.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    @Test
    void shouldBeTheSameServerAfterEachStart() throws Exception {
        LogHome first = LogHome.current(data);
        assertThat(first.directory()).isEqualTo(data.resolve("log"));
        assertThat(first.holder()).isNotEmpty();
        assertThat(first.inUse()).isFalse();
        assertThat(LogHome.current(data)).isEqualTo(first);
    }

    @Test
    void shouldGoOnWithACopyOfALogThatIsInUse() throws Exception {
        LogHome first = LogHome.current(data);
        Files.writeString(first.directory().resolve("commands-1.log"), "entries");
        try (FileChannel running = open(first);
                FileLock lock = running.lock()) {
            assertThat(lock.isValid()).isTrue();
            assertThat(first.inUse()).isTrue();
            LogHome second = first.takeOver("another", 12);
            assertThat(second).isEqualTo(new LogHome(data.resolve("log-12"), "another"));
            assertThat(second.directory().resolve("commands-1.log")).hasContent("entries");
            assertThat(second.inUse()).isFalse();
            assertThat(LogHome.current(data)).isEqualTo(second);
            assertThat(first.takeOver("a third", 9).directory()).exists();
            assertThat(LogHome.current(data)).as("the latest is in force").isEqualTo(second);

            second.deleteOlder();
            assertThat(first.directory()).as("its server still runs").exists();
            assertThat(data.resolve("log-9")).doesNotExist();
        }
        LogHome.current(data).deleteOlder();
        assertThat(first.directory()).doesNotExist();
    }

    @Test
    void shouldBeClosedToOthersOfTheMachine() throws Exception {
        LogHome first = LogHome.current(data);
        assertThat(permissions(first)).isEqualTo("rwx------");
        assertThat(permissions(first.takeOver("another", 12))).isEqualTo("rwx------");

        Path old = data.resolve("log-13");
        Files.createDirectories(old);
        Files.setPosixFilePermissions(old, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(permissions(LogHome.current(data)))
                .as("of a version before; a group was let in by somebody")
                .isEqualTo("rwxr-x---");
    }

    @Test
    void shouldLetTheGroupThatReadTheOldLogReadTheNewOne() throws Exception {
        LogHome first = LogHome.current(data);
        Files.setAttribute(first.directory(), "unix:mode", 02750);
        assertThat(mode(LogHome.current(data))).as("left alone").isEqualTo(02750);
        assertThat(mode(first.takeOver("another", 12))).isEqualTo(02750);

        Files.setAttribute(data.resolve("log-12"), "unix:mode", 02755);
        assertThat(mode(LogHome.current(data))).as("closed to others").isEqualTo(02750);
    }

    @Test
    void shouldUseADirectoryWhoseModeCannotBeChanged() throws Exception {
        Path ofAnotherUser = Path.of("/proc/self");
        assertThat(Files.getPosixFilePermissions(ofAnotherUser)).contains(PosixFilePermission.OTHERS_READ);
        LogPlaces.make(ofAnotherUser);
    }

    private static int mode(LogHome home) throws Exception {
        return (int) Files.getAttribute(home.directory(), "unix:mode") & 07777;
    }

    private static String permissions(LogHome home) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(home.directory()));
    }
}
