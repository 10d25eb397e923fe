package org.usher.server.api;

import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.Channel;
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
import org.usher.server.agent.CannedReplies;
import org.usher.server.agent.CrmLink;
import org.usher.server.agent.DayFigures;
import org.usher.server.agent.DeskBoard;
import org.usher.server.agent.DeskFeed;
import org.usher.server.agent.DeskSettings;
import org.usher.server.agent.Dispositions;
import org.usher.server.agent.PhoneAccess;
import org.usher.server.call.CallDesk;
import org.usher.server.call.Numbers;
import org.usher.server.callback.CallbackBook;
import org.usher.server.callback.CallbackDesk;
import org.usher.server.callback.CallbackTerms;
import org.usher.server.callback.CallbackWindows;
import org.usher.server.callback.FollowUpRule;
import org.usher.server.callback.WindowPlan;
import org.usher.server.caller.Announcements;
import org.usher.server.caller.CallerCare;
import org.usher.server.caller.OverflowNumber;
import org.usher.server.caller.SurveyRule;
import org.usher.server.centre.CentreFolder;
import org.usher.server.centre.CentreIds;
import org.usher.server.centre.CentreOffice;
import org.usher.server.centre.CentrePlace;
import org.usher.server.centre.CentreReading;
import org.usher.server.chat.AttachmentFiles;
import org.usher.server.chat.AttachmentSettings;
import org.usher.server.chat.ChatAttachments;
import org.usher.server.chat.ChatBook;
import org.usher.server.chat.ChatCarrier;
import org.usher.server.chat.ChatDesk;
import org.usher.server.chat.ChatFeed;
import org.usher.server.chat.ChatLinkSettings;
import org.usher.server.chat.ChatSettings;
import org.usher.server.config.Centre;
import org.usher.server.config.IdBook;
import org.usher.server.customer.CustomerBook;
import org.usher.server.customer.CustomerDesk;
import org.usher.server.customer.CustomerImport;
import org.usher.server.customer.CustomerSource;
import org.usher.server.customer.LiveContacts;
import org.usher.server.customer.Lookup;
import org.usher.server.customer.PhoneNumbers;
import org.usher.server.customer.Question;
import org.usher.server.engine.CopyMaker;
import org.usher.server.engine.EngineEye;
import org.usher.server.engine.EngineMaker;
import org.usher.server.engine.EventSink;
import org.usher.server.engine.RecordedEvent;
import org.usher.server.engine.RequestDesk;
import org.usher.server.estimate.EstimatedWaits;
import org.usher.server.followup.FollowUpBook;
import org.usher.server.followup.FollowUps;
import org.usher.server.history.ContactHistory;
import org.usher.server.history.ContactNotes;
import org.usher.server.history.Database;
import org.usher.server.history.DatabaseSettings;
import org.usher.server.history.RecordingHistory;
import org.usher.server.hours.OpeningBook;
import org.usher.server.mail.MailAddress;
import org.usher.server.mail.MailSettings;
import org.usher.server.mail.Mails;
import org.usher.server.metrics.Health;
import org.usher.server.people.AuditLog;
import org.usher.server.people.MemoryPeople;
import org.usher.server.people.People;
import org.usher.server.people.Person;
import org.usher.server.people.SessionTerms;
import org.usher.server.people.Staff;
import org.usher.server.recording.RecordingDesk;
import org.usher.server.recording.RecordingFiles;
import org.usher.server.security.Limits;
import org.usher.server.security.RateLimits;
import org.usher.server.security.Secret;
import org.usher.server.security.TokenGate;
import org.usher.server.security.TokenRole;
import org.usher.server.supervisor.Supervision;
import org.usher.server.survey.Surveys;
import org.usher.server.wallboard.Alarm;
import org.usher.server.wallboard.Wallboard;
import org.usher.server.wallboard.WallboardFeed;
import org.usher.server.webhook.WebhookDesk;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The real server on a free port, with a centre told by a {@link Story} and no database. */
final class ApiFixture implements AutoCloseable {
    static final String SUPERVISOR = "a token for supervisors";
    static final String LOBBY = "a token for the lobby screen";
    static final String BOSS = "a token for administrators";
    static final long AWAY_AFTER_MS = 2_000;
    /** Where a test may let a mail server listen. */
    static final int MAIL_PORT = freePort();

