package org.usher.server.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The short drills, once each. How long something took is in {@code target/drill}; only {@code mvn -Pdrill} asks for it. */
@Tag("alone")
@Timeout(300)
final class DrillsIT {
    static Stream<String> names() {
        return Stream.of("kill-server", "kill-pbx", "twins");
    }

    @ParameterizedTest
    @MethodSource("names")
    void shouldHold(String name) throws Exception {
        Drill drill = name.equals("kill-server")
                ? new KillServer(KillServer.End.KILLED, 1, true)
                : Objects.requireNonNull(Drills.named(name));
        Proof proof = Drills.run(drill);
        assertThat(proof.broken()).as(proof.json()).isEmpty();
    }
}
