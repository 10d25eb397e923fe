package org.usher.server;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.usher.core.api.Configuration;
import org.usher.core.api.EngineView;
import org.usher.core.api.Event;
import org.usher.server.engine.EventSink;
import org.usher.server.engine.RecordedEvent;
import org.usher.telephony.ami.Names;

/** The names of the configuration in force, for the links. */
final class CurrentNames implements EventSink, Supplier<Names> {
    private volatile Names names = Names.of(Configuration.EMPTY);
    private volatile List<Configuration.Queue> queues = List.of();

    @Override
    public void accept(RecordedEvent recorded) {
        if (recorded.event() instanceof Event.ConfigurationAdopted adopted) {
            names = Names.of(adopted.configuration());
            queues = adopted.configuration().queues();
        }
    }

    /** Empty if there is no such queue. */
    Optional<Configuration.Queue> queue(int queueId) {
        return queues.stream().filter(queue -> queue.queueId() == queueId).findFirst();
    }

    @Override
    public Names get() {
        return names;
    }

    @Override
    public void resumed(EngineView state) {
        names = Names.of(state.configuration());
        queues = state.configuration().queues();
    }
}
