package org.usher.server.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.usher.server.webhook.PositionFile.Position;

/** Where a webhook stands, written down and read again. */
final class PositionFileTest {
    private static final UUID LOG = UUID.fromString("0b4c1f0e-6c1e-4d53-9d5d-0d1f7b6d0001");

    @TempDir
    private Path directory;

    @Test
    void shouldReadEveryPlaceThatItWrites() throws IOException {
        PositionFile file = new PositionFile(directory.resolve("made"), "crm");
        assertThat(file.read()).isEmpty();
        for (WebhookPlace place : List.of(
                WebhookPlace.START,
                WebhookPlace.behind(0),
                WebhookPlace.behind(1L << 50),
                new WebhookPlace(4_711, 2, 1),
                new WebhookPlace(4_711, 2, Integer.MAX_VALUE))) { // as it stands while nothing waits
            Position position = new Position(LOG, 17, place);
            file.write(position);
            assertThat(file.read()).contains(position);
        }
        file.write(new Position(LOG, 999_999_999, WebhookPlace.START));
        assertThat(file.read().orElseThrow().epoch()).isEqualTo(999_999_999);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "torn",
                "0b4c1f0e-6c1e-4d53-9d5d-0d1f7b6d0001 3 2 0 0",
                "0b4c1f0e-6c1e-4d53-9d5d-0d1f7b6d0001 3 2 0\n",
                "0b4c1f0e-6c1e-4d53-9d5d-0d1f7b6d0001 3 2 0 9999999999\n",
                "------------------------------------ 3 2 0 0\n"
            })
    void shouldSayOfWhatCannotBeReadThatItIsDamaged(String text) throws IOException {
        Files.writeString(directory.resolve("crm.position"), text);
        assertThat(new PositionFile(directory, "crm").read().orElseThrow().isDamaged())
                .isTrue();
    }
}