    static final String SITE = "https://shop.example";
    static final int CHATS_HOURLY = 3;

    final AttachmentSettings attachmentSettings = new AttachmentSettings(true, 1_000_000, 10_000_000, 86_400_000);
    static final CannedReplies REPLIES = new CannedReplies(
            List.of(new CannedReplies.Reply("moment", "A moment", "A moment, please.", Set.of("billing"))));
    static final Dispositions DISPOSITIONS = new Dispositions(List.of(
            new Dispositions.Disposition("paid", "Paid", Set.of("billing")),
            new Dispositions.Disposition("call_again", "To be called again", Set.of())));
    final MemoryPeople store;
    final AtomicLong laterMs = new AtomicLong();
    /** By which it is counted how much somebody asks. */
    volatile LongSupplier nanos = System::nanoTime;

    final AuditLog audit;
    final People people;
    final ContactQueues contactQueues = new ContactQueues();
    private final AtomicLong lastCallback = new AtomicLong(9_000_000);
    final CallbackBook callbackBook = new CallbackBook();
    final FollowUpBook followUpBook = new FollowUpBook(new PhoneNumbers("DE"));
    /** Of each queue. */
    final AtomicReference<FollowUpRule> followUpRule = new AtomicReference<>(FollowUpRule.NONE);
    /** Of each queue. */
    final AtomicReference<Optional<WindowPlan>> windowPlan = new AtomicReference<>(Optional.empty());

    final Supervision supervision = new Supervision();
    final LiveContacts live = new LiveContacts();
    /** What is known of customers. */
    final Map<Question, Lookup> known = new ConcurrentHashMap<>();

    final Wallboard wallboard = new Wallboard(ZoneOffset.UTC, 1_000);
    final DeskBoard deskBoard = new DeskBoard(CrmLink.of("https://crm.example.org/?number={number}&call={contact}"));
    final DayFigures dayFigures = new DayFigures(ZoneOffset.UTC);
    final Story story;
    final Desk desk = new Desk();
    final EstimatedWaits waits = new EstimatedWaits(new SimpleMeterRegistry());
    final ChatBook chatBook = new ChatBook();
    /** What billing's and support's customers are asked. */
    final Surveys surveys = new Surveys(
            new SimpleMeterRegistry(),
            () -> Map.of(
                    "billing",
                    new CallerCare(0, Announcements.NONE, OverflowNumber.NONE, new SurveyRule(true, 2)),
                    "support",
                    new CallerCare(0, Announcements.NONE, OverflowNumber.NONE, new SurveyRule(true, 2))));

    final Eye eye = new Eye(event -> {
        waits.accept(event);
        chatBook.accept(event);
        surveys.accept(event);
    });
    final ChatFeed chats;
    /** Of none unless a test says so before anybody asks. */
    volatile WebhookDesk webhookDesk = WebhookDesk.NONE;

    private final WebhookDesk webhooks = new WebhookDesk() {
        @Override
        public List<Status> all() {
            return webhookDesk.all();
        }

        @Override
        public Optional<CompletableFuture<Trial>> test(String name) {
            return webhookDesk.test(name);
        }
    };
    final RecordingDesk recorder = new RecordingDesk();
    final CallDesk calls = new CallDesk(new Numbers(List.of("+49*", "0800123")));
    final Path recordings;
    final HttpClient client = HttpClient.newHttpClient();
    private final Database database =
            new Database(new DatabaseSettings("jdbc:mariadb://127.0.0.1:1/usher", null, null, Path.of("target")));
    final List<Alarm> alarms = new CopyOnWriteArrayList<>();
    private final WallboardFeed feed =
            new WallboardFeed(wallboard, System::currentTimeMillis, 3, () -> List.copyOf(alarms));
    final Map<String, List<ContactNotes.Note>> notes = new ConcurrentHashMap<>();
    private final DeskFeed desks = new DeskFeed(
            new DeskFeed.Sources(
                    deskBoard,
                    dayFigures,
                    () -> DISPOSITIONS,
                    () -> REPLIES,
                    new DeskSettings(CrmLink.NONE, AWAY_AFTER_MS),
                    (caller, except, queueIds, limit) -> notes.getOrDefault(caller, List.of()),
                    Map::of),
            desk,
            System::currentTimeMillis);
    final Mails mails = Mails.by(new MailSettings(
            "127.0.0.1",
            MAIL_PORT,
            MailSettings.Encryption.NONE,
            MailAddress.of("chat@shop.example").orElseThrow(),
            Optional.empty()));
    private final ApiParts parts;
    private final ApiServer server;
    final InetSocketAddress address;

