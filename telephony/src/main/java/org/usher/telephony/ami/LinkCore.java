package org.usher.telephony.ami;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.core.api.Command;
import org.usher.core.api.Effect;
import org.usher.core.api.GoneCause;
import org.usher.telephony.ami.LinkStatus.State;

/**
 * What a link does, without socket, thread or clock of its own: {@link AmiLink} tells it what came and what time it is. One thread.
 *
 * <p>A connection goes CONNECTING (banner, login, version) → SYNCHRONISING (first reconciliation; actions wait) → UP. Whatever makes the
 * link doubt its knowledge (a message that does not fit, an oversized message, a Redirect without effect) makes it SUSPECT and orders a
 * reconciliation, at most one a second; the link goes on acting meanwhile. So does silence, but then nothing is sent until Asterisk is
 * heard again, and soon the connection is given up ({@link Hearing}, {@link FormerSession}). A lost connection is DOWN and tried again
 * after a back-off that doubles and is spread at random; a refusal is REFUSED and tried again slowly.
 */
final class LinkCore {
    private static final Logger LOG = LoggerFactory.getLogger(LinkCore.class);
    /** Asterisk listens before all its modules are there: for so long it may refuse what it answers later. */
    private static final long BOOT_MS = 30_000;

    private final LinkSettings settings;
    private final LinkSettings.Timings timings;
    private final LinkSurroundings surroundings;
    private final LongSupplier nowMs;
    private final Line line;
    private final LinkCounters counters;
    private final Outbox outbox;
    private final Requests requests;
    private final LedgerPart ledger;
    private final AmiActions actions;
    private final CallMapper mapper;
    private final Publisher publisher;
    private final PhoneRequests phones;
    private final Recordings recordings;
    private final CallControl control;
    private final Listening listening;
    private final Reconciliation reconciliation;
    private final Certainty certainty;
    private final LogBudget complaints;
    private final Trunks trunks;
    private final Absence absence;
    private final Pace pace;
    private final Hearing hearing;
    /** Since when Asterisk has refused to say what is true in it; 0 if it does not. */
    private long unansweredSinceMs;

    private final FormerSession former;

    private final Standing standing;

    private @Nullable Login login;
    private long connectedAtMs;
    private boolean givenUp;
    private long nextBeatMs;
    private long scannedMs;
    private @Nullable Names publishedNames;

    /** The connection below. */
    interface Line extends Wire, FormerSession.Ender {
        /** Tries to connect; {@link #opened} or {@link #closed} follows. */
        void open();

        void hangUp();
    }

    LinkCore(LinkSettings settings, LinkSurroundings surroundings, LedgerPart ledger, CommandSink sink, Line line) {
        this.settings = settings;
        this.timings = settings.timings();
        this.surroundings = surroundings;
        this.nowMs = surroundings.nowMs();
        this.line = line;
        this.counters = surroundings.counters();
        this.outbox = new Outbox(sink, counters);
        this.requests = new Requests(nowMs, settings.limits().requests());
        this.ledger = ledger;
        this.complaints = new LogBudget(LOG, nowMs);
        this.trunks = new Trunks(settings.pbxId());
        this.actions = new AmiActions(settings, surroundings, ledger, requests, new ActionOutlet());
        MapperOutlet mapperOutlet = new MapperOutlet();
        this.mapper = new CallMapper(ledger, surroundings.names(), mapperOutlet);
        this.publisher = new Publisher(settings, surroundings, requests, this::superseded);
        this.phones = new PhoneRequests(settings, requests, surroundings.phones(), complaints);
        this.recordings = new Recordings(settings, requests, mapper.talks().bridges, new RecordingOutlet());
        this.control = new CallControl(settings, surroundings.names(), requests, ledger, mapper);
        this.listening = new Listening(settings, surroundings.names(), requests, ledger, mapper.talks().bridges);
        this.reconciliation = new Reconciliation(
                timings,
                ledger,
                mapper,
                new Reconciliation.Parts(
                        actions,
                        requests,
                        recordings,
                        listening,
                        new TalkNotes(settings, surroundings, requests),
                        mapperOutlet,
                        counters));
        this.standing = new Standing(settings, surroundings, complaints);
        this.certainty = new Certainty(timings, surroundings, standing, reconciliation, new CertaintyOutlet());
        this.pace = new Pace(nowMs.getAsLong());
        this.hearing = new Hearing(timings, nowMs.getAsLong());
        this.former = new FormerSession(settings.pbxId(), line, counters, complaints);
        this.absence = new Absence(ledger, mapper, mapperOutlet, nowMs.getAsLong());
        mapper.outOfReach(); // calls the ledger was primed with have yet to be seen
    }

