package org.usher.telephony.sim;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.usher.telephony.ami.AmiMessage;

/** A recorded sequence of a real Asterisk: actions, responses and events in the order of the wire. */
record Recording(List<AmiMessage> messages) {
    private static final Pattern TEXT = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"|([\\[\\]:,])");

    /** The names of all recordings, sorted. */
    static List<String> names() {
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/recordings"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".jsonl"))
                    .map(name -> name.substring(0, name.length() - ".jsonl".length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Recording of(String name) {
        try (InputStream in = Recording.class.getResourceAsStream("/recordings/" + name + ".jsonl")) {
            String text = new String(
                    Objects.requireNonNull(in, () -> "no recording " + name).readAllBytes(), StandardCharsets.UTF_8);
            return new Recording(text.lines().map(Recording::message).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A flat JSON object whose values are texts or arrays of texts. */
    private static AmiMessage message(String json) {
        List<String> headers = new ArrayList<>();
        Matcher token = TEXT.matcher(json);
        String name = "";
        boolean inArray = false;
        boolean value = false;
        while (token.find()) {
            String sign = token.group(2);
            if (sign == null) {
                String text = unescaped(token.group(1));
                if (value || inArray) {
                    headers.add(name);
                    headers.add(text);
                } else {
                    name = text;
                }
            } else if (sign.equals("[") || sign.equals("]")) {
                inArray = sign.equals("[");
            } else {
                value = sign.equals(":");
            }
        }
        return AmiMessage.of(headers.toArray(String[]::new));
    }

    private static String unescaped(String text) {
        if (text.contains("\\u")) {
            throw new IllegalArgumentException("control characters are not expected in a recording: " + text);
        }
        return text.replace("\\\"", "\"").replace("\\\\", "\\");
    }
}
