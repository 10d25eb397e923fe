package org.usher.server.caller;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped script makes every sound that Usher may name, in a form that Asterisk plays. Debian's espeak-ng and sox must be installed. */
final class WaitSoundsIT {
    private static final List<String> CALLBACK =
            List.of("offer", "number", "confirm", "enter", "confirmed", "not-allowed", "pending", "later");

    @TempDir
    private Path sounds;

    @Test
    void shouldHaveASoundForEveryPhraseInEveryLanguage() throws Exception {
        Path own = Files.createDirectories(sounds.resolve("de/usher")).resolve("greeting.wav");
        Files.writeString(own, "a recording of one's own");
        Process script = new ProcessBuilder("sh", "../conf/asterisk/make-sounds.sh", sounds.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(script.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(script.exitValue()).as(said).isZero();

        for (String language : List.of("en", "de", "fr")) {
            for (String name : WaitSounds.all()) {
                Path file = sounds.resolve(language).resolve(name + ".wav");
                assertThat(file).exists();
                AudioFormat format =
                        AudioSystem.getAudioFileFormat(file.toFile()).getFormat();
                assertThat(format.getSampleRate()).isEqualTo(8_000);
                assertThat(format.getChannels()).isEqualTo(1);
            }
            assertThat(sounds.resolve(language).resolve("usher/comfort.wav")).exists();
            for (String name : CALLBACK) {
                assertThat(sounds.resolve(language).resolve("usher/callback-" + name + ".wav"))
                        .isNotEmptyFile();
            }
        }
        assertThat(own).as("left alone").hasContent("a recording of one's own");
    }
}
