package org.usher.server.agent;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.server.history.ContactNotes;

/**
 * What agents noted of earlier contacts from the number of one that they now serve, in queues of the one who serves it; asked of the history
 * once, on a thread of its own.
 */
final class EarlierNotes implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EarlierNotes.class);
    private static final int MOST = 8;

    private final NoteSource source;
    private final Cache<Question, Answer> answers = Caffeine.newBuilder()
            .maximumSize(2_000)
            .expireAfterWrite(Duration.ofMinutes(10))
            .build();
    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(256),
            Thread.ofPlatform().name("desk-notes").daemon().factory());

    /** Agents of the same queues may read the same. */
    private record Question(long contactId, Set<Integer> queueIds) {}

    /**
     * What was found for a contact.
     *
     * @param known whether the history could be asked
     * @param notes the latest first
     */
    record Answer(long contactId, boolean known, List<ContactNotes.Note> notes) {
        Answer {
            notes = List.copyOf(notes);
        }
    }

    EarlierNotes(NoteSource source) {
        this.source = source;
    }

    /**
     * Empty as long as it is not known; asks, if nobody has.
     *
     * @param queueIds whose notes he may read who serves the contact
     */
    Optional<Answer> of(DeskContact contact, Set<Integer> queueIds) {
        long id = contact.id();
        if (contact.caller().isEmpty()) {
            return Optional.of(new Answer(id, true, List.of()));
        }
        Question question = new Question(id, Set.copyOf(queueIds));
        Answer known = answers.getIfPresent(question);
        if (known == null) {
            answers.put(question, new Answer(0, false, List.of())); // asked
            try {
                thread.execute(() -> answers.put(question, ask(contact, question.queueIds)));
            } catch (RejectedExecutionException e) {
                answers.put(question, new Answer(id, false, List.of()));
            }
            return Optional.empty();
        }
        return known.contactId == 0 ? Optional.empty() : Optional.of(known);
    }

    private Answer ask(DeskContact contact, Set<Integer> queueIds) {
        try {
            return new Answer(contact.id(), true, source.ofCaller(contact.caller(), contact.id(), queueIds, MOST));
        } catch (SQLException e) {
            log.debug("no earlier notes for contact {}", contact.id(), e);
            return new Answer(contact.id(), false, List.of());
        } catch (RuntimeException e) {
            log.error("earlier notes for contact {} could not be read", contact.id(), e);
            return new Answer(contact.id(), false, List.of());
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
