package org.usher.server;

import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.core.api.Configuration;
import org.usher.core.api.EngineView;
import org.usher.server.agent.DayFigures;
import org.usher.server.agent.DeskBoard;
import org.usher.server.agent.DeskFeed;
import org.usher.server.agent.PhoneDesk;
import org.usher.server.api.ApiFigures;
import org.usher.server.api.ApiParts;
import org.usher.server.api.ApiServer;
import org.usher.server.api.ContactQueues;
import org.usher.server.api.Customers;
import org.usher.server.call.CallDesk;
import org.usher.server.callback.CallbackBook;
import org.usher.server.callback.CallbackDesk;
import org.usher.server.callback.CallbackTakeUp;
import org.usher.server.callback.CallbackWindows;
import org.usher.server.callback.HandlingTimes;
import org.usher.server.callback.KeyedCallbacks;
import org.usher.server.callback.PromiseRisks;
import org.usher.server.callback.RingsAgain;
import org.usher.server.caller.CallerCare;
import org.usher.server.caller.CallerPrompts;
import org.usher.server.caller.Redials;
import org.usher.server.centre.CentreFolder;
import org.usher.server.centre.CentreOffice;
import org.usher.server.centre.CentrePlace;
import org.usher.server.centre.CentreReading;
import org.usher.server.chat.ChatBook;
import org.usher.server.chat.ChatFeed;
import org.usher.server.chat.ChatKey;
import org.usher.server.chat.ChatLinks;
import org.usher.server.config.Centre;
import org.usher.server.config.ServerConfig;
import org.usher.server.customer.CustomerBook;
import org.usher.server.customer.CustomerDesk;
import org.usher.server.customer.CustomerHook;
import org.usher.server.customer.CustomerImport;
import org.usher.server.customer.CustomerSource;
import org.usher.server.customer.CustomerTables;
import org.usher.server.customer.LastAgents;
import org.usher.server.customer.LiveContacts;
import org.usher.server.customer.PhoneNumbers;
import org.usher.server.engine.EngineClock;
import org.usher.server.engine.EngineLoop;
import org.usher.server.engine.EngineRoom;
import org.usher.server.engine.EventSink;
import org.usher.server.engine.LoopState;
import org.usher.server.estimate.EstimatedWaits;
import org.usher.server.estimate.WaitLearning;
import org.usher.server.followup.FollowUpBook;
import org.usher.server.followup.FollowUps;
import org.usher.server.history.ContactHistory;
import org.usher.server.history.ContactNotes;
import org.usher.server.history.Database;
import org.usher.server.history.HistoryWriter;
import org.usher.server.history.RecordingHistory;
import org.usher.server.hours.HoursClock;
import org.usher.server.lease.LeaseKeeper;
import org.usher.server.mail.Mails;
import org.usher.server.metrics.EngineMetrics;
import org.usher.server.metrics.Health;
import org.usher.server.metrics.HealthBoard;
import org.usher.server.people.DemonstrationDesk;
import org.usher.server.recording.RecordingDesk;
import org.usher.server.recording.RecordingFiles;
import org.usher.server.sms.TextMessages;
import org.usher.server.supervisor.Supervision;
import org.usher.server.survey.Surveys;
import org.usher.server.wallboard.Alarm;
import org.usher.server.wallboard.Wallboard;
import org.usher.server.wallboard.WallboardFeed;
import org.usher.telephony.ami.Reign;

/**
 * The whole server, put together by hand. Reading {@link #start} from top to bottom is reading the architecture: what hears the engine is
 * made first, then the engine with its log, then what acts for it. Parts are closed in the opposite order.
 */
