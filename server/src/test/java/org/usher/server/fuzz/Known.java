package org.usher.server.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.usher.core.api.Configuration;
import org.usher.server.agent.Dispositions;
import org.usher.server.config.Centre;
import tools.jackson.databind.json.JsonMapper;

/** Names that the centre really has, and contacts of now, so that requests get behind the first check. Safe from any thread. */
final class Known {
    private static final int MAX_CONTACTS = 200;

    private final Centre centre;
    private volatile List<String> contacts = List.of("1");

    Known(Centre centre) {
        this.centre = centre;
    }

    Configuration configuration() {
        return centre.configuration();
    }

    /** The description that is in force. */
    String text() {
        return centre.text();
    }

    /** What a page of contacts, of the line or of history, or an agent's call has told. */
    void heard(String answer) {
        List<String> found = new ArrayList<>();
        JsonMapper.shared().readTree(answer).path("contacts").forEach(row -> {
            String id = row.path("contactId").asString("");
            if (!id.isEmpty() && found.size() < MAX_CONTACTS) {
                found.add(id);
            }
        });
        if (!found.isEmpty()) {
            contacts = List.copyOf(found);
        }
    }

    /** A right value for a field or a piece of a path of this name, or an empty one if there is none to know. */
    String value(String name, Random random) {
        Configuration known = centre.configuration();
        return switch (name) {
            case "agent" -> one(known.agents().stream().map(Configuration.Agent::name), random);
            case "queue", "queues" -> one(known.queues().stream().map(Configuration.Queue::name), random);
            case "device", "devices" -> one(known.devices().stream().map(Configuration.Device::endpoint), random);
            case "reason" -> one(known.pauseReasons().stream().map(Configuration.PauseReason::name), random);
            case "disposition" -> one(centre.dispositions().all().stream().map(Dispositions.Disposition::name), random);
            case "contact" -> one(contacts.stream(), random);
            case "number" -> "+4930123";
            case "side" -> random.nextBoolean() ? "caller" : "agent";
            case "recording" -> Integer.toString(1 + random.nextInt(5));
            case "person" -> "fuzz.nobody";
            case "name" -> "fuzz." + random.nextInt(50);
            case "file*" -> "kit/kit.css";
            case "mode" -> one(Stream.of("SPY", "WHISPER", "BARGE"), random);
            default -> "";
        };
    }

    private static String one(Stream<String> of, Random random) {
        List<String> all = of.toList();
        return all.isEmpty() ? "" : all.get(random.nextInt(all.size()));
    }
}
