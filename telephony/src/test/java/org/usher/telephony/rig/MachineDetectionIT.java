package org.usher.telephony.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How often the real Asterisk's answering-machine detection errs on given audio, with the settings of the shipped dialplan. It reports, it
 * does not judge: with {@code -Dusher.audio=DIR} on the audio in {@code DIR/human} and {@code DIR/machine} (of any form that sox
 * reads, each from the moment of the pick-up), else on a few greetings by text-to-speech.
 */
final class MachineDetectionIT {
    private static final int MAX_FILES = 200;
    private static final int AT_ONCE = 20;
    private static final List<String> VOICES = List.of("en", "en-us+f3", "en-gb+m3", "de");
    private static final List<String> HUMAN = List.of(
            "Hello?",
            "Miller.",
            "Yes?",
            "Hello, Miller speaking.",
            "Yes, hello, this is Anna.",
            "Good morning, Miller and Sons, Anna speaking, how can I help you?");
    private static final List<String> MACHINE = List.of(
            "Hello, you have reached the voice mail of Anna Miller. Please leave a message after the tone.",
            "Hi, this is Tom. I can't take your call right now. Leave your name and number and I will call you back.",
            "The person you are calling is not available. Please try again later.",
            "Miller. We are not at home. Please speak after the beep.");

    @TempDir
    Path directory;

    private record Sound(Path source, boolean isMachine, Path played) {}

    private record Finding(Sound sound, String status, String cause) {
        /** As usher-reached has it. */
        boolean takenForMachine() {
            return status.equals("MACHINE") && !cause.startsWith("INITIALSILENCE");
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(String.join(" ", command)).isZero();
    }

    private static boolean isInstalled(String program) {
        return Stream.of("/usr/bin/", "/usr/local/bin/").anyMatch(bin -> Files.isExecutable(Path.of(bin + program)));
    }

    /** Greetings by text-to-speech; a machine's end with its beep. */
    private Path spoken() throws IOException, InterruptedException {
        assumeTrue(isInstalled("espeak-ng"), "espeak-ng is not installed");
        Path beep = directory.resolve("beep.wav");
        run(
                "sox",
                "-n",
                "-r",
                "22050",
                "-c",
                "1",
                "-b",
                "16",
                beep.toString(),
                "synth",
                "0.5",
                "sine",
                "1000",
                "norm",
                "-6");
        for (String kind : List.of("human", "machine")) {
            Path into = Files.createDirectories(directory.resolve("spoken").resolve(kind));
            List<String> texts = kind.equals("human") ? HUMAN : MACHINE;
            for (int i = 0; i < texts.size(); i++) {
                for (String voice : VOICES) {
                    Path words = directory.resolve("words.wav");
                    run("espeak-ng", "-v", voice, "-s", "150", "-w", words.toString(), texts.get(i));
                    String file = into.resolve((i + 1) + "-" + voice + ".wav").toString();
                    if (kind.equals("human")) {
                        run("sox", words.toString(), file, "norm", "-6", "pad", "0.4", "0");
                    } else {
                        run("sox", words.toString(), beep.toString(), file, "norm", "-6", "pad", "0.4", "0");
                    }
                }
            }
        }
        return directory.resolve("spoken");
    }

    private List<Sound> sounds(Path given) throws IOException, InterruptedException {
        List<Sound> sounds = new ArrayList<>();
        for (String kind : List.of("human", "machine")) {
            List<Path> files;
            try (Stream<Path> all = Files.list(given.resolve(kind))) {
                files = all.filter(Files::isRegularFile)
                        .sorted()
                        .limit(MAX_FILES)
                        .toList();
            }
            for (Path file : files) {
                Path played = directory.resolve("played" + sounds.size() + ".wav");
                // silence behind it: nobody hangs up while Asterisk listens
                run("sox", file.toString(), "-r", "8000", "-c", "1", "-b", "16", played.toString(), "pad", "0", "6");
                sounds.add(new Sound(file, kind.equals("machine"), played));
            }
        }
        return sounds;
    }

    private static void play(AmiClient ami, int index, Sound sound) {
        AmiPacket answer = ami.action(
                "Originate",
                "Channel",
                "Local/s@rig-amd/n",
                "Application",
                "Playback",
                "Data",
                sound.played().toString().replaceFirst("\\.wav$", ""),
                "Async",
                "true",
                "Variable",
                "RIG_SOUND=" + index);
        assertThat(answer.get("Response")).isEqualTo("Success");
    }

    private static List<Finding> findings(AmiClient ami, List<Sound> sounds) {
        List<Finding> findings = new ArrayList<>();
        for (int from = 0; from < sounds.size(); from += AT_ONCE) {
            int to = Math.min(from + AT_ONCE, sounds.size());
            ami.mark();
            for (int i = from; i < to; i++) {
                play(ami, i, sounds.get(i));
            }
            for (int i = from; i < to; i++) {
                String index = Integer.toString(i);
                AmiPacket found = ami.awaitEvent("RigAmd", p -> p.is("Sound", index));
                findings.add(new Finding(sounds.get(i), found.get("Status"), found.get("Cause")));
            }
        }
        return findings;
    }

    private static String rate(List<Finding> findings, boolean machines) {
        long all =
                findings.stream().filter(f -> f.sound().isMachine() == machines).count();
        long wrong = findings.stream()
                .filter(f -> f.sound().isMachine() == machines && f.takenForMachine() != machines)
                .count();
        return String.format(Locale.ROOT, "%d of %d (%.0f %%)", wrong, all, all == 0 ? 0.0 : 100.0 * wrong / all);
    }

    @Test
    void shouldReportHowOftenItErrsOnTheGivenAudio() throws Exception {
        assumeTrue(isInstalled("sox"), "sox is not installed");
        String given = System.getProperty("usher.audio", "");
        List<Sound> sounds = sounds(given.isEmpty() ? spoken() : Path.of(given));
        try (RealAsterisk asterisk = RealAsterisk.builder().dialplan("""
                                [rig-amd]
                                exten => s,1,Answer()
                                 same => n,AMD(,,,5000)
                                 same => n,UserEvent(RigAmd,Sound: ${RIG_SOUND},Status: ${AMDSTATUS},Cause: ${AMDCAUSE})
                                 same => n,Hangup()
                                """).start();
                AmiClient ami = asterisk.rigAmi()) {
            List<Finding> findings = findings(ami, sounds);
            for (Finding f : findings) {
                System.out.printf(
                        "%s/%s: %s %s%n",
                        f.sound().isMachine() ? "machine" : "human",
                        f.sound().source().getFileName(),
                        f.status(),
                        f.cause());
            }
            System.out.println("Humans taken for machines: " + rate(findings, false));
            System.out.println("Machines taken for humans: " + rate(findings, true));
            assertThat(findings).isNotEmpty().noneMatch(f -> f.status().isEmpty());
        }
    }
}
