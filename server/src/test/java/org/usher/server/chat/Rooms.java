package org.usher.server.chat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration;
import org.usher.core.api.Effect;
import org.usher.core.api.Event;
import org.usher.core.api.LogEntry;
import org.usher.core.api.Output;
import org.usher.core.api.QueueEngine;
import org.usher.core.api.ReplyCode;
import org.usher.core.engine.Engines;
import org.usher.server.Story;
import org.usher.server.callback.CallbackBook;
import org.usher.server.engine.EngineEye;
import org.usher.server.engine.RecordedEvent;
import org.usher.server.wallboard.FeedClient;

/** A real engine, its book of chats and all that acts for them, in virtual time and on one thread. */
final class Rooms implements EngineEye, AutoCloseable {
    static final ChatSettings SETTINGS = new ChatSettings(
            false,
            20,
            4,
            60_000,
            new AttachmentSettings(true, 10_000, 100_000, 90L * 86_400_000),
            ChatLinkSettings.NONE,
            List.of());

    final List<Event> events = new ArrayList<>();
    CallbackBook callbacks = new CallbackBook();
    ChatBook book = new ChatBook();
    ChatDesk desk;
    ChatFeed feed;
    /** What is said is certain at once, or when {@link #settle} says so. */
    boolean certainAtOnce = true;
    /** What the engine has no room for. */
    Predicate<Command> full = command -> false;
    /** Commands are applied at once, or when {@link #catchUp} says so, or behind the next look at the engine. */
    boolean atOnce = true;

    private final Map<Long, CompletableFuture<Void>> uncertain = new HashMap<>();
    AttachmentFiles files = new AttachmentFiles(Path.of("."), 0);
    /** Where files that are sent are kept. */
    final Path directory;
    /** What is to be done on the disk, by {@link #writes}. */
    final Deque<Runnable> disk = new ArrayDeque<>();

    private final QueueEngine engine = Engines.create();
    private final Map<Long, ReplyCode> replies = new HashMap<>();
    private final Deque<Command> inbox = new ArrayDeque<>();
    private ChatCarrier carrier;
    private long nowMs = 1_000_000;
    private long index;
    private boolean applying;

