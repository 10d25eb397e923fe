package org.usher.server;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.EngineView;
import org.usher.server.agent.PhoneDesk;
import org.usher.server.agent.PhoneWord;
import org.usher.server.call.CallDesk;
import org.usher.server.callback.CallbackBook;
import org.usher.server.callback.CallbackCarrier;
import org.usher.server.callback.KeyedCallbacks;
import org.usher.server.callback.RingsAgain;
import org.usher.server.caller.CallbackOffer;
import org.usher.server.chat.ChatKey;
import org.usher.server.config.ServerConfig;
import org.usher.server.engine.EffectRouter;
import org.usher.server.engine.EngineRoom;
import org.usher.server.metrics.Health;
import org.usher.server.recording.RecordingDesk;
import org.usher.server.recording.RecordingWord;
import org.usher.server.supervisor.ListenDesk;
import org.usher.server.survey.Surveys;
import org.usher.telephony.ami.AmiLink;
import org.usher.telephony.ami.CallLedger;
import org.usher.telephony.ami.CallbackAsk;
import org.usher.telephony.ami.CallerKey;
import org.usher.telephony.ami.CallerPrompt;
import org.usher.telephony.ami.LinkMetrics;
import org.usher.telephony.ami.LinkSettings;
import org.usher.telephony.ami.LinkStatus;
import org.usher.telephony.ami.PhoneRequest;
import org.usher.telephony.ami.RecordingAnswer;
import org.usher.telephony.ami.Reign;
import org.usher.telephony.ami.Secret;

/** The links to all PBXs. */
final class Links implements AutoCloseable {
    private record Named(String name, AmiLink link) {
        boolean works() {
            LinkStatus.State state = link.status().state();
            return state == LinkStatus.State.UP || state == LinkStatus.State.SUSPECT;
        }

        /** Works, or has tried and knows why it does not. */
        boolean knows() {
            return switch (link.status().state()) {
                case UP, SUSPECT, REFUSED, CLOSED -> true;
                case DOWN -> link.metrics().disconnects() > 0;
                case CONNECTING, SYNCHRONISING -> false;
            };
        }
    }

    private final List<Named> links = new ArrayList<>();
    private final PhoneDesk phones;
    private final KeyedCallbacks keyed;
    private final ChatKey chatKey;

    /** Links that know the calls of this view, report to it by way of whoever looks at arrivals and are given its effects; none has connected yet. */
    Links(
            List<ServerConfig.Pbx> pbxs,
            EngineRoom room,
            CurrentNames names,
            EngineView view,
            PhoneDesk phones,
            Callbacks callbacks,
            Reign reign) {
        this.phones = phones;
        this.keyed = callbacks.keyed;
        this.chatKey = callbacks.chatKey;
        CallLedger ledger = new CallLedger();
        ledger.restore(view, room.loop().lostIds());
        // a Random, since all links use it, each on its own thread
        AmiLink.World world = new AmiLink.World(
                room.clock()::nowMs,
                new Random(),
                reign,
                room.loop()::alive,
                this::onPhone,
                this::onAsk,
                this::onKey,
                callbacks.diversions,
                callbacks.surveys::asking);
        for (ServerConfig.Pbx pbx : pbxs) {
            LinkSettings settings = LinkSettings.of(
                            pbx.id(),
                            pbx.host(),
                            pbx.port(),
                            pbx.user(),
                            Secret.of(pbx.secret().reveal()))
                    .withRecordingPauseLimitMs(pbx.recordings().pauseLimitMs())
                    .withTrunkCodec(pbx.trunkCodec());
            if (pbx.standby().isPresent()) {
                ServerConfig.AmiUser user = pbx.standby().get();
                settings = settings.withStandby(new LinkSettings.StandbyUser(
                        user.name(), Secret.of(user.secret().reveal())));
            }
            AmiLink link = new AmiLink(settings, ledger, names, callbacks.arrivals::offer, world);
            room.router().attach(pbx.id(), link::perform);
            links.add(new Named(pbx.name(), link));
        }
    }

    /** Who rings while he is to be called back, who asks for it by a key and for a chat by another, who is sent to a number outside instead of being
     * served, and who is asked after his talk how satisfied he was. */
    record Callbacks(
            RingsAgain arrivals, KeyedCallbacks keyed, ChatKey chatKey, Diversions diversions, Surveys surveys) {}

    /** What comes of a key that he pressed he hears in the waiting room. */
    private void onKey(CallerKey key) {
        var _ = chatKey.pressed(key.contactId(), key.key(), sounds -> say(key.pbxId(), key.contactId(), sounds, null));
    }

    /** A caller wants to be called back: what comes of it he hears. */
    private void onAsk(CallbackAsk ask) {
        var _ = keyed.ask(new KeyedCallbacks.Question(ask.contactId(), ask.caller(), ask.number(), ask.when()))
                .thenAccept(told -> link(ask.pbxId())
                        .ifPresent(link -> link.answer(
                                ask,
                                new CallbackAsk.Answer(
                                        CallbackAsk.Word.valueOf(told.word().name()), told.sounds(), told.choices()))));
    }