    /** Keeps what it is asked and answers as told. */
    static final class Desk implements RequestDesk {
        final List<Command> asked = new CopyOnWriteArrayList<>();
        CompletableFuture<ReplyCode> answer = CompletableFuture.completedFuture(ReplyCode.ACCEPTED);

        @Override
        public CompletableFuture<ReplyCode> ask(LongFunction<? extends Command> requestForId) {
            asked.add(requestForId.apply(7));
            return answer;
        }
    }

    /** A real engine of the story's centre, the thread that owns it, and who hears it. */
    static final class Eye implements EngineEye, CopyMaker {
        private final ExecutorService thread = Executors.newSingleThreadExecutor();
        private final QueueEngine engine = Engines.create();
        private final EventSink hearing;
        /** Does what is to be done for chats; for calls nobody does anything. */
        private final ChatCarrier chatCarrier = new ChatCarrier(this::posts, System::currentTimeMillis);

        private final Set<Long> chatKeys = new HashSet<>();
        private long index;
        private int number;

        private Eye(EventSink hearing) {
            this.hearing = hearing;
        }

        /** Tells it this, each at the time of the one before and a second later. */
        void tell(Command... commands) {
            look(own -> {
                        for (Command command : commands) {
                            apply(own, command);
                        }
                        return index;
                    })
                    .join();
        }

        private void apply(QueueEngine own, Command command) {
            if (command instanceof Command.ContactArrived arrived && arrived.channel() == Channel.CHAT) {
                chatKeys.add(arrived.callKey());
            }
            index++;
            number = 0;
            own.apply(new LogEntry(index, 1, QueueEngine.VERSION, index * 1_000, command), new Output() {
                @Override
                public void event(Event event) {
                    hearing.accept(new RecordedEvent(index, number++, event));
                }

                @Override
                public void effect(Effect effect) {
                    if (effect instanceof Effect.Action action && chatKeys.contains(action.callKey())) {
                        chatCarrier.perform(action);
                    }
                }
            });
        }

        private boolean takes(Command command) {
            tell(command);
            return true;
        }

        /** The same, by and by; also from the engine's own thread. */
        private boolean posts(Command command) {
            thread.execute(() -> apply(engine, command));
            return true;
        }

        @Override
        public String progress() {
            return "it follows";
        }

