package org.usher.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.core.api.Configuration;

final class IdBookTest {
    @TempDir
    private Path directory;

    private final IdBook book = new IdBook();

    @Test
    void shouldKeepIdsWhenTheFileIsReordered() throws Exception {
        Configuration first = book.renumber(centre("sales", "support"), 1);
        book.learn(first);

        Configuration second = book.renumber(centre("new", "support", "sales"), 2);

        assertThat(id(second, "sales")).isEqualTo(id(first, "sales"));
        assertThat(id(second, "support")).isEqualTo(id(first, "support"));
        assertThat(id(second, "new")).isEqualTo(3);
        assertThat(second.agents().getFirst().queueIds())
                .as("references follow")
                .containsExactly(3, id(second, "support"), id(second, "sales"));
        assertThat(second.queues()
                        .getFirst()
                        .plan()
                        .steps()
                        .getFirst()
                        .requirements()
                        .getFirst()
                        .skillId())
                .isEqualTo(second.skills().getFirst().skillId());
    }

    @Test
    void shouldNeverGiveAnIdToTwoThings() throws Exception {
        book.learn(book.renumber(centre("sales", "support"), 1));
        book.learn(book.renumber(centre("sales"), 2));

        Configuration third = book.renumber(centre("sales", "returns", "support"), 3);

        assertThat(id(third, "returns")).isEqualTo(3);
        assertThat(id(third, "support")).as("the one that came back").isEqualTo(2);
    }

    @Test
    void shouldGiveAnEqualConfigurationForAnUnchangedFile() throws Exception {
        Configuration adopted = book.renumber(centre("sales", "support"), 1);
        IdBook afterRestart = new IdBook();
        afterRestart.learn(adopted);

        assertThat(afterRestart.renumber(centre("sales", "support"), 1)).isEqualTo(adopted);
    }

    @Test
    void shouldTellAPhoneFromOneOutsideOfTheSameNumber() throws Exception {
        Configuration phone = book.renumber(centreWithDevice("endpoint"), 1);
        book.learn(phone);
        Configuration outside = book.renumber(centreWithDevice("number"), 2);

        assertThat(outside.devices().getFirst().endpoint())
                .isEqualTo(phone.devices().getFirst().endpoint());
        assertThat(outside.devices().getFirst().deviceId())
                .isNotEqualTo(phone.devices().getFirst().deviceId());
    }

    private Configuration centreWithDevice(String key) throws IOException, ConfigException {
        Path file = directory.resolve("centre.toml");
        Files.writeString(file, "[[queue]]\nname = \"sales\"\n[[device]]\n" + key + " = \"0151123\"\n");
        return CentreFile.read(file).configuration();
    }

    private static int id(Configuration configuration, String queue) {
        return configuration.queues().stream()
                .filter(q -> q.name().equals(queue))
                .findFirst()
                .orElseThrow()
                .queueId();
    }

    private Configuration centre(String... queues) throws IOException, ConfigException {
        StringBuilder text = new StringBuilder("[[skill]]\nname = \"s\"\n");
        for (String queue : queues) {
            text.append("[[queue]]\nname = \"").append(queue).append("\"\n[[queue.plan]]\nskills = [\"s:2\"]\n");
        }
        text.append("[[device]]\nendpoint = \"agent1\"\n[[agent]]\nname = \"anna\"\nqueues = [\"")
                .append(String.join("\", \"", queues))
                .append("\"]\n");
        Path file = directory.resolve("centre.toml");
        Files.writeString(file, text);
        return CentreFile.read(file).configuration();
    }
}
