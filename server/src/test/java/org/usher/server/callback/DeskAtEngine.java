package org.usher.server.callback;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.usher.core.api.CallbackWindow;
import org.usher.core.api.Command;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.Effect;
import org.usher.core.api.EngineView;
import org.usher.core.api.Event;
import org.usher.core.api.LogEntry;
import org.usher.core.api.Output;
import org.usher.core.api.QueueEngine;
import org.usher.core.api.ReplyCode;
import org.usher.core.engine.Engines;
import org.usher.server.Story;
import org.usher.server.call.Numbers;
import org.usher.server.customer.PhoneNumbers;
import org.usher.server.engine.EngineEye;
import org.usher.server.engine.RecordedEvent;

/** The desk of callbacks before a real engine, which takes commands and answers looks when a story says that it is its turn. */
final class DeskAtEngine {
    final CallbackBook book = new CallbackBook();
    final CallbackDesk desk;
    private final CallbackDesk.Engine door;
    /** Commands that were put before the engine since the last turn. */
    final List<Command> offered = new ArrayList<>();

    long nowMs = 1_000_000;
    /** By which calls in windows are promised. */
    Optional<WindowPlan> windows = Optional.empty();

    private CompletableFuture<Void> disk = CompletableFuture.completedFuture(null);
    private final QueueEngine engine = Engines.create();
    /** Who looks again does so on a thread of its own. */
    private final Queue<Runnable> looks = new ConcurrentLinkedQueue<>();

    private final Map<Long, CompletableFuture<ReplyCode>> requests = new HashMap<>();

    private long queued;

    DeskAtEngine() {
        EngineEye eye = new EngineEye() {
            @Override
            public <T> CompletableFuture<T> look(Function<QueueEngine, T> question) {
                CompletableFuture<T> answer = new CompletableFuture<>();
                looks.add(() -> answer.complete(question.apply(engine)));
                return answer;
            }
        };
        door = new CallbackDesk.Engine(eye, this::offer, index -> disk, 1);
        desk = deskWith(book);
        offer(new Command.AdoptConfiguration(Story.CENTRE));
        turn();
    }

    /** Another desk with the book of one that has been started again. */
    CallbackDesk deskWith(CallbackBook itsBook) {
        return new CallbackDesk(
                door,
                itsBook,
                new CallbackTerms(new Numbers(List.of("+49*")), Numbers.NONE, 5),
                new PhoneNumbers("DE"),
                new CallbackWindows(itsBook, queueId -> windows, () -> nowMs));
    }

    EngineView view() {
        return engine.view();
    }

    boolean offer(Command command) {
        offered.add(command);
        return true;
    }

    /** Where requests are put before the engine, as by a desk of requests. */
    CompletableFuture<ReplyCode> request(LongFunction<? extends Command> requestForId) {
        long id = requests.size() + 1L;
        CompletableFuture<ReplyCode> reply = new CompletableFuture<>();
        requests.put(id, reply);
        offer(requestForId.apply(id));
        return reply;
    }

    /** The engine has not answered in time any request that it has not answered yet. */
    void timeOut() {
        requests.values().forEach(reply -> reply.completeExceptionally(new TimeoutException("no answer")));
    }

    /** The engine applies what was put before it, then answers those who looked, and goes on with what they put before it. */
    void turn() {
        do {
            List<Command> commands = List.copyOf(offered);
            offered.clear();
            commands.forEach(this::apply);
            answerLooks();
        } while (!offered.isEmpty());
    }

    /** The engine answers those who looked, and takes no command. */
    void answerLooks() {
        for (Runnable look = looks.poll(); look != null; look = looks.poll()) {
            look.run();
        }
    }

    /** The contact that entered a line last. */
    long lastQueued() {
        return queued;
    }

    /** From now on the log's disk holds nothing more. */
    void holdDisk() {
        disk = new CompletableFuture<>();
    }

    void releaseDisk() {
        disk.complete(null);
    }

    /** The customer of this number is promised a call by billing. */
    void books(String number, CallbackWindow window) {
        offer(new Command.BookCallback(0, Story.BILLING, window, customer(number)));
        turn();
    }

    static ContactDetails customer(String number) {
        return new ContactDetails(1, "", "", number, "", "", "", "", "");
    }

    private void apply(Command command) {
        long index = engine.lastIndex() + 1;
        engine.apply(new LogEntry(index, 1, QueueEngine.VERSION, nowMs, command), new Output() {
            private int number;

            @Override
            public void event(Event event) {
                book.accept(new RecordedEvent(index, number++, event));
                if (event instanceof Event.ContactQueued entered) {
                    queued = entered.contactId();
                }
            }

            @Override
            public void effect(Effect effect) {
                if (effect instanceof Effect.Reply reply && reply.requestId() != 0) {
                    Objects.requireNonNull(requests.get(reply.requestId())).complete(reply.code());
                }
            }
        });
    }
}
