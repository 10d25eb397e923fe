package org.usher.server.centre;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.server.config.ConfigException;

/** The centre's file, which somebody edits while a server stands by. */
final class CentreReadingTest {
    @TempDir
    private Path directory;

    @Test
    void shouldReadWhatTheFileSaysByNow() throws Exception {
        Path file = directory.resolve("centre.toml");
        CentreReading first = CentreReading.of(Files.writeString(file, "[[queue]]\nname = \"sales\"\n"));
        assertThat(first.again()).as("nothing has changed, nor since when").isSameAs(first);

        Files.writeString(file, "[[queue]]\nname = \"billing\"\n");
        CentreReading second = first.again();
        assertThat(second.centre().configuration().queues().getFirst().name()).isEqualTo("billing");
        assertThat(second.sinceMs()).isGreaterThanOrEqualTo(first.sinceMs());
        assertThat(first.says(second.centre().text())).isTrue();
        assertThat(first.says(first.centre().text())).isFalse();

        Files.writeString(file, "[[que");
        assertThatThrownBy(second::again).isInstanceOf(ConfigException.class);
        assertThat(second.says("[[que")).as("what cannot be read says nothing").isFalse();
    }
}