        @Override
        public CompletableFuture<ByteBuffer> copy() {
            return look(own -> {
                try {
                    return own.snapshot();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }

        @Override
        public <T> CompletableFuture<T> look(Function<QueueEngine, T> question) {
            return CompletableFuture.supplyAsync(() -> question.apply(engine), thread);
        }
    }

    private static final class Sound implements Health {
        @Override
        public Report live() {
            return Report.of(List.of(new Check("engine", true, true, "runs")));
        }

        @Override
        public Report ready() {
            return Report.of(List.of(new Check("pbx.office", false, true, "not connected")));
        }
    }

    private static int freePort() {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return any.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ApiFixture() throws IOException, InterruptedException {
        this(TokenRole.WALLBOARD);
    }

    ApiFixture(TokenRole withoutToken) throws IOException, InterruptedException {
        this(withoutToken, 0);
    }

    ApiFixture(TokenRole withoutToken, int port) throws IOException, InterruptedException {
        this(withoutToken, port, System.currentTimeMillis());
    }

    /** @param beganMs when the story begins (epoch ms) */
    ApiFixture(TokenRole withoutToken, int port, long beganMs) throws IOException, InterruptedException {
        this(withoutToken, port, beganMs, Staff.store());
    }

    /** @param store if it is away, nobody is known yet */
    ApiFixture(TokenRole withoutToken, int port, long beganMs, MemoryPeople store)
            throws IOException, InterruptedException {
        this.store = store;
        audit = new AuditLog(store, 86_400_000, this::nowMs);
        story = new Story(beganMs, event -> {
                    wallboard.accept(event);
                    contactQueues.accept(event);
                    callbackBook.accept(event);
                    followUpBook.accept(event);
                    supervision.contacts().accept(event);
                    supervision.phones().accept(event);
                    deskBoard.accept(event);
                    dayFigures.accept(event);
                    live.accept(event);
                    surveys.accept(event);
                })
                .adopt(Story.CENTRE);
        recordings = Files.createTempDirectory(Files.createDirectories(Path.of("target/api")), "recordings");
        TokenGate gate = new TokenGate(
                List.of(
                        new TokenGate.Token("sue", TokenRole.SUPERVISOR.scopes(), Secret.of(SUPERVISOR)),
                        new TokenGate.Token("lobby", TokenRole.WALLBOARD.scopes(), Secret.of(LOBBY)),
                        new TokenGate.Token("boss", TokenRole.ADMIN.scopes(), Secret.of(BOSS))),
                withoutToken);
        people = new People(store, gate, SessionTerms.DEFAULT, recordings, this::nowMs);
        people.start();
        audit.start();
        await().until(() -> people.isKnown() || !store.isUp());
        CallbackDesk callbacks = new CallbackDesk(
                new CallbackDesk.Engine(eye, this::queued, index -> CompletableFuture.completedFuture(null), 1),
                callbackBook,
                new CallbackTerms(new Numbers(List.of("+49*", "+1212*")), new Numbers(List.of("+4930666")), 2),
                new PhoneNumbers("DE"),
                new CallbackWindows(callbackBook, queueId -> windowPlan.get(), this::nowMs));
        chats = new ChatFeed(
                new ChatDesk(
                        new ChatDesk.Engine(eye, eye::posts, index -> CompletableFuture.completedFuture(null)),
                        chatBook,
                        eye.chatCarrier,
                        new ChatSettings(
                                true,
                                CHATS_HOURLY,
                                20,
                                60_000,
                                attachmentSettings,
                                ChatLinkSettings.NONE,
                                List.of(SITE)),
                        new ChatAttachments.Disk(
                                new AttachmentFiles(
                                        recordings.resolve("attachments"), attachmentSettings.maxTotalBytes()),
                                Runnable::run)),
                eye.chatCarrier,
                new ChatFeed.Sources(
                        wallboard::configuration,
                        queueId -> List.of(),
                        waits::atEntry,
                        room -> surveys.asks(room.contactId(), room.queueId()),
                        contactId -> callbackBook.of(contactId).isPresent()),
                System::currentTimeMillis);
        parts = new ApiParts(
                wallboard,
                feed,
                new ContactHistory(database),
                new RecordingHistory(database),
                new RecordingFiles(List.of(recordings)),
                recorder,
                calls,
                desk,
                office(),
                eye,
                waits,
                contactQueues,
                desks,
                Customers.of(customers(), live, new CustomerImport(database, new PhoneNumbers("DE"), () -> {})),
                callbacks,
                new FollowUps(followUpBook, queueId -> followUpRule.get(), callbacks, this::nowMs),
                chats,
                surveys,
                Optional.of(mails),
                webhooks,
                supervision,
                new Guard(people, new RateLimits(Limits.DEFAULT, () -> nanos.getAsLong()), audit, store),
                new Sound(),
                () -> "usher_contacts_waiting 0\n",
                this::nowMs);
        server = new ApiServer(ApiSettings.of("127.0.0.1", port), parts);
        address = server.start();
        feed.start();
        desks.start();
        chats.start(0);
    }

    /** A callback that an engine would put into the line, or promise. */
    private boolean queued(Command command) {
        long contactId = lastCallback.incrementAndGet();
        if (command instanceof Command.BookCallback booked) {
            story.say(new Event.CallbackBooked(
                    story.nowMs(), contactId, booked.queueId(), booked.window(), booked.details()));
            return true;
        }
        Command.ContactArrived asked = (Command.ContactArrived) command;
        story.say(new Event.ContactQueued(
                story.nowMs(),
                contactId,
                contactId,
                asked.queueId(),
                asked.channel(),
                0,
                0,
                story.nowMs(),
                0,
                asked.details()));
        return true;
    }

    private CustomerDesk customers() {
        CustomerSource source =
                question -> CompletableFuture.completedFuture(known.getOrDefault(question, new Lookup.Unknown()));
        return new CustomerDesk(
                new CustomerBook(List.of(source), 60_000, new SimpleMeterRegistry()),
                new PhoneNumbers("DE"),
                live,
                List::of,
                command -> true);
    }

    /** One that adopts into the eye's engine. */
    private CentreOffice office() throws IOException {
        Centre nothing = new Centre(
                Configuration.EMPTY,
                PhoneAccess.NONE,
                Dispositions.NONE,
                CannedReplies.NONE,
                List.of(),
                Set.of(),
                OpeningBook.ALWAYS,
                Map.of(),
                Map.of(),
                List.of(),
                "");
        return new CentreOffice(
                new CentreFolder(Files.createTempDirectory(Path.of("target/api"), "centre")),
                CentreReading.of(nothing),
                new CentreOffice.Engine(eye, eye::takes, new Makers(), eye, Duration.ofSeconds(10)),
                new Numbering(),
                new CentrePlace(List.of(1), Numbers.NONE));
    }

    private static final class Makers implements EngineMaker {
        @Override
        public QueueEngine create() {
            return Engines.create();
        }

        @Override
        public QueueEngine restore(ByteBuffer snapshot) throws IOException {
            return Engines.restore(snapshot);
        }

        @Override
        public QueueEngine createAfter(LogEntry last) {
            return Engines.createAfter(last);
        }
    }

    private static final class Numbering implements CentreIds {
        private final IdBook book = new IdBook();

        @Override
        public Optional<Configuration> next(Configuration current, Configuration centre) {
            boolean inForce = book.renumber(centre, current.revision()).equals(current);
            return inForce ? Optional.empty() : Optional.of(book.renumber(centre, current.revision() + 1));
        }

        @Override
        public Optional<Configuration> preview(Configuration current, Configuration centre) {
            return next(current, centre);
        }
    }

    long nowMs() {
        return System.currentTimeMillis() + laterMs.get();
    }

    /** The headers of a browser in which somebody has just logged in, on a page of ours. */
    String[] loggedIn(Person person) throws Exception {
        HttpResponse<String> in =
                post("/api/v1/session", "{\"name\":\"" + person.name() + "\",\"password\":\"" + Staff.PASSWORD + "\"}");
        if (in.statusCode() != 200) {
            throw new IllegalStateException(in.body());
        }
        return browser(in);
    }

    /** The headers of a browser that was answered so. */
    static String[] browser(HttpResponse<String> answered) {
        String cookie =
                answered.headers().firstValue("set-cookie").orElseThrow().split(";", 2)[0];
        return new String[] {"Cookie", cookie, "Sec-Fetch-Site", "same-origin"};
    }

    List<Route> routes() {
        return server.routes();
    }

    ApiParts parts() {
        return parts;
    }

    ApiFigures figures() {
        return server.figures();
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + address.getPort() + path);
    }

    HttpResponse<String> get(String path, String... headers) throws Exception {
        return send(request(path, headers).GET());
    }

    HttpResponse<String> post(String path, @Nullable String body, String... headers) throws Exception {
        HttpRequest.Builder request = request(path, headers);
        return body == null
                ? send(request.POST(HttpRequest.BodyPublishers.noBody()))
                : send(request.header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(20));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return request;
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    static JsonNode json(HttpResponse<String> response) {
        return JsonMapper.shared().readTree(response.body());
    }

    static String[] as(String token) {
        return new String[] {"Authorization", "Bearer " + token};
    }

    /** Writes these bytes and gives what comes back until the server closes. */
    String raw(String bytes) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return readAll(socket);
        }
    }

    Socket connect() throws IOException {
        Socket socket = new Socket(address.getAddress(), address.getPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    /** Writes these bytes and gives the head of the answer. */
    static String head(Socket socket, String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                throw new IOException("closed after: " + head);
            }
            head.append((char) next);
        }
        return head.toString();
    }

    static String readAll(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        mails.close();
        client.shutdownNow(); // close() would wait for sockets that are open
        chats.close();
        desks.close();
        feed.close();
        eye.thread.shutdownNow();
        server.close();
        audit.close();
        people.close();
        database.close();
    }
}