    /** Somebody dialled one of Usher's codes: what he wants goes to the desk, and its word back to his phone. */
    private void onPhone(PhoneRequest request) {
        PhoneDesk.Phone phone = new PhoneDesk.Phone(request.pbxId(), request.endpoint());
        CompletionStage<PhoneWord> word = switch (request.kind()) {
            case LOGIN ->
                phones.logIn(
                        phone,
                        request.number(),
                        org.usher.server.security.Secret.of(request.pin().reveal()));
            case LOGOUT -> phones.logOut(phone);
            case PAUSE -> phones.pause(phone, request.argument());
            case RESUME -> phones.resume(phone);
            case FINISH -> phones.endWrapUp(phone);
        };
        var _ = word.thenAccept(spoken -> link(request.pbxId()).ifPresent(link -> link.answer(request, spoken.name())));
    }

    /** Has the desk hand its orders to these links. */
    void takeOrders(RecordingDesk desk) {
        links.forEach(named ->
                desk.attach((contactId, on) -> named.link.record(contactId, on).thenApply(Links::word)));
    }

    /** Has the desk hand its orders to these links. */
    void takeOrders(ListenDesk desk) {
        links.forEach(named -> desk.attach(named.link.pbxId(), new Listenings(named.link)));
    }

    private static RecordingWord word(RecordingAnswer answer) {
        return switch (answer) {
            case RECORDING -> RecordingWord.RECORDING;
            case NOT_RECORDING -> RecordingWord.NOT_RECORDING;
            case UNKNOWN -> RecordingWord.UNKNOWN;
            case NOT_TALKING -> RecordingWord.NOT_TALKING;
            case BUSY -> RecordingWord.BUSY;
            case NOT_CONFIRMED -> RecordingWord.NOT_CONFIRMED;
        };
    }

    /** Has the desk hand its orders to these links. */
    void takeOrders(CallDesk desk) {
        links.forEach(named -> desk.attach(named.link.pbxId(), new CallOrders(named.link)));
    }

    /** Has these links ring for callbacks. */
    void callBack(CallbackBook book, CallbackCarrier.Rules rules, EngineRoom room) {
        Map<Integer, CallbackCarrier.Pbx> pbxs = links.stream()
                .collect(Collectors.toMap(named -> named.link.pbxId(), named -> new CallbackCalls(named.link)));
        room.router()
                .attach(
                        EffectRouter.CALLBACKS,
                        new CallbackCarrier(book, rules, id -> Optional.ofNullable(pbxs.get(id)), room::offer));
    }

    /** Plays to a caller who waits; false if he does not just now. */
    CompletionStage<Boolean> say(int pbxId, long contactId, String sounds, @Nullable CallbackOffer offer) {
        CallerPrompt.Callback callback =
                offer == null ? null : new CallerPrompt.Callback(offer.queue(), keyed.toConfirm(offer.caller()));
        return link(pbxId)
                .map(link -> link.say(contactId, new CallerPrompt(sounds, callback)))
                .orElseGet(() -> CompletableFuture.completedFuture(false))
                .whenComplete((begun, failure) -> {
                    if (offer != null && failure == null && begun) {
                        keyed.takeUp().offered(contactId, offer.queue());
                    }
                });
    }

    private Optional<AmiLink> link(int pbxId) {
        return links.stream()
                .map(Named::link)
                .filter(link -> link.pbxId() == pbxId)
                .findFirst();
    }

    void start() {
        links.forEach(named -> named.link.start());
    }

    /** Whether it is known of each PBX if it works. */
    boolean allKnow() {
        return links.stream().allMatch(Named::knows);
    }

    /** One check for each PBX, and one for whether any can be reached at all: calls on the others go on. */
    List<Health.Check> checks() {
        List<Health.Check> checks = new ArrayList<>();
        long working = links.stream().filter(Named::works).count();
        checks.add(new Health.Check("pbx", working > 0, true, working + " of " + links.size() + " reachable"));
        for (Named named : links) {
            LinkStatus status = named.link.status();
            List<Integer> broken = named.link.brokenTrunks();
            String detail = status.state().name().toLowerCase(Locale.ROOT)
                    + (status.reason().isEmpty() ? "" : ": " + status.reason())
                    + (broken.isEmpty() ? "" : "; no way to box " + broken);
            checks.add(new Health.Check("pbx." + named.name, named.works() && broken.isEmpty(), false, detail));
        }
        return checks;
    }

    /** Every figure that a link counts, tagged with the name of the PBX. */
    void register(MeterRegistry registry) {
        for (Named named : links) {
            Gauge.builder("usher.link.up", named, n -> n.works() ? 1 : 0)
                    .description("1 while the PBX can be reached, else 0")
                    .tag("pbx", named.name)
                    .strongReference(true)
                    .register(registry);
            for (RecordComponent figure : LinkMetrics.class.getRecordComponents()) {
                String name = figure.getName().replaceAll("([A-Z])", ".$1").toLowerCase(Locale.ROOT);
                FunctionCounter.builder("usher.link." + name, named.link, link -> read(figure, link.metrics()))
                        .tag("pbx", named.name)
                        .register(registry);
            }
        }
    }

    private static double read(RecordComponent figure, LinkMetrics metrics) {
        try {
            return ((Number) figure.getAccessor().invoke(metrics)).doubleValue();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a public record's component can always be read", e);
        }
    }

    @Override
    public void close() {
        links.forEach(named -> named.link.close());
    }
}
