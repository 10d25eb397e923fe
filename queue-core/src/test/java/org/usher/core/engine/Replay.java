package org.usher.core.engine;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.usher.core.api.Event;
import org.usher.core.api.QueueEngine;
import org.usher.core.codec.EntryCodec;

/** Replays a file of log entries, each after its length in 4 bytes, and prints what came of it; run in a JVM of its own. */
public final class Replay {
    private Replay() {}

    public static void main(String[] args) throws IOException {
        System.out.println(outcome(Path.of(args[0])));
    }

    /** The state hash, and a hash over all events and effects as text. */
    static String outcome(Path log) throws IOException {
        QueueEngine engine = Engines.create();
        long given = 0;
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(log)))) {
            while (in.available() > 0) {
                byte[] bytes = in.readNBytes(in.readInt());
                Recorded output = new Recorded();
                engine.apply(EntryCodec.decode(bytes), output);
                for (Event event : output.events()) {
                    given = StateHash.mix(given, event.toString().hashCode());
                }
                given = StateHash.mix(given, output.effects().toString().hashCode());
            }
        }
        return engine.lastIndex() + " " + Long.toHexString(engine.stateHash()) + " " + Long.toHexString(given);
    }
}
