package org.usher.telephony.ami;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** AMI messages recorded on a real Asterisk with the shipped dialplan: one JSON object a line, repeated headers as arrays. */
final class Recording {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Path FOLDER = Path.of("src/test/resources/recordings");

    private Recording() {}

    /** The names of all recordings, sorted. */
    static List<String> names() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".jsonl"))
                    .map(name -> name.substring(0, name.length() - ".jsonl".length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The events of a recording; the actions that were sent and their responses are left out. */
    static List<AmiMessage> events(String name) {
        try (Stream<String> lines = Files.lines(FOLDER.resolve(name + ".jsonl"), StandardCharsets.UTF_8)) {
            return lines.map(Recording::message)
                    .filter(message -> message.has("Event") && !message.has("EventList"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the recording means, call by call; empty if nobody has written it down. */
    static List<String> story(String name) {
        Path story = FOLDER.resolve(name + ".story");
        try {
            return Files.exists(story) ? Files.readAllLines(story) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static AmiMessage message(String line) {
        List<String> headers = new ArrayList<>();
        for (Map.Entry<String, JsonNode> header : JSON.readTree(line).properties()) {
            if (header.getValue().isArray()) {
                header.getValue().forEach(value -> add(headers, header.getKey(), value));
            } else {
                add(headers, header.getKey(), header.getValue());
            }
        }
        return AmiMessage.of(headers.toArray(String[]::new));
    }

    private static void add(List<String> headers, String name, JsonNode value) {
        headers.add(name);
        headers.add(value.asString());
    }
}