final class Server implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Server.class);
    private static final int HISTORY_BACKLOG = 100_000;
    private static final int MAX_WALLBOARDS = 2_500;
    private static final Duration LONG_PATIENCE = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofMillis(250);

    private final ServerConfig config;
    private final Mandate mandate;
    private final CompletableFuture<Integer> superseded = new CompletableFuture<>();
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final EngineMetrics metrics = new EngineMetrics(registry);
    private final HealthBoard health = new HealthBoard();
    private final RecordingDesk recordingDesk = new RecordingDesk();
    private final Supervision supervision = new Supervision();
    private final CallDesk callDesk;
    private @Nullable ApiServer api;
    private String address = "";
    private int port;

    private Server(ServerConfig config, Mandate mandate) {
        this.config = config;
        this.mandate = mandate;
        this.callDesk = new CallDesk(config.deskNumbers());
    }

    /** The same with a centre that is in no file. */
    static Server start(ServerConfig config, Centre centre, Mandate mandate)
            throws StartException, InterruptedException {
        return start(config, CentreReading.of(centre), mandate);
    }

    /**
     * Starts everything; returns when the server takes calls.
     *
     * @param centre who serves which customers, as its file says; adopted if it differs from what the log knows, unless something else
     *     was applied since the file last changed
     * @throws StartException if something that it cannot do without is missing; nothing is left running then
     */
    static Server start(ServerConfig config, CentreReading centre, Mandate mandate)
            throws StartException, InterruptedException {
        Server server = new Server(config, mandate);
        try {
            server.assemble(centre);
            return server;
        } catch (IOException e) {
            server.close();
            throw StartException.of(e);
        } catch (StartException | InterruptedException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private void assemble(CentreReading centre) throws IOException, StartException, InterruptedException {
        bindJvmMetrics();

        // what hears the engine's events
        EngineClock clock = EngineClock.system();
        CurrentNames names = new CurrentNames();
        AdoptedIds ids = new AdoptedIds();
        ContactQueues contactQueues = new ContactQueues();
        DeskBoard deskBoard = new DeskBoard(config.desk().crm());
        DayFigures dayFigures = new DayFigures(ZoneId.systemDefault());
        CallbackBook callbackBook = new CallbackBook();
        HandlingTimes handling = new HandlingTimes();
        FollowUpBook missed =
                new FollowUpBook(new PhoneNumbers(config.customers().region()));
        ChatBook chatBook = new ChatBook();
        LiveContacts liveContacts = new LiveContacts();
        Wallboard wallboard = new Wallboard(ZoneId.systemDefault(), System.currentTimeMillis() * 1_000);
        Database database = mandate.database();
        EstimatedWaits waits = new EstimatedWaits(registry);
        Optional<WaitLearning> learning = learning(clock);
        Redials redials = new Redials(new PhoneNumbers(config.customers().region()), clock::nowMs);
        metrics.count("usher.redials", "Callers who rang again and got their old place", redials, Redials::recalled);
        CallerPrompts prompts = new CallerPrompts(clock::nowMs, registry);
        Surveys surveys = new Surveys(registry, () -> centre.centre().callers());
        EngineHistory source = new EngineHistory();
        WebhookOffice webhooks = new WebhookOffice(config, () -> !superseded.isDone());
        HistoryWriter history = new HistoryWriter(
                database,
                source,
                HISTORY_BACKLOG,
                mandate.lease().map(lease -> mandate.home().holder()).orElse(""));
        open.push(database);
        open.push(history);
        CustomerBook book = customerBook(database);

        // the engine and its log
        List<EventSink> behind = new ArrayList<>(List.of(
                new AdoptedIds(),
                new CallbackBook(),
                new ChatBook(),
                wallboard,
                dayFigures,
                supervision.contacts(),
                supervision.phones(),
                history,
                waits,
                redials,
                webhooks.webhooks(),
                surveys,
                new EventCounts(registry)));
        learning.ifPresent(behind::add);
        EngineRoom.Hearing hearing = new EngineRoom.Hearing(
                List.of(
                        names,
                        ids,
                        contactQueues,
                        callbackBook,
                        handling,
                        missed,
                        chatBook,
                        deskBoard,
                        liveContacts,
                        new LastAgents(liveContacts, book),
                        prompts),
                behind,
                history::heldIndex);
        EngineRoom room = EngineRoom.open(
                new EngineRoom.CommandLogPlace(mandate.home().directory(), config.log()),
                new RealEngines(),
                clock,
                hearing,
                metrics);
        open.push(room);
        room.loop().reignAtLeast(mandate.epochAtLeast());
        source.bind(room);
        webhooks.bind(room);
        open.push(webhooks.webhooks());
        checkEngine(room);
        learning.ifPresent(this::learn);

        // the door for people and programs, and who stands at it, so that a port in use is found before anything else
        // is set going
        WallboardFeed feed =
                new WallboardFeed(wallboard, clock::nowMs, MAX_WALLBOARDS, () -> alarms(surveys, clock.nowMs()));
        GuardRoom guards = GuardRoom.open(config, database, mandate.doorway().tls(), System::currentTimeMillis);
        open.push(guards);
        guards.count(metrics);
        health.ready(guards::checks);
        CentrePlace place = new CentrePlace(pbxIds(), config.overflowNumbers());
        CentreOffice office = new CentreOffice(
                new CentreFolder(config.dataDirectory().resolve("centre")),
                centre,
                new CentreOffice.Engine(room.loop(), room::offer, new RealEngines(), room, Duration.ofSeconds(10)),
                ids,
                place);
        surveys.follow(() -> office.inForce().callers());
        ChatFeed chats = ChatOffice.open(
                new ChatOffice.Parts(
                        room,
                        chatBook,
                        callbackBook,
                        config.chats(),
                        config.dataDirectory(),
                        supervision.contacts(),
                        waits,
                        wallboard::configuration,
                        surveys),
                metrics);
        DeskFeed desks = new DeskFeed(
                new DeskFeed.Sources(
                        deskBoard,
                        dayFigures,
                        () -> office.inForce().dispositions(),
                        () -> office.inForce().replies(),
                        config.desk(),
                        new ContactNotes(database)::ofCaller,
                        ChatOffice.atDesks(chats, wallboard::configuration)),
                room.requests(),
                clock::nowMs);
        PhoneNumbers numbers = new PhoneNumbers(config.customers().region());
        CustomerDesk customers = new CustomerDesk(
                book,
                numbers,
                liveContacts,
                () -> office.inForce().customerRules(),
                command -> redials.offer(command, office.inForce().callers(), room::offer));
        CallbackDesk callbacks =
                callbacks(callbackBook, new CallbackPlans(office, names, handling, callbackBook), numbers, room);
        FollowUps followUps = followUps(missed, new CallbackRules(office, names), callbacks, room);
        webhooks.bind(followUps);
        webhooks.count(registry);
        health.ready(webhooks.webhooks()::checks);
        startApi(
                guards,
                new ApiParts(
                        wallboard,
                        feed,
                        new ContactHistory(database),
                        new RecordingHistory(database),
                        recordingFiles(),
                        recordingDesk,
                        callDesk,
                        room.requests(),
                        office,
                        room.loop(),
                        waits,
                        contactQueues,
                        desks,
                        Customers.of(customers, liveContacts, new CustomerImport(database, numbers, book::forget)),
                        callbacks,
                        followUps,
                        chats,
                        surveys,
                        mails(),
                        webhooks.webhooks(),
                        supervision,
                        guards.guard(),
                        health,
                        registry::scrape,
                        clock::nowMs));

        // history, which nobody waits for
        database.start();
        checkDatabase(database, history);

        // what was known before, then what people changed meanwhile
        EngineView view = replay(room);
        keepLease(room);
        history.start();

        // the PBXs, and with them the calls
        KeyedCallbacks keyed = new KeyedCallbacks(callbacks, room.requests(), new CallbackTakeUp(registry));
        CallbackFigures.of(keyed, registry);
        Supplier<Map<String, CallerCare>> care = () -> ChatOffice.offered(
                keyed.mayBeOffered()
                        ? office.inForce().callers()
                        : CallerCare.withoutCallbacks(office.inForce().callers()),
                wallboard.configuration());
        chats.desk()
                .codes()
                .share(() -> care.get().values().stream()
                        .anyMatch(one -> one.announcements().offersChat()));
        ChatKey chatKey = ChatOffice.key(
                chats.desk(),
                supervision.contacts(),
                wallboard::configuration,
                care,
                chatLinks(chats, numbers, callbacks));
        Links links = connect(
                room,
                names,
                view,
                office,
                new Links.Callbacks(
                        new RingsAgain(callbacks, customers::offer, clock::nowMs),
                        keyed,
                        chatKey,
                        new Diversions(office::inForce),
                        surveys),
                callbackBook);
        learning.ifPresent(learner -> learner.goLive(room::offer, sink -> room.reread(0, sink)));
        feed.start();
        open.push(feed);
        desks.start(view, guards.guard().people()::isKnown);
        open.push(desks);
        chats.start(view.index());
        open.push(chats);
        letIn();
        demonstrate(guards, office.inForce().configuration());
        open.push(prompts);
        metrics.count("usher.prompts", "Prompts that callers in line were played", prompts, CallerPrompts::played);
        metrics.count(
                "usher.prompts.missed",
                "Events that came too fast to work out what callers are to hear",
                prompts,
                CallerPrompts::missed);
        metrics.count(
                "usher.waits.told.unnoted",
                "Times that the engine did not take what a caller was told, so that his story does not tell it",
                prompts,
                CallerPrompts::unnoted);
        metrics.count(
                "usher.callbacks.offered",
                "Callers in line who were offered to be called back",
                prompts,
                CallerPrompts::offered);
        prompts.start(care, links::say, new CallerPrompts.Engine(room.loop(), room::offer), told -> {
            wallboard.told(told);
            wallboard.callbackOffers(keyed.takeUp().byQueue());
        });
        webhooks.webhooks().start();
        HoursClock hours = new HoursClock(() -> office.inForce().hours(), room.loop(), room::offer, wallboard::opensAt);
        open.push(hours);
        hours.start(System::currentTimeMillis);
        settle(links, database, room);
    }

    private Optional<ChatLinks> chatLinks(ChatFeed chats, PhoneNumbers numbers, CallbackDesk callbacks) {
        return config.textMessages().map(settings -> {
            TextMessages messages = TextMessages.by(settings);
            open.push(messages);
            LinkByText way =
                    new LinkByText(supervision.contacts(), numbers, callbacks::mayCall, messages, settings.linkText());
            return ChatOffice.links(chats.desk(), way, metrics);
        });
    }

    private Optional<Mails> mails() {
        Optional<Mails> mails = config.mail().map(Mails::by);
        mails.ifPresent(sending -> {
            open.push(sending);
            metrics.gauge("usher.mails.pending", "Mails that are to be sent yet", sending, Mails::pending);
            metrics.count("usher.mails.sent", "Mails that the mail server has taken", sending, Mails::sent);
            metrics.count("usher.mails.retried", "Times that a mail was tried again", sending, Mails::retried);
            metrics.count("usher.mails.failed", "Mails that were given up", sending, Mails::failed);
            metrics.count(
                    "usher.mails.addresses.refused",
                    "Mails to addresses that the mail server does not take",
                    sending,
                    Mails::addressesRefused);
            metrics.count(
                    "usher.mails.limited",
                    "Mails that were asked for once too often and not sent",
                    sending,
                    Mails::limited);
        });
        return mails;
    }

    private Optional<WaitLearning> learning(EngineClock clock) {
        long everyMs = config.estimate().waitModelEveryMs();
        return everyMs < 0 ? Optional.empty() : Optional.of(new WaitLearning(everyMs, clock::nowMs, registry));
    }

    private void learn(WaitLearning learning) {
        open.push(learning);
        learning.start();
    }

    private CustomerBook customerBook(Database database) {
        CustomerTables tables = new CustomerTables(database);
        open.push(tables);
        Optional<CustomerHook> hook =
                config.customers().hook().map(settings -> new CustomerHook(settings, System::currentTimeMillis));
        hook.ifPresent(asked -> {
            open.push(asked);
            metrics.gauge(
                    "usher.customers.hook.rests",
                    "1 while the hook is left alone after failures, else 0",
                    asked,
                    h -> h.rests() ? 1 : 0);
        });
        List<CustomerSource> sources = new ArrayList<>(List.of(tables));
        hook.ifPresent(sources::add);
        return new CustomerBook(sources, config.customers().keepMs(), registry);
    }

    private CallbackDesk callbacks(CallbackBook book, CallbackPlans plans, PhoneNumbers numbers, EngineRoom room) {
        metrics.gauge(
                "usher.callbacks.waiting",
                "Customers to be called back",
                book,
                b -> b.all().size());
        metrics.count(
                "usher.callbacks.taken",
                "Callbacks promised",
                book,
                b -> b.figures().taken());
        metrics.count(
                "usher.callbacks.attempts",
                "Customers called, in vain or not",
                book,
                b -> b.figures().attempts());
        metrics.count(
                "usher.callbacks.connected",
                "Customers and agents who talked by a callback",
                book,
                b -> b.figures().connected());
        metrics.count(
                "usher.callbacks.given.up",
                "Customers never reached",
                book,
                b -> b.figures().givenUp());
        CallbackWindows windows = new CallbackWindows(book, plans, room.clock()::nowMs);
        PromiseRisks risks = new PromiseRisks(book, windows, plans::nameOf, room.clock()::nowMs);
        open.push(risks);
        CallbackDesk desk = new CallbackDesk(
                new CallbackDesk.Engine(room.loop(), room::offer, room.loop()::durable, pbxIds().getFirst()),
                book,
                config.callbacks(),
                numbers,
                windows);
        CallbackFigures.of(desk, risks, registry);
        risks.start();
        return desk;
    }

    private FollowUps followUps(FollowUpBook missed, CallbackRules rules, CallbackDesk callbacks, EngineRoom room) {
        FollowUps followUps =
                new FollowUps(missed, queueId -> rules.rule(queueId).followUp(), callbacks, room.clock()::nowMs);
        open.push(followUps);
        metrics.gauge(
                "usher.follow.ups",
                "Callers who hung up after too long a wait and were not served since",
                followUps,
                one -> one.list().size());
        metrics.count(
                "usher.follow.ups.called.back",
                "Callbacks taken for callers who had hung up, without anybody asking",
                followUps,
                FollowUps::calledBack);
        metrics.count(
                "usher.follow.ups.forgotten",
                "Callers who had hung up and were forgotten after a week, or because there were too many",
                missed,
                FollowUpBook::forgotten);
        followUps.start();
        return followUps;
    }

    private Links connect(
            EngineRoom room,
            CurrentNames names,
            EngineView view,
            CentreOffice office,
            Links.Callbacks callbacks,
            CallbackBook book)
            throws IOException, StartException, InterruptedException {
        boolean simulated = config.simulation().enabled();
        List<ServerConfig.Pbx> pbxs =
                simulated ? List.of(simulate(office.inForce().configuration())) : config.pbxs();
        PhoneDesk phones =
                new PhoneDesk(() -> office.inForce().phones(), room.requests(), room.loop()::view, room.clock()::nowMs);
        open.push(phones);
        Reign reign = new Reign(
                room.loop().epoch(), mandate.home().holder(), successor -> superseded.complete(successor.epoch()));
        Links links = new Links(pbxs, room, names, view, phones, callbacks, reign);
        links.register(registry);
        links.callBack(book, new CallbackRules(office, names), room);
        links.takeOrders(recordingDesk);
        links.takeOrders(callDesk);
        links.takeOrders(supervision.listening());
        supervision.listening().share(() -> office.inForce().listeningPhones());
        health.ready(links::checks);
        CompletableFuture<Void> adopted = office.begin(view.configuration());
        room.loop().goLive();
        awaitAdoption(adopted);
        open.push(links);
        links.start();
        if (simulated) {
            SimulatedAgents agents = new SimulatedAgents(
                    room,
                    Simulation.PBX_ID,
                    config.simulation().seed(),
                    config.simulation().desk());
            open.push(agents);
            agents.start();
        }
        return links;
    }

    /** Somebody with a desk, for whoever tries the simulation. */
    private void demonstrate(GuardRoom guards, Configuration centre) {
        String agent = config.simulation().desk();
        if (config.simulation().enabled() && !agent.isEmpty()) {
            DemonstrationDesk desk = new DemonstrationDesk(guards.guard().people(), agent, config.dataDirectory());
            open.push(desk);
            desk.start(centre);
        }
    }

    private void keepLease(EngineRoom room) {
        mandate.lease().ifPresent(lease -> {
            LeaseKeeper keeper = new LeaseKeeper(lease, room.loop().epoch(), superseded::complete);
            open.push(keeper);
            health.ready(() -> List.of(keeper.check()));
            keeper.start();
        });
    }

    /** Completed with the later reign's epoch when another server has taken over: this one is to be closed then. */
    CompletableFuture<Integer> superseded() {
        return superseded;
    }

    /** Where it listens. */
    int port() {
        return port;
    }

    /** Where the wallboard is. */
    String address() {
        return address;
    }

    /** Stops in good order: first whoever asks, then the links, then the engine, last the history, which writes what it still has. */
    @Override
    public void close() {
        if (api != null) {
            open.push(api);
        }
        while (!open.isEmpty()) {
            AutoCloseable part = open.pop();
            try {
                part.close();
            } catch (Exception e) {
                LOG.error("{} could not be closed", part.getClass().getSimpleName(), e);
            }
        }
    }

    private void startApi(GuardRoom guards, ApiParts parts) throws IOException, InterruptedException {
        ApiServer starting =
                new ApiServer(guards.settings(config.http(), mandate.doorway().port()), parts);
        api = starting;
        countClients(starting, parts.feed());
        port = starting.bind().getPort();
        address = config.http().address(port);
        ServerConfig.Http http = config.http();
        if (!http.listen().isLoopbackAddress() && http.tls().isEmpty() && !http.tlsInFront()) {
            LOG.warn(
                    "Listening on {} without TLS: passwords and tokens can be read on the way. Give [http.tls] in usher.toml",
                    address);
        }
    }

    /** Nobody is to be judged by a centre that is not yet the one in force. */
    private void letIn() {
        if (api != null) {
            api.open();
        }
    }

    private List<Integer> pbxIds() {
        return config.simulation().enabled()
                ? List.of(Simulation.PBX_ID)
                : config.pbxs().stream().map(ServerConfig.Pbx::id).toList();
    }

    private RecordingFiles recordingFiles() {
        List<Path> directories = config.pbxs().stream()
                .flatMap(pbx -> pbx.recordings().directory().stream())
                .toList();
        directories.stream()
                .filter(directory -> !Files.isDirectory(directory))
                .forEach(directory -> LOG.warn(
                        "There is no directory {} to read recordings from (recordings_directory in usher.toml); is it mounted?",
                        directory));
        return new RecordingFiles(directories);
    }

    private ServerConfig.Pbx simulate(Configuration centre) throws IOException {
        Simulation simulation = Simulation.start(config.simulation(), centre);
        open.push(simulation);
        return simulation.pbx();
    }

    private static EngineView replay(EngineRoom room) throws StartException, InterruptedException {
        try {
            return room.loop().start().get();
        } catch (ExecutionException e) {
            throw StartException.because(e);
        }
    }

    private static void awaitAdoption(CompletableFuture<Void> adopted) throws StartException, InterruptedException {
        try {
            adopted.get();
        } catch (ExecutionException e) {
            throw StartException.because(e);
        }
    }

    /**
     * Gives the PBXs time, so that this server has seen their calls when it says that it is ready, and the database and the telling of the
     * past a moment, for a quiet start; the server works without waiting for any. With a long log the past takes a while: nobody waits for
     * that. Ready, it takes calls; until each caller from before the start has been heard of, 2 s at most, the engine may not yet offer any.
     * At the first start of all, when nobody is in line, MariaDB's tables have to be made, and that is waited for.
     */
    private static void settle(Links links, Database database, EngineRoom room) throws InterruptedException {
        await(LONG_PATIENCE, links::allKnow);
        await(
                room.replayedIndex() == 0 ? LONG_PATIENCE : PATIENCE,
                () -> room.pastTold() && database.status().state() != Database.State.STARTING);
    }

    private static void await(Duration atMost, BooleanSupplier condition) throws InterruptedException {
        long until = System.nanoTime() + atMost.toNanos();
        while (System.nanoTime() < until && !condition.getAsBoolean()) {
            LockSupport.parkNanos(5_000_000);
            if (Thread.interrupted()) {
                throw new InterruptedException("told to stop while starting");
            }
        }
    }

    private void checkEngine(EngineRoom room) {
        EngineLoop loop = room.loop();
        health.live(() -> {
            EngineLoop.Status status = loop.status();
            boolean well = status.state() == LoopState.LIVE
                    ? loop.alive()
                    : status.state() != LoopState.FAILED && status.state() != LoopState.STOPPED;
            return new Health.Check("engine", well, true, status.detail());
        });
        health.ready(() -> {
            EngineRoom.LogState log = room.logState();
            return List.of(
                    new Health.Check("engine", loop.alive(), true, loop.status().detail()),
                    new Health.Check("log", log.well(), false, log.detail()));
        });
    }

    private void checkDatabase(Database database, HistoryWriter history) {
        health.ready(() -> List.of(
                new Health.Check(
                        "database", database.isUp(), false, database.status().detail()),
                check(history.figures())));
        metrics.gauge(
                "usher.database.up", "1 while the database can be reached, else 0", database, d -> d.isUp() ? 1 : 0);
        metrics.gauge(
                "usher.history.backlog",
                "Events that wait to be written",
                history,
                h -> h.figures().backlog());
        metrics.gauge(
                "usher.history.lagging",
                "1 while events are missing that must be read again from the log, else 0",
                history,
                h -> h.figures().lagging() ? 1 : 0);
        metrics.count(
                "usher.history.written",
                "Events written since start",
                history,
                h -> h.figures().written());
        metrics.count(
                "usher.history.dropped",
                "Events that did not fit into the backlog, to be read again from the log",
                history,
                h -> h.figures().dropped());
        metrics.count(
                "usher.customers.last.agents.lost",
                "Customers whose last agent could not be put into their row",
                history,
                HistoryWriter::lastAgentsLost);
    }

    private static Health.Check check(HistoryWriter.Figures history) {
        String detail =
                history.trouble().isEmpty() ? history.backlog() + " events wait to be written" : history.trouble();
        return new Health.Check("history", history.trouble().isEmpty() && !history.lagging(), false, detail);
    }

    private void countClients(ApiServer door, WallboardFeed feed) {
        ApiFigures figures = door.figures();
        metrics.gauge("usher.http.connections", "Open connections, sockets included", figures, ApiFigures::connections);
        metrics.count(
                "usher.http.connections.turned.away",
                "Connections closed at once since there were too many",
                figures,
                ApiFigures::turnedAway);
        metrics.count(
                "usher.http.answered", "Requests answered with a status below 400", figures, ApiFigures::answered);
        metrics.count("usher.http.refused", "Requests answered with a status of 4xx", figures, ApiFigures::refused);
        metrics.count("usher.http.failed", "Requests answered with a status of 5xx", figures, ApiFigures::failed);
        metrics.count(
                "usher.http.bad.handshakes",
                "Connections closed since what came was no TLS as it is spoken here",
                figures,
                ApiFigures::badHandshakes);
        metrics.count(
                "usher.http.bad.frames",
                "Sockets closed since their watchers sent what watchers have not to send",
                figures,
                ApiFigures::badFrames);
        metrics.gauge("usher.wallboard.clients", "Sockets that watch the wallboard", feed, WallboardFeed::clients);
    }

    /** What {@code /health/ready} complains of. */
    private List<Alarm> alarms(Surveys surveys, long nowMs) {
        Stream<Alarm> ofServer = health.ready().checks().stream()
                .filter(check -> !check.up())
                .map(check -> new Alarm(check.name(), check.detail()));
        return Stream.concat(ofServer, surveys.alarms(nowMs).stream()).toList();
    }

    private void bindJvmMetrics() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        JvmGcMetrics gc = new JvmGcMetrics();
        gc.bindTo(registry);
        open.push(gc);
    }
}
