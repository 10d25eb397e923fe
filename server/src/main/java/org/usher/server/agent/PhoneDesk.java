package org.usher.server.agent;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.core.api.AgentState;
import org.usher.core.api.Command;
import org.usher.core.api.Command.AgentRequest;
import org.usher.core.api.Configuration;
import org.usher.core.api.EngineView;
import org.usher.core.api.ReplyCode;
import org.usher.server.engine.RequestDesk;
import org.usher.server.security.Secret;
import org.usher.server.security.SecretHash;

/**
 * Where agents log in and out, pause, and come back, with nothing but a phone. A phone is known by its endpoint; who logs in proves who he
 * is by number and PIN; all else is done for whoever is logged in at the phone it is dialled on. Every request ends in a word to be
 * spoken, never in an exception. PINs are checked on a thread of their own. Safe from any thread.
 */
public final class PhoneDesk implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PhoneDesk.class);
    /** With a tenth of a second for each, whoever waits behind so many is still answered in time. */
    private static final int MAX_PINS_WAITING = 20;

    private final Supplier<PhoneAccess> access;
    private final RequestDesk desk;
    private final Supplier<CompletableFuture<EngineView>> view;
    private final WrongPins wrongPins;
    private final Cache<Phone, Boolean> reported;
    private final ThreadPoolExecutor pinChecks = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_PINS_WAITING),
            Thread.ofPlatform().name("usher-pins").daemon().factory());

    /** A phone by its PBX and its endpoint there, which is empty for a call from something else. */
    public record Phone(int pbxId, String endpoint) {
        @Override
        public String toString() {
            return pbxId + "/" + endpoint;
        }
    }

    /**
     * A desk.
     *
     * @param access what people key in, as of the call
     * @param view the engine's state, not older than the call
     * @param nowMs never goes backwards
     */
    public PhoneDesk(
            Supplier<PhoneAccess> access,
            RequestDesk desk,
            Supplier<CompletableFuture<EngineView>> view,
            LongSupplier nowMs) {
        this.access = access;
        this.desk = desk;
        this.view = view;
        this.wrongPins = new WrongPins(nowMs);
        this.reported = Caffeine.newBuilder()
                .maximumSize(1_000)
                .expireAfterWrite(Duration.ofHours(1))
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(nowMs.getAsLong()))
                .build();
    }

    // ---- who he is

    /** The agent with this number goes to work at this phone; if he is logged in at another where he has nothing to do, he moves. */
    public CompletionStage<PhoneWord> logIn(Phone phone, String number, Secret pin) {
        String phoneKey = "phone " + phone;
        String numberKey = "number " + number;
        boolean phoneMay = wrongPins.take(phoneKey);
        if (!wrongPins.take(numberKey) || !phoneMay) {
            LOG.warn("Log-in with number {} at phone {} refused: too many wrong PINs", number, phone);
            return done(PhoneWord.LOCKED);
        }
        return spoken(check(number, pin).thenCompose(agent -> {
            if (agent.isEmpty()) {
                LOG.info("Log-in at phone {} refused: no agent has number {} and that PIN", phone, number);
                return done(PhoneWord.WRONG);
            }
            wrongPins.forget(phoneKey);
            wrongPins.forget(numberKey);
            return view.get().thenCompose(now -> logIn(now, phone, agent.get()));
        }));
    }

    /** The name of the agent who has this number and this PIN. */
    private CompletionStage<Optional<String>> check(String number, Secret pin) {
        PhoneAccess.Badge badge = access.get().badges().get(number);
        SecretHash hash = badge == null ? SecretHash.NOBODYS : badge.pin();
        try {
            return CompletableFuture.supplyAsync(
                    () -> hash.matches(pin) && badge != null ? Optional.of(badge.agent()) : Optional.empty(),
                    pinChecks);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletionStage<PhoneWord> logIn(EngineView now, Phone phone, String agentName) {
        Optional<Configuration.Device> device = device(now, phone);
        Optional<Configuration.Agent> agent = now.configuration().agents().stream()
                .filter(known -> known.name().equals(agentName))
                .findFirst();
        if (device.isEmpty() || agent.isEmpty()) {
            return done(device.isEmpty() ? unknown(phone) : PhoneWord.AWAY);
        }
        int agentId = agent.get().agentId();
        int deviceId = device.get().deviceId();
        Optional<EngineView.AgentView> state = now.agents().stream()
                .filter(known -> known.agentId() == agentId)
                .findFirst();
        if (state.isPresent() && state.get().deviceIds().contains(deviceId)) {
            return done(PhoneWord.LOGGED_IN);
        }
        LongFunction<AgentRequest> here = id -> new Command.LogIn(id, agentId, List.of(deviceId));
        return desk.ask(here).thenCompose(code -> switch (code) {
            case ACCEPTED, ACCEPTED_PENDING, UNCHANGED -> done(PhoneWord.LOGGED_IN);
            case DEVICE_IN_USE -> done(PhoneWord.PHONE_IN_USE);
            case LOGGED_IN_ELSEWHERE -> move(state.map(EngineView.AgentView::state), agentId, here);
            default -> unexpected(phone, "log-in", code);
        });
    }

    private CompletionStage<PhoneWord> move(Optional<AgentState> state, int agentId, LongFunction<AgentRequest> here) {
        boolean idle = switch (state.orElse(AgentState.LOGGED_OUT)) {
            case READY, PAUSED, NOT_RESPONDING, UNREACHABLE, LOGGED_OUT -> true;
            case OFFERED, ON_CONTACT, CONSULTING, WRAP_UP, BUSY_ELSEWHERE -> false;
        };
        if (!idle) {
            return done(PhoneWord.ELSEWHERE);
        }
        return desk.ask(id -> new Command.LogOut(id, agentId)).thenCompose(code -> {
            if (code == ReplyCode.ACCEPTED_PENDING) { // something for him has just come: he stays where he is
                return desk.ask(id -> new Command.Resume(id, agentId)).thenApply(resumed -> PhoneWord.ELSEWHERE);
            }
            return desk.ask(here).thenApply(again -> switch (again) {
                case ACCEPTED, UNCHANGED -> PhoneWord.LOGGED_IN;
                case DEVICE_IN_USE -> PhoneWord.PHONE_IN_USE;
                default -> PhoneWord.AWAY;
            });
        });
    }

    // ---- what whoever is logged in here wants

    public CompletionStage<PhoneWord> logOut(Phone phone) {
        return forAgentAt(phone, agentId -> ask(id -> new Command.LogOut(id, agentId), PhoneWord.LOGGED_OUT));
    }

    /**
     * Takes no contacts from now on, or from the end of the call in hand.
     *
     * @param code of the pause reason, as the configuration has it
     */
    public CompletionStage<PhoneWord> pause(Phone phone, String code) {
        String name = access.get().reasons().get(code);
        return spoken(view.get().thenCompose(now -> {
            Optional<Configuration.PauseReason> reason = now.configuration().pauseReasons().stream()
                    .filter(known -> known.name().equals(name))
                    .findFirst();
            if (reason.isEmpty()) {
                return done(PhoneWord.UNKNOWN_REASON);
            }
            int reasonId = reason.get().reasonId();
            return forAgentAt(
                    now, phone, agentId -> ask(id -> new Command.Pause(id, agentId, reasonId), PhoneWord.PAUSED));
        }));
    }

    public CompletionStage<PhoneWord> resume(Phone phone) {
        return forAgentAt(phone, agentId -> ask(id -> new Command.Resume(id, agentId), PhoneWord.READY));
    }

    public CompletionStage<PhoneWord> endWrapUp(Phone phone) {
        return forAgentAt(phone, agentId -> ask(id -> new Command.EndWrapUp(id, agentId), PhoneWord.WRAP_UP_ENDED));
    }

    private interface ForAgent {
        CompletionStage<PhoneWord> ask(int agentId);
    }

    private CompletionStage<PhoneWord> forAgentAt(Phone phone, ForAgent request) {
        return spoken(view.get().thenCompose(now -> forAgentAt(now, phone, request)));
    }

    private CompletionStage<PhoneWord> forAgentAt(EngineView now, Phone phone, ForAgent request) {
        Optional<Configuration.Device> device = device(now, phone);
        if (device.isEmpty()) {
            return done(unknown(phone));
        }
        int deviceId = device.get().deviceId();
        return now.agents().stream()
                .filter(agent -> agent.deviceIds().contains(deviceId))
                .findFirst()
                .map(agent -> request.ask(agent.agentId()))
                .orElseGet(() -> done(PhoneWord.NOT_LOGGED_IN));
    }

    private CompletionStage<PhoneWord> ask(LongFunction<AgentRequest> request, PhoneWord whenDone) {
        return desk.ask(request).thenApply(code -> switch (code) {
            case ACCEPTED, UNCHANGED -> whenDone;
            case ACCEPTED_PENDING -> later(whenDone);
            case NOT_LOGGED_IN -> PhoneWord.NOT_LOGGED_IN;
            case NOT_IN_WRAP_UP -> PhoneWord.NOT_IN_WRAP_UP;
            case UNKNOWN_REASON -> PhoneWord.UNKNOWN_REASON;
            // the configuration changed since the view was taken: the next try finds the new one
            case UNKNOWN_AGENT, UNKNOWN_DEVICE, UNKNOWN_QUEUE, DEVICE_IN_USE, LOGGED_IN_ELSEWHERE -> PhoneWord.AWAY;
            case UNKNOWN_CONTACT, NOT_WAITING, ON_OFFER, CLOSED, WRONG_CHANNEL, NOT_HIS_CONTACT, OUT_OF_RANGE ->
                throw new IllegalStateException("the engine answered " + code + " to a request about an agent");
        });
    }

    private static PhoneWord later(PhoneWord word) {
        return switch (word) {
            case LOGGED_OUT -> PhoneWord.LOGGED_OUT_LATER;
            case PAUSED -> PhoneWord.PAUSED_LATER;
            default -> word;
        };
    }

    // ---- phones

    private static Optional<Configuration.Device> device(EngineView now, Phone phone) {
        return now.configuration().devices().stream()
                .filter(device ->
                        device.pbxId() == phone.pbxId() && device.endpoint().equals(phone.endpoint()))
                .findFirst();
    }

    private PhoneWord unknown(Phone phone) {
        if (phone.endpoint().isEmpty()) {
            LOG.warn("Somebody dialled Usher's codes on PBX {}, but not on a PJSIP phone: refused", phone.pbxId());
        } else if (reported.asMap().putIfAbsent(phone, true) == null) {
            LOG.warn(
                    "Phone {} is no device of Usher's, so nobody can log in there. To change that, add to the centre's file:"
                            + " [[device]] pbx = {} endpoint = \"{}\"",
                    phone,
                    phone.pbxId(),
                    phone.endpoint());
        }
        return PhoneWord.UNKNOWN_PHONE;
    }

    private static CompletionStage<PhoneWord> unexpected(Phone phone, String what, ReplyCode code) {
        LOG.warn("A {} at phone {} was refused: {}", what, phone, code);
        return done(PhoneWord.AWAY);
    }

    private static CompletionStage<PhoneWord> done(PhoneWord word) {
        return CompletableFuture.completedFuture(word);
    }

    /** Whatever goes wrong on the way, the phone is told something. */
    private static CompletionStage<PhoneWord> spoken(CompletionStage<PhoneWord> word) {
        return word.exceptionally(failure -> {
            LOG.warn("A request by phone could not be carried out: {}", failure.toString());
            return PhoneWord.AWAY;
        });
    }

    @Override
    public void close() {
        pinChecks.shutdownNow();
    }
}
