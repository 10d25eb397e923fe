package org.usher.telephony.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every recorded sequence of the real Asterisk has its test in the contract, or a reason why not. */
class RecordingCoverageTest {
    /** Not in the contract, and why. */
    private static final Map<String, String> EXCLUDED = excluded();

    private static Map<String, String> excluded() {
        return new TreeMap<>(Map.of(
                "fallback", "the link would have to die in the test; FallbackDialplanIT shows it on the real Asterisk",
                "fallback-while-ringing", "as fallback",
                "session-expired", "a session lasts a minute and a half at least"));
    }

    static Path recordings() {
        try {
            return Path.of(Objects.requireNonNull(RecordingCoverageTest.class.getResource("/recordings"))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static List<String> recorded() {
        try (Stream<Path> files = Files.list(recordings())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".jsonl"))
                    .map(name -> name.substring(0, name.length() - ".jsonl".length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> covered() {
        return Stream.of(
                        PbxContract.class,
                        TransferContract.class,
                        BreakContract.class,
                        OwnCallContract.class,
                        KeyContract.class,
                        AcceptContract.class,
                        PromptContract.class,
                        RecordingContract.class)
                .flatMap(contract -> Arrays.stream(contract.getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(Covers.class))
                .flatMap(method ->
                        Arrays.stream(method.getAnnotation(Covers.class).value()))
                .sorted()
                .toList();
    }

    @Test
    void shouldCoverEveryRecordingOrSayWhyNot() {
        assertThat(recorded()).isNotEmpty();
        assertThat(recorded().stream().filter(name -> !EXCLUDED.containsKey(name)))
                .isSubsetOf(covered());
    }

    @Test
    void shouldNotClaimToCoverWhatWasNeverRecorded() {
        assertThat(recorded()).containsAll(covered());
    }

    @Test
    void shouldNotExcludeWhatIsCoveredOrDoesNotExist() {
        assertThat(covered()).doesNotContainAnyElementsOf(EXCLUDED.keySet());
        assertThat(recorded()).containsAll(EXCLUDED.keySet());
    }
}
