package org.usher.server;

import java.io.IOException;
import java.util.Optional;
import org.usher.core.api.Configuration;
import org.usher.core.api.Event;
import org.usher.core.codec.MalformedDataException;
import org.usher.server.centre.CentreIds;
import org.usher.server.config.IdBook;
import org.usher.server.engine.EventSink;
import org.usher.server.engine.RecordedEvent;
import org.usher.server.engine.SnapshotPart;

/** Learns from the log which id belongs to which name, and puts lasting ids into a centre that was read from a file. */
final class AdoptedIds implements EventSink, SnapshotPart, CentreIds {
    private final IdBook book = new IdBook();

    @Override
    public synchronized void accept(RecordedEvent recorded) {
        if (recorded.event() instanceof Event.ConfigurationAdopted adopted) {
            book.learn(adopted.configuration());
        }
    }

    @Override
    public String partName() {
        return "ids";
    }

    @Override
    public synchronized byte[] remembered() {
        return book.toBytes();
    }

    @Override
    public synchronized void remember(byte[] remembered) throws IOException {
        book.learn(remembered);
    }

    @Override
    public synchronized Optional<Configuration> next(Configuration current, Configuration centre) {
        return next(book, current, centre);
    }

    @Override
    public synchronized Optional<Configuration> preview(Configuration current, Configuration centre) {
        IdBook copy = new IdBook();
        try {
            copy.learn(book.toBytes());
        } catch (MalformedDataException e) {
            throw new IllegalStateException("a book that cannot be copied", e);
        }
        return next(copy, current, centre);
    }

    private static Optional<Configuration> next(IdBook book, Configuration current, Configuration centre) {
        boolean inForce = book.renumber(centre, current.revision()).equals(current);
        return inForce ? Optional.empty() : Optional.of(book.renumber(centre, current.revision() + 1));
    }
}
