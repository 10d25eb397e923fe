package org.usher.telephony.sim;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.usher.telephony.ami.AmiMessage;

/**
 * A pure model of one Asterisk with Usher's dialplan, in virtual time: no threads, clock, sockets or randomness of its own. The same
 * calls in the same order give the same messages. Not for use by several threads at once.
 *
 * <p>Time moves by {@link #advanceTo} only; what an action causes happens at the next advance, even to the same time.
 */
public final class PbxModel {
    private final Pbx pbx;
    private final FaultDesk faults = new FaultDesk();
    private final Callers callers;
    private final ActionDesk actions;
    private final Transfers transfers;
    private long downUntilMs = Long.MIN_VALUE;

    /** @param startAtMs virtual epoch milliseconds at which the PBX has just booted */
    public PbxModel(PbxSettings settings, long startAtMs) {
        this.pbx = new Pbx(settings, startAtMs);
        this.callers = new Callers(pbx);
        this.transfers = new Transfers(pbx, callers.dialplan());
        this.actions = new ActionDesk(pbx, callers.dialplan(), transfers);
        phone(Dialplan.TRUNK, new PhoneBehaviour.Silent());
        boot();
    }

    public long nowMs() {
        return pbx.agenda().nowMs();
    }

    /** When something will happen next by itself, or {@link Long#MAX_VALUE}. */
    public long nextEventAtMs() {
        return pbx.agenda().nextAtMs();
    }

    /** Lets everything happen that is due up to this time; an earlier time than now lets happen what is due now. */
    public void advanceTo(long ms) {
        pbx.agenda().advanceTo(Math.max(ms, nowMs()));
    }

    /** Whether the PBX takes AMI connections at the moment. */
    public boolean up() {
        return nowMs() >= downUntilMs;
    }

    /** Opens an AMI connection; the greeting line is the shell's business. */
    public AmiSession connect(AmiSession.Peer peer) {
        if (!up()) {
            throw new IllegalStateException("the PBX is down until " + downUntilMs);
        }
        AmiSession session = new AmiSession(pbx, actions, faults, peer);
        pbx.sessions().add(session);
        return session;
    }

    /**
     * Adds an endpoint, or changes what its contacts do from the next ring on.
     *
     * @param endpoint name without technology; of a phone of another box, which is rung through the trunk there, {@code alice@usher-box-2}
     * @param contacts one behaviour for each registered contact, asked for at every ring; none means not registered
     */
    public void phone(String endpoint, List<Supplier<PhoneBehaviour>> contacts) {
        Phone phone = pbx.phones().computeIfAbsent(endpoint, Phone::new);
        boolean wasRegistered = !phone.contacts().isEmpty();
        phone.contacts().clear();
        phone.contacts().addAll(contacts);
        pbx.reportDevice(phone);
        if (!phone.isAcross() && wasRegistered != !contacts.isEmpty()) {
            pbx.emit(
                    "ContactStatus",
                    AmiMessage.of(
                            "URI",
                            "sip:" + endpoint + "@phone.invalid",
                            "ContactStatus",
                            contacts.isEmpty() ? "Removed" : "NonQualified",
                            "AOR",
                            endpoint,
                            "EndpointName",
                            endpoint));
        }
    }

    /** {@link #phone(String, List)} with one contact that always does the same. */
    public void phone(String endpoint, PhoneBehaviour behaviour) {
        phone(endpoint, List.of(() -> behaviour));
    }

    /** A customer calls; returns the channel's unique id. While the PBX is down the call does not come about. */
    public Optional<String> call(CallerScript script) {
        return up() ? Optional.of(callers.call(script).uniqueId()) : Optional.empty();
    }

    /** The caller with this unique id hangs up; nothing happens if the call is over. */
    public void hangUp(String uniqueId) {
        SimChannel channel = pbx.channel(uniqueId);
        if (channel != null) {
            callers.hangUp(channel);
        }
    }

    /** The caller with this unique id presses a key. */
    public void press(String uniqueId, String digit) {
        SimChannel channel = pbx.channel(uniqueId);
        if (channel != null) {
            callers.dialplan().press(channel, digit);
        }
    }

    /**
     * The person at this phone does something now.
     *
     * @return false if there is no call to do it with
     */
    public boolean order(String endpoint, PhoneOrder order) {
        Phone phone = knownPhone(endpoint);
        for (SimChannel channel : List.copyOf(pbx.channels().values())) {
            Dialling dialling = channel.dialling();
            if (dialling != null && dialling.legsOf(phone).stream().anyMatch(leg -> leg.obey(order))) {
                return true;
            }
        }
        return false;
    }

    /** Whether a phone of this endpoint rings. */
    public boolean rings(String endpoint) {
        return knownPhone(endpoint).channels().stream()
                .anyMatch(channel -> channel.state() == SimChannel.State.RINGING);
    }

    /** Whether a caller is asked for a number to be called back at. */
    public boolean entersNumber() {
        return pbx.channels().values().stream()
                .anyMatch(channel -> channel.context().equals(CallbackAsking.CONTEXT)
                        && channel.application().equals("ReadExten"));
    }

