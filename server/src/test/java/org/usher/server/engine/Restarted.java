package org.usher.server.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.usher.core.api.QueueEngine;
import org.usher.server.engine.RealLine.Fingerprint;

/** What a start on the files of a log leads to. */
record Restarted(Fingerprint state, String router, UUID logId, List<RecordedEvent> heard) {
    private static final long START_MS = 1_700_000_000_000L;

    static Restarted of(Path directory) throws IOException {
        EffectRouter router = newRouter();
        List<RecordedEvent> heard = new ArrayList<>();
        EngineCore core = new EngineCore(RealLine.MAKER.create(), router, List.of(heard::add), RealLine.metrics());
        try (CommandLog log = CommandLog.open(directory, LogSettings.DEFAULT, RealLine.metrics())) {
            new Restart(log, RealLine.MAKER, core, START_MS).run();
            QueueEngine engine = core.engine();
            engine.checkInvariants();
            return new Restarted(
                    new Fingerprint(engine.lastIndex(), engine.stateHash()),
                    HexFormat.of().formatHex(router.remembered()),
                    log.logId(),
                    List.copyOf(heard));
        }
    }

    static EffectRouter newRouter() {
        return new EffectRouter(new Requests(command -> false, 1), RealLine.metrics());
    }
}
