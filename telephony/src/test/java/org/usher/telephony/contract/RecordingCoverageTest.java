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
        Map<String, String> reasons = new TreeMap<>(Map.of(
                "announcement", "announcements come with a later issue; the link gives none yet",
                "digit", "the people of these tests press no keys; DoorDialplanIT shows it on the real Asterisk",
                "fallback", "the link would have to die in the test; FallbackDialplanIT shows it on the real Asterisk",
                "fallback-while-ringing", "as fallback",
                "released-and-back-and-released", "the operators of the two PBXs differ in who comes back"));
        String byKey =
                "feature codes go through Local channels, which the model has not; FeatureCodeDialplanIT shows it on the real Asterisk";
        for (String name : List.of(
                "atxfer-cancelled",
                "atxfer-completed",
                "atxfer-into-queue-talking",
                "atxfer-into-queue-waiting",
                "atxfer-not-answered",
                "atxfer-outside",
                "atxfer-swapped",
                "atxfer-then-not-answered",
                "atxfer-to-agent",
                "atxfer-while-ringing",
                "blindxfer-to-agent",
                "blindxfer-to-nowhere",
                "conference-then-agent-leaves",
                "conference-then-third-leaves")) {
            reasons.put(name, byKey);
        }
        reasons.put(
                "agent-phone-dies-in-the-second-talk",
                "as released-and-back-and-released; BlindTransferDialplanIT shows it on the real Asterisk");
        reasons.put("session-expired", "a session lasts a minute and a half at least");
        for (String name : List.of(
                "external-accepted",
                "external-declined",
                "external-hung-up",
                "external-loses",
                "external-voicemail",
                "external-wins",
                "whisper-agent-hangs-up",
                "whisper-caller-leaves")) {
            reasons.put(
                    name,
                    "the model has no phones outside and no whisper; ExternalDialplanIT and WhisperDialplanIT show them on the real Asterisk, RecordingTest what the link makes of them");
        }
        return reasons;
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
        return Stream.of(PbxContract.class, TransferContract.class)
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
