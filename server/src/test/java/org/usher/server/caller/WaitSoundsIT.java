package org.usher.server.caller;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.usher.server.callback.WindowSounds;

/** The shipped script makes every sound that Usher may name, in a form that Asterisk plays. Debian's espeak-ng and sox must be installed. */
final class WaitSoundsIT {
    private static final Path DIALPLAN = Path.of("../conf/asterisk/extensions-usher.conf");
    private static final Pattern NAMED =
            Pattern.compile("(?:usher/|DIRECTORY \\+ \")([a-z]+(?:-[a-z]+)*)(?=[&,)\";\\s])");
    private static final AudioFormat PLAYED =
            new AudioFormat(AudioFormat.Encoding.PCM_SIGNED, 8_000, 16, 1, 2, 8_000, false);

    @TempDir
    private static Path sounds;

    @BeforeAll
    static void make() throws Exception {
        Files.writeString(ownRecording("de/usher/greeting.wav"), "a recording of one's own");
        Files.writeString(ownRecording("en/digits/5.gsm"), "of Asterisk's package");
        Process script = new ProcessBuilder("sh", "../conf/asterisk/make-sounds.sh", sounds.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(script.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(script.exitValue()).as(said).isZero();
    }

    private static Path ownRecording(String name) throws IOException {
        Path file = sounds.resolve(name);
        Files.createDirectories(file.getParent());
        return file;
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "de", "fr"})
    void shouldMakeEverySoundAsAsteriskPlaysIt(String language) throws Exception {
        for (String name : everySound()) {
            Path own = sounds.resolve(language).resolve(name + ".gsm");
            Path made = sounds.resolve(language).resolve(name + ".wav");
            if (!Files.exists(own) && !(language + "/" + name).equals("de/usher/greeting")) {
                assertAudible(made);
            }
        }
    }

    /** What the dialplan, the server and the phrases for waits name, and the digits of numbers and codes. */
    private static Set<String> everySound() throws IOException {
        Set<String> all = new TreeSet<>(WaitSounds.all());
        all.addAll(WindowSounds.all());
        for (int key = 2; key <= 4; key++) {
            all.add("usher/callback-press-" + key);
        }
        for (int digit = 0; digit < 10; digit++) {
            all.add("digits/" + digit);
        }
        all.add("usher/comfort"); // conf/centre.toml
        all.addAll(named(DIALPLAN));
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            for (Path source :
                    sources.filter(f -> f.toString().endsWith(".java")).toList()) {
                all.addAll(named(source));
            }
        }
        assertThat(all)
                .contains(
                        "usher/greeting",
                        "usher/callback-offer",
                        "usher/callback-not-allowed",
                        "usher/chat-offer",
                        "usher/chat-link-sent",
                        "usher/chat-begun");
        return all;
    }

    private static List<String> named(Path source) throws IOException {
        return NAMED.matcher(Files.readString(source))
                .results()
                .map(name -> "usher/" + name.group(1))
                .toList();
    }

    private static void assertAudible(Path sound) throws Exception {
        try (AudioInputStream audio = AudioSystem.getAudioInputStream(sound.toFile())) {
            assertThat(audio.getFormat().matches(PLAYED))
                    .as("%s is %s", sound, audio.getFormat())
                    .isTrue();
            byte[] samples = audio.readAllBytes();
            assertThat(samples.length / 2).as("samples of %s", sound).isBetween(8_000 / 4, 8_000 * 20);
            int loudest = 0;
            for (int i = 0; i < samples.length; i += 2) {
                loudest = Math.max(loudest, Math.abs((samples[i + 1] << 8) | (samples[i] & 0xff)));
            }
            assertThat(loudest).as("peak of %s", sound).isBetween(20_000, 26_000);
        }
    }

    @Test
    void shouldLeaveAloneWhatIsThere() {
        assertThat(sounds.resolve("de/usher/greeting.wav")).hasContent("a recording of one's own");
        assertThat(sounds.resolve("en/digits/5.gsm")).hasContent("of Asterisk's package");
        assertThat(sounds.resolve("en/digits/5.wav")).as("nothing beside it").doesNotExist();
    }
}