    LinkStatus status() {
        return standing.status();
    }

    /** {@link AmiLink#brokenTrunks} */
    List<Integer> brokenTrunks() {
        return trunks.broken();
    }

    // ---- the connection

    void opened() {
        login = new Login(settings, requests, this::onLogin);
        requests.attach(line);
        givenUp = false;
        hearing.heard(nowMs.getAsLong());
    }

    /** {@link FormerSession.Ender#end} is done. */
    void formerOver(FormerSession.End end) {
        former.over(end);
        standing.retryNow();
    }

    void closed(String why) {
        requests.detach("the connection to Asterisk broke: " + why);
        login = null;
        if (standing.is(State.CLOSED)) {
            return;
        }
        counters.disconnects.increment();
        mapper.outOfReach();
        recordings.outOfReach();
        control.outOfReach();
        actions.linkActs(false);
        if (standing.is(State.REFUSED)) {
            return; // we hung up ourselves; the time of the next try is set
        }
        standing.become(State.DOWN, why);
        standing.retryAfterBackOff();
    }

    private void onLogin(Login.Result result) {
        switch (result) {
            case Login.Result.Welcome welcome -> {
                counters.connects.increment();
                login = null;
                standing.become(State.SYNCHRONISING, "Asterisk " + welcome.version());
                publisher.writeAll();
                publishedNames = surroundings.names().get();
                control.connected();
                certainty.reconcile();
            }
            case Login.Result.Refused refused ->
                refuse(refused.why(), refused.soon() ? Retry.WHEN_SESSION_IS_OVER : Retry.SLOWLY);
            case Login.Result.Failed failed -> line.hangUp();
        }
    }

    private enum Retry {
        WHEN_SESSION_IS_OVER,
        SOON,
        SLOWLY
    }

    private void refuse(String why, Retry retry) {
        counters.loginsRefused.increment();
        standing.become(State.REFUSED, why);
        switch (retry) {
            case WHEN_SESSION_IS_OVER -> {
                former.suspect();
                standing.retryAfterBackOff();
            }
            case SOON -> standing.retryAfterBackOff();
            case SLOWLY -> standing.retrySlowly();
        }
        line.hangUp();
    }

    /** Another Usher has taken this PBX over: nothing more is sent to it, and this reign is to end. */
    private void superseded(Reign.Successor successor) {
        actions.linkActs(false);
        refuse(
                "another Usher (" + successor.holder() + ", epoch " + successor.epoch() + ") has taken over",
                Retry.SLOWLY);
        surroundings.reign().superseded().accept(successor);
    }

    // ---- what comes in

    /** Whether all that was said has been handed to the engine, so that there may be more. */
    boolean takesMessages() {
        return outbox.size() == 0;
    }

    /** {@return false if the message cannot be dealt with while the engine's inbox has no room; it is to be given again} */
    boolean message(AmiMessage message) {
        if (!takesMessages()) {
            pace.refusedMessage();
            return false;
        }
        take(message);
        return true;
    }

    private void take(AmiMessage message) {
        long now = nowMs.getAsLong();
        if (hearing.heard(now)) {
            doubt("nothing was heard for a while");
        }
        if (message.has("Banner")) {
            if (login != null) {
                login.onBanner(message.get("Banner"));
            }
        } else if (message.has("Oversized")) {
            doubt("an AMI message of " + message.get("Oversized") + " was dropped");
        } else if (!requests.take(message)) {
            reconciliation.observe(message);
            if (message.event().equals("FullyBooted") && standing.state().acts()) {
                // Asterisk was still starting when we logged in
                publisher.writeAll();
                doubt("Asterisk has only now finished starting");
            }
            if (message.event().equals("UsherRequest")) {
                phones.take(message);
            } else if (message.event().equals("UsherCallbackAsk")) {
                asksForCallback(message);
            }
            mapper.map(message);
            if (message.event().equals("UsherDigit")) {
                pressed(message);
            }
            recordings.take(message, now);
            control.look();
            listening.take(message);
            Call call = ledger.callInDialplan(message.get("Uniqueid"));
            if (call != null) {
                actions.moved(call);
            }
        }
    }

