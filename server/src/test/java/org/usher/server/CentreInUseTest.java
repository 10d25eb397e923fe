package org.usher.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.server.config.ConfigException;
import org.usher.server.config.ServerConfig;
import org.usher.server.config.ServerConfigFile;

/** The centre's file while a server stands by, and when it takes over. */
final class CentreInUseTest {
    @TempDir
    private Path directory;

    private Path file;
    private Path wiringFile;
    private ServerConfig wiring;

    @BeforeEach
    void write() throws Exception {
        file = directory.resolve("centre.toml");
        wiringFile = Files.writeString(directory.resolve("usher.toml"), "[simulation]\nenabled = true\n");
        wiring = ServerConfigFile.read(wiringFile);
        says("[[queue]]\nname = \"sales\"\n");
    }

    private void says(String text) throws Exception {
        Files.writeString(file, text);
    }

    private String queue(CentreInUse centre) {
        return centre.now().centre().configuration().queues().getFirst().name();
    }

    @Test
    void shouldTakeOverWithWhatTheFileSaysByThen() throws Exception {
        CentreInUse centre = CentreInUse.of(file, wiringFile, wiring);
        assertThat(queue(centre)).isEqualTo("sales");
        says("[[queue]]\nname = \"billing\"\n");
        assertThat(queue(centre)).isEqualTo("billing");
    }

    @Test
    void shouldNotStartWithANumberOutsideThatItsWiringDoesNotAllow() throws Exception {
        says("[[queue]]\nname = \"sales\"\nmax_waiting = 5\noverflow_number = \"0170555\"\n");
        assertThatThrownBy(() -> CentreInUse.of(file, wiringFile, wiring))
                .isInstanceOf(StartException.class)
                .hasMessageContaining(
                        "overflow_number of queue sales = \"0170555\" is none of the numbers to which this server may send")
                .hasMessageContaining("add it to numbers of [overflow] in usher.toml");
        Files.writeString(wiringFile, "[simulation]\nenabled = true\n[overflow]\nnumbers = [\"0170*\"]\n");
        assertThat(queue(CentreInUse.of(file, wiringFile, ServerConfigFile.read(wiringFile))))
                .isEqualTo("sales");
    }

    @Test
    void shouldTakeOverAlthoughTheFileCannotBeUsedAnyMore() throws Exception {
        CentreInUse centre = CentreInUse.of(file, wiringFile, wiring);
        says("[[queue]]\nname = \"billing\"\n[[device]]\npbx = 7\nendpoint = \"desk\"\n");
        assertThat(queue(centre)).as("on a PBX that is not there").isEqualTo("sales");
        says("[[que");
        assertThat(queue(centre)).isEqualTo("sales");
        Files.delete(file);
        assertThat(queue(centre)).isEqualTo("sales");
        says("[[queue]]\nname = \"returns\"\n");
        assertThat(queue(centre)).isEqualTo("returns");
    }

    @Test
    void shouldNotStartAtAllWithAFileThatCannotBeUsed() throws Exception {
        says("[[device]]\npbx = 7\nendpoint = \"desk\"\n[[queue]]\nname = \"sales\"\n");
        assertThatThrownBy(() -> CentreInUse.of(file, wiringFile, wiring))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("is on PBX 7, which is not one of those of " + wiringFile + " [1]");
        says("[[que");
        assertThatThrownBy(() -> CentreInUse.of(file, wiringFile, wiring)).isInstanceOf(ConfigException.class);
    }
}