    /** Whether a caller is asked when he is to be called back. */
    public boolean choosesWindow() {
        return pbx.channels().values().stream()
                .anyMatch(channel -> channel.context().equals(CallbackAsking.TOLD)
                        && channel.application().equals("Read"));
    }

    /** Whether a channel of this endpoint hears another, or is in the waiting room. */
    public boolean talksOrWaits(String endpoint) {
        return knownPhone(endpoint).channels().stream()
                .anyMatch(channel -> channel.bridge() != null || channel.stage() == SimChannel.Stage.WAITING);
    }

    /** Whether two hear each other through a Local channel. */
    public boolean localsTalk() {
        return pbx.channels().values().stream()
                .anyMatch(channel -> channel.local() != null && channel.bridge() != null);
    }

    /** The agent at this phone calls this number on another line; returns the unique id of the channel. */
    public String ownCall(String endpoint, String number) {
        return transfers.ownCall(knownPhone(endpoint), number).uniqueId();
    }

    /**
     * The agent at this phone gives the customer away to this number unseen (REFER): an endpoint, 4000 or 4001 for the queues billing and
     * orders, or 0 and more for somebody outside.
     *
     * @return false if there is nobody to give away
     */
    public boolean transfer(String endpoint, String number) {
        return transfers.blind(knownPhone(endpoint), number);
    }

    /**
     * The agent at this phone puts the customer into the place of a call of his own (REFER with Replaces).
     *
     * @return false if there is no such call, or nobody to give away
     */
    public boolean transferInto(String endpoint, String ownCallsUniqueId) {
        SimChannel consult = pbx.channel(ownCallsUniqueId);
        return consult != null && transfers.attended(knownPhone(endpoint), consult);
    }

    /**
     * The person at this phone presses keys in a talk: {@code #1} or {@code *2} and a number to give the customer away, and once a
     * transfer is under way {@code *1} to {@code *4} as in {@code features-usher.conf}; or whoever has picked up outside answers {@code 1} or
     * {@code 2} when he is asked.
     *
     * @return false if they mean nothing there
     */
    public boolean pressAt(String endpoint, String keys) {
        return transfers.press(knownPhone(endpoint), keys);
    }

    /** Lets something be done later, in virtual time, whether the PBX runs then or not. */
    public void later(long delayMs, Runnable what) {
        pbx.agenda().inTheWorldAfter(delayMs, what);
    }

    /** Lets this go wrong from now on; see {@link Fault}. */
    public void inject(Fault fault) {
        switch (fault) {
            case Fault.OfMessage message -> faults.await(message);
            case Fault.OfAction action -> faults.await(action);
            case Fault.StallSessions(long durationMs) ->
                List.copyOf(pbx.sessions()).forEach(session -> session.stall(durationMs));
            case Fault.DropConnections() -> List.copyOf(pbx.sessions()).forEach(AmiSession::close);
            case Fault.PhoneDies(String endpoint) -> phoneDies(endpoint);
            case Fault.RestartPbx(long downMs) -> {
                pbx.restart();
                downUntilMs = nowMs() + downMs;
                pbx.agenda().inTheWorldAfter(downMs, this::boot);
            }
        }
    }

    /** Takes back every fault that still waits for its occasion. */
    public void calm() {
        faults.forget();
    }

    /** Faults injected that still wait for their occasion. */
    public int faultsWaiting() {
        return faults.waiting();
    }

    /** Live channels, callers' and agents'. */
    public int channels() {
        return (int) pbx.channels().keySet().stream()
                .filter(name -> name.startsWith("PJSIP/"))
                .count();
    }

    /** How many phones are registered for this endpoint. */
    public int contacts(String endpoint) {
        return knownPhone(endpoint).contacts().size();
    }

    /** A global variable of the PBX, empty if unset. */
    public String global(String name) {
        return pbx.global(name);
    }

    /** Sets a global variable as somebody else than Usher would. */
    public void setGlobal(String name, String value) {
        pbx.globals().put(name, value);
    }

    /** A variable of a live channel, or null if there is no such channel. */
    public @Nullable String variable(String uniqueId, String name) {
        SimChannel channel = pbx.channel(uniqueId);
        return channel == null ? null : channel.variable(name);
    }

    private void boot() {
        pbx.booted();
        Watchdog.start(pbx, callers.dialplan());
    }

    private void phoneDies(String endpoint) {
        Phone phone = pbx.phones().get(endpoint);
        if (phone == null) {
            throw new IllegalArgumentException(
                    "no phone " + endpoint + "; there are " + pbx.phones().keySet());
        }
        phone.contacts().replaceAll(_ -> PhoneBehaviour.Silent::new);
        for (SimChannel channel : List.copyOf(pbx.channels().values())) {
            Dialling dialling = channel.dialling();
            if (dialling != null) {
                dialling.legsOf(phone).forEach(PhoneLeg::losePower);
            }
        }
    }

    private Phone knownPhone(String endpoint) {
        Phone phone = pbx.phones().get(endpoint);
        if (phone == null) {
            throw new IllegalArgumentException(
                    "no phone " + endpoint + "; there are " + pbx.phones().keySet());
        }
        return phone;
    }
}