    private void pressed(AmiMessage message) {
        Call call = ledger.callInDialplan(message.get("Uniqueid"));
        String key = message.get("Digit");
        if (call != null && key.matches("[0-9*#]")) { // else one of Usher's own
            surroundings.keys().accept(new CallerKey(settings.pbxId(), call.contactId, key.charAt(0)));
        }
    }

    private void asksForCallback(AmiMessage message) {
        Call call = ledger.callInDialplan(message.get("Uniqueid"));
        if (call != null) { // else nobody knows who he is; the dialplan waits for no answer for ever
            surroundings
                    .callbacks()
                    .accept(new CallbackAsk(
                            settings.pbxId(),
                            call.contactId,
                            message.get("Channel"),
                            message.get("Ask"),
                            JoinFacts.known(message.get("CallerIDNum")),
                            message.get("Number"),
                            message.get("When")));
        }
    }

    /** {@link AmiLink#say} */
    boolean say(long contactId, CallerPrompt prompt) {
        Call call = ledger.callOfContact(contactId);
        return call != null && actions.say(call, prompt);
    }

    void perform(Effect effect) {
        switch (effect) {
            case Effect.Action action -> actions.perform(action);
            case Effect.MarkCall mark -> actions.mark(mark);
            case Effect.PublishQueue queue -> {
                publisher.note(queue);
                if (standing.state().acts()) {
                    publisher.write(queue);
                }
            }
            case Effect.Reply reply -> {} // for a person, not for Asterisk
        }
    }

    void callBack(CallbackOrder order) {
        actions.callBack(order);
    }

    void answer(PhoneAnswer answer) {
        phones.answer(answer);
    }

    /** Has the talk of this contact recorded, or no longer. */
    void record(long contactId, boolean on, Consumer<RecordingAnswer> asker) {
        Call call = ledger.callOfContact(contactId);
        if (call == null) {
            asker.accept(RecordingAnswer.UNKNOWN);
        } else {
            recordings.order(call, on, nowMs.getAsLong(), asker);
        }
    }

    /** Has an agent's order about a call carried out. */
    void order(CallRequest request, Consumer<CallAnswer> asker) {
        if (standing.state().acts() && !hearing.silent()) {
            control.order(request, nowMs.getAsLong(), asker);
        } else {
            asker.accept(CallAnswer.refused("Asterisk can not be reached now"));
        }
    }

    /** How a talk stands. */
    CallPicture picture(long callKey, long offerId, List<Integer> deviceIds) {
        return control.picture(callKey, offerId, deviceIds);
    }

    /** Who listens to talks; it takes orders while the link acts. */
    Listening listening() {
        return listening;
    }

    /** Whether what is ordered now would be carried out now. */
    boolean actsNow() {
        return standing.state().acts() && !hearing.silent();
    }

    // ---- time

    void tick() {
        long now = nowMs.getAsLong();
        boolean taken = outbox.flush();
        pace.tick(now, taken);
        hearing.tick(now, taken);
        if (pace.behindMs(now) > 0 && standing.is(State.UP)) {
            doubt("the engine takes less than Asterisk says, for " + pace.behindMs(now) + " ms");
        }
        State state = standing.state();
        if (!former.isInTheWay(now) && standing.mayConnect(now)) {
            standing.become(State.CONNECTING, "");
            connectedAtMs = now;
            line.open();
        } else if (state == State.CONNECTING && now - connectedAtMs > 3L * timings.connectTimeoutMs()) {
            line.hangUp();
        }
        if (now != scannedMs) {
            scannedMs = now;
            requests.onTime(now);
            actions.onTime(now);
            recordings.onTime(now);
            control.onTime(now);
            if (standing.is(State.UP)) {
                listening.onTime(now);
            }
        }
        absence.tick(state.acts() || state == State.CLOSED, surroundings.names().get(), now);
        if (state.acts() || state == State.SYNCHRONISING) {
            tickConnected(now);
        }
    }