    /** Agents Alice and Bob, with so many chats at once each. */
    Rooms(int chatCapacity) {
        try {
            directory = Files.createTempDirectory(Files.createDirectories(Path.of("target/rooms")), "attachments");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        begin();
        desk.resume(0);
        Configuration centre = Story.CENTRE;
        tell(new Command.AdoptConfiguration(new Configuration(
                1,
                centre.skills(),
                centre.queues().stream().map(Rooms::withWrapUp).toList(),
                centre.devices(),
                centre.agents().stream()
                        .map(agent -> new Configuration.Agent(
                                agent.agentId(),
                                agent.name(),
                                agent.title(),
                                agent.skills(),
                                agent.queueIds(),
                                chatCapacity))
                        .toList(),
                centre.pauseReasons(),
                centre.settings())));
    }

    private static Configuration.Queue withWrapUp(Configuration.Queue queue) {
        return new Configuration.Queue(
                queue.queueId(),
                queue.name(),
                queue.title(),
                queue.answerMode(),
                queue.priority(),
                queue.plan(),
                queue.ringTimeoutMs(),
                queue.wrapUpMs(),
                queue.shortAbandonMs(),
                queue.maxWaitMs(),
                queue.maxWaiting(),
                queue.serviceLevelTarget(),
                queue.rules(),
                queue.urgency(),
                queue.treatment(),
                new Configuration.Channels(30_000, 45_000));
    }

    private void begin() {
        carrier = new ChatCarrier(this::offer, () -> nowMs);
        files = new AttachmentFiles(directory, SETTINGS.attachments().maxTotalBytes());
        desk = new ChatDesk(
                new ChatDesk.Engine(this, this::offer, this::durable),
                book,
                carrier,
                SETTINGS,
                new ChatAttachments.Disk(files, disk::add));
        feed = new ChatFeed(
                desk,
                carrier,
                new ChatFeed.Sources(
                        () -> Story.CENTRE,
                        queueId -> List.of(),
                        contactId -> Optional.empty(),
                        room -> false,
                        contactId -> callbacks.of(contactId).isPresent()),
                () -> nowMs);
    }

    /** What a server that begins anew finds on the disk. */
    void restart() throws Exception {
        byte[] remembered = book.remembered();
        feed.close();
        byte[] promised = callbacks.remembered();
        callbacks = new CallbackBook();
        callbacks.remember(promised);
        callbacks.resumed(engine.view());
        book = new ChatBook();
        book.remember(remembered);
        book.resumed(engine.view());
        begin();
        desk.resume(index);
    }

    private CompletableFuture<Void> durable(long entry) {
        return certainAtOnce
                ? CompletableFuture.completedFuture(null)
                : uncertain.computeIfAbsent(entry, i -> new CompletableFuture<>());
    }

    /** The disk holds all that was said. */
    void settle() {
        settle(Long.MAX_VALUE);
    }

    /** The disk holds what was said by this entry. */
    void settle(long upTo) {
        uncertain.forEach((entry, held) -> {
            if (entry <= upTo) {
                held.complete(null);
            }
        });
    }

    boolean offer(Command command) {
        if (full.test(command)) {
            return false;
        }
        inbox.add(command);
        if (atOnce) {
            drain();
        }
        return true;
    }

    /** Puts a request before the engine, as a person does. */
    CompletableFuture<ReplyCode> ask(LongFunction<? extends Command> requestForId) {
        long requestId = 1_000 + index;
        return offer(requestForId.apply(requestId))
                ? CompletableFuture.completedFuture(replies.get(requestId))
                : CompletableFuture.failedFuture(new RejectedExecutionException());
    }

    /** The engine applies all that waits for it. */
    void catchUp() {
        atOnce = true;
        drain();
    }

    long lastIndex() {
        return index;
    }

    void tell(Command... commands) {
        for (Command command : commands) {
            offer(command);
        }
    }

    private void drain() {
        if (applying) {
            return; // asked for by what the engine wants done just now
        }
        applying = true;
        for (Command command = inbox.poll(); command != null; command = inbox.poll()) {
            apply(command);
        }
        applying = false;
    }

    private void apply(Command command) {
        index++;
        int[] number = {0};
        engine.apply(new LogEntry(index, 1, QueueEngine.VERSION, nowMs, command), new Output() {
            @Override
            public void event(Event event) {
                events.add(event);
                RecordedEvent recorded = new RecordedEvent(index, number[0]++, event);
                callbacks.accept(recorded);
                book.accept(recorded);
            }

            @Override
            public void effect(Effect effect) {
                if (effect instanceof Effect.Reply reply) {
                    replies.put(reply.requestId(), reply.code());
                }
                if (effect instanceof Effect.Action action) {
                    carrier.perform(action);
                }
            }
        });
    }

    /** The disk does what it was told. */
    void writes() {
        for (Runnable task = disk.poll(); task != null; task = disk.poll()) {
            task.run();
        }
    }

    /** Time goes by, second by second, with a round of the feed in each. */
    Rooms passes(long ms) {
        for (long left = ms; left > 0; left -= 1_000) {
            nowMs += Math.min(1_000, left);
            tell(new Command.Tick());
            feed.round();
        }
        return this;
    }

    @Override
    public <T> CompletableFuture<T> look(Function<QueueEngine, T> question) {
        T answer = question.apply(engine);
        drain();
        return CompletableFuture.completedFuture(answer);
    }

    ChatDesk.Opening.Opened opens(String name) {
        return (ChatDesk.Opening.Opened)
                desk.open(Story.BILLING, name, "").toCompletableFuture().join();
    }

    ChatRoom room(long contactId) {
        return book.of(contactId).orElseThrow();
    }

    <E extends Event> List<E> events(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    @Override
    public void close() {
        feed.close();
    }

    /** A page that takes all it is sent, or nothing. */
    static class Page implements FeedClient {
        final List<String> sent = new ArrayList<>();
        boolean ready = true;
        String dropped = "";

        @Override
        public boolean isReady() {
            return ready;
        }

        @Override
        public void send(byte[] message) {
            sent.add(new String(message, java.nio.charset.StandardCharsets.UTF_8));
        }

        @Override
        public void replace() {
            drop("replaced");
        }

        @Override
        public void drop(String why) {
            dropped = why;
        }
    }
}
