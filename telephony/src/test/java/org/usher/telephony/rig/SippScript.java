package org.usher.telephony.rig;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a SIPp process plays: a scenario with its blanks filled in, and its command line. */
final class SippScript {
    private String scenario;
    private final Map<String, String> keys = new LinkedHashMap<>();
    final List<String> options = new ArrayList<>();

    @Nullable
    String callId;

    boolean ownCall;

    SippScript(String resource) {
        scenario = ProjectFiles.resource("sipp/" + resource);
    }

    SippScript fill(String blank, String text) {
        scenario = scenario.replace("@" + blank + "@", text);
        return this;
    }

    SippScript key(String name, String value) {
        keys.put(name, value);
        return this;
    }

    Process run(RealAsterisk asterisk, Path directory, int port, int tonePort) throws IOException {
        Files.createDirectories(directory);
        Path file = directory.resolve("scenario.xml");
        Files.writeString(file, scenario);
        List<String> command = new ArrayList<>(List.of(
                AsteriskTree.get().sipp().toString(),
                "127.0.0.1:" + asterisk.sipPort(),
                "-sf",
                file.toString(),
                "-i",
                "127.0.0.1",
                "-p",
                String.valueOf(port),
                "-nostdin",
                "-aa", // qualifies the phone: OPTIONS are answered
                "-default_behaviors",
                "all,-abortunexp", // an order that comes too early is passed over, and given again
                "-trace_err",
                "-trace_msg",
                "-message_file",
                "messages.log",
                "-error_file",
                "errors.log",
                "-key",
                "tone_port",
                String.valueOf(tonePort)));
        keys.forEach((name, value) -> command.addAll(List.of("-key", name, value)));
        command.addAll(options);
        return new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("sipp.out").toFile())
                .redirectInput(new File("/dev/null"))
                .start();
    }
}