    private void tickConnected(long now) {
        if (hearing.silent()) {
            tickSilent(now);
            return;
        }
        if (nextBeatMs <= now) {
            nextBeatMs = now + timings.beatEveryMs();
            if (surroundings.engineAlive() && !pace.engineStalls(now)) {
                publisher.beat(now);
            } else {
                // no sign of life for the dialplan, but the connection is to be kept alive
                requests.send(ManagerActions.ping(), timings.replyTimeoutMs(), reply -> {});
            }
        }
        Names current = surroundings.names().get();
        if (current != publishedNames) {
            publishedNames = current;
            publisher.writeAll();
        }
        certainty.tick(now);
    }

    /** What is sent now is carried out late or never, and a beat would keep callers waiting whom nobody can serve. */
    private void tickSilent(long now) {
        if (standing.is(State.UP)) {
            standing.become(State.SUSPECT, "nothing heard for " + hearing.silentMs(now) + " ms");
        }
        actions.linkActs(false);
        if (hearing.dead(now) && !givenUp) {
            givenUp = true;
            former.suspect();
            line.hangUp();
        }
    }

    private void doubt(String why) {
        certainty.doubt(why);
    }

    /** The link's thread is about to end because of an error. */
    void broken(String why) {
        standing.become(State.CLOSED, why);
        line.hangUp();
    }

    void close() {
        standing.become(State.CLOSED, "closed");
        actions.close("the link is closed");
        requests.detach("the link is closed");
        outbox.flush();
        if (outbox.size() > 0) {
            LOG.error(
                    "PBX {}: {} commands could not be handed to the engine before the end",
                    settings.pbxId(),
                    outbox.size());
        }
        line.hangUp();
    }

    /** What the mapper and the reconciliation find. */
    private final class MapperOutlet implements MapperOutput {
        @Override
        public void command(Command command) {
            if (command instanceof Command.ContactGone gone && gone.cause() == GoneCause.LOST_BY_PBX) {
                counters.callsLost.increment();
            }
            outbox.put(command);
        }

        @Override
        public void witness(Call call, Witness witness) {
            actions.witness(call, witness);
        }

        @Override
        public void merged(Call call, Call consult) {
            actions.merged(call, consult);
        }

        @Override
        public void complaint(String text) {
            counters.badInputs.increment();
            complaints.warn("PBX " + settings.pbxId() + ": " + text);
        }

        @Override
        public void untracked(String channel) {
            counters.callsUntracked.increment();
            complaints.warn("PBX " + settings.pbxId() + ": " + settings.limits().calls()
                    + " calls are the most this link keeps; " + channel + " waits until there is room");
        }

        @Override
        public void machine() {
            counters.callbackMachines.increment();
        }

        @Override
        public void unwatched() {
            counters.unwatched.increment();
            complaints.warn("PBX " + settings.pbxId()
                    + ": no channel runs in context usher-watch, so callers would wait for ever"
                    + " if Usher died; include cli-usher.conf in cli.conf, and on Asterisk's command line give:"
                    + " channel originate Local/run@usher-watch/n application Wait 999999999");
        }

        @Override
        public void trunk(int otherPbxId, boolean reachable) {
            trunks.note(otherPbxId, reachable);
        }

        @Override
        public void doubt(String why) {
            LinkCore.this.doubt(why);
        }
    }

    private final class CertaintyOutlet implements Certainty.Outlet {
        @Override
        public void settled() {
            unansweredSinceMs = 0;
            actions.linkActs(true);
            publisher.writeAll();
        }

        @Override
        public void refused(String why) {
            long now = nowMs.getAsLong();
            if (unansweredSinceMs == 0) {
                unansweredSinceMs = now;
            }
            refuse(why, now - unansweredSinceMs < BOOT_MS ? Retry.SOON : Retry.SLOWLY);
        }

        @Override
        public void hangUp() {
            line.hangUp();
        }

        @Override
        public void complaint(String text) {
            complaints.warn("PBX " + settings.pbxId() + ": " + text);
        }
    }

    private final class RecordingOutlet implements Recordings.Outlet {
        @Override
        public void command(Command command) {
            outbox.put(command);
        }

        @Override
        public void incomplete(String what) {
            counters.recordingsIncomplete.increment();
            complaints.warn("PBX " + settings.pbxId() + ": " + what);
        }
    }

    private final class ActionOutlet implements AmiActions.Outlet {
        @Override
        public void command(Command command) {
            outbox.put(command);
        }

        @Override
        public void doubt(String why) {
            LinkCore.this.doubt(why);
        }
    }
}
