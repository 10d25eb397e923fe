package org.usher.telephony.sim;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.usher.telephony.ami.AmiMessage;

/**
 * One AMI connection to the model: login, actions in, responses and events out in order. Answers what a real Asterisk answers, with the
 * same delays after a refused login.
 */
public final class AmiSession {

    /** The other end of the connection. */
    public interface Peer {
        void deliver(AmiMessage message);

        /** The PBX has closed the connection; nothing more is delivered. */
        void closed();
    }

    private enum State {
        NEW,
        LOGGED_IN,
        CLOSED
    }

    /** Asterisk waits so long before it says that a login is refused. */
    private static final long REFUSAL_MS = 1_000;
    /** More than this held back for a reader that does not read, and the session is cut off. */
    private static final int MAX_HELD = 20_000;

    private final Pbx pbx;
    private final ActionDesk actions;
    private final FaultDesk faults;
    private final Peer peer;
    private final Deque<AmiMessage> held = new ArrayDeque<>();
    private State state = State.NEW;
    private boolean wantsEvents = true;
    private String challenge = "";
    private long stalledUntilMs;

    AmiSession(Pbx pbx, ActionDesk actions, FaultDesk faults, Peer peer) {
        this.pbx = pbx;
        this.actions = actions;
        this.faults = faults;
        this.peer = peer;
    }

    /** An action arrives: its name and ActionID are headers like the others. */
    public void receive(AmiMessage message) {
        if (state == State.CLOSED) {
            return;
        }
        if (stalledUntilMs > pbx.agenda().nowMs()) {
            pbx.agenda().after(stalledUntilMs - pbx.agenda().nowMs(), () -> receive(message));
            return;
        }
        String action = message.get("Action");
        Fault.OfAction fault = state == State.LOGGED_IN ? faults.strikeAction(action) : null;
        switch (fault) {
            case null -> perform(action, message, this);
            case Fault.Disconnect disconnect -> {
                if (disconnect.carriedOut()) {
                    perform(action, message, null);
                }
                close();
            }
            case Fault.LoseResponse _ -> perform(action, message, null);
            case Fault.SwallowRedirect() -> actions.swallowRedirect(message, this);
            case Fault.RedirectHangsUp() -> actions.tearByRedirect(message, this);
        }
    }

    /** The connection ended from the other side: noticed, after all that was sent before, when anything gets through. */
    public void disconnected() {
        long stalledMs = stalledUntilMs - pbx.agenda().nowMs();
        if (stalledMs > 0) {
            pbx.agenda().after(stalledMs, this::end);
        } else {
            end();
        }
    }

    boolean loggedIn() {
        return state == State.LOGGED_IN;
    }

    /** Ends the connection from the PBX's side. */
    void close() {
        if (state != State.CLOSED) {
            end();
            peer.closed();
        }
    }

    private void end() {
        state = State.CLOSED;
        held.clear();
        pbx.sessions().remove(this);
    }

    /** An event for whoever is logged in and does not filter it out. */
    void publish(AmiMessage event) {
        if (state == State.LOGGED_IN
                && wantsEvents
                && pbx.settings().visibleEvents().contains(event.get("Event"))) {
            send(event);
        }
    }

    /** A response, or an event that belongs to one. */
    void send(AmiMessage message) {
        switch (faults.strikeMessage(message)) {
            case null -> put(message);
            case Fault.DropMessage _ -> {}
            case Fault.DuplicateMessage _ -> {
                put(message);
                put(message);
            }
            case Fault.DelayMessage delay -> pbx.agenda().after(delay.delayMs(), () -> put(message));
        }
    }

    void stall(long durationMs) {
        stalledUntilMs = pbx.agenda().nowMs() + durationMs;
        pbx.agenda().after(durationMs, this::release);
    }

    private void put(AmiMessage message) {
        if (state == State.CLOSED) {
            return;
        }
        if (stalledUntilMs > pbx.agenda().nowMs()) {
            held.add(message);
            if (held.size() > MAX_HELD) {
                close();
            }
            return;
        }
        release();
        peer.deliver(message);
    }

    private void release() {
        while (!held.isEmpty() && stalledUntilMs <= pbx.agenda().nowMs()) {
            peer.deliver(held.remove());
        }
    }

    private void perform(String action, AmiMessage message, @Nullable AmiSession answerTo) {
        ActionDesk.Answer answer = new ActionDesk.Answer(message.get("ActionID"), answerTo);
        String name = action.toLowerCase(Locale.ROOT);
        switch (name) {
            case "" -> answer.error("Missing action in request");
            case "login" -> logIn(message, answer);
            case "challenge" -> challenge(message, answer);
            case "logoff" -> {
                answer.send("Goodbye", "Message", "Thanks for all the fish.");
                close();
            }
            default -> {
                if (state == State.LOGGED_IN) {
                    actions.perform(name, action, message, answer);
                } else {
                    answer.error("Permission denied");
                }
            }
        }
    }

    private void challenge(AmiMessage message, ActionDesk.Answer answer) {
        if (!message.get("AuthType").equalsIgnoreCase("MD5")) {
            answer.error("Must specify AuthType");
            return;
        }
        challenge = Long.toString(100_000_000 + pbx.agenda().nowMs() % 900_000_000);
        answer.send("Success", "Challenge", challenge);
    }

    private void logIn(AmiMessage message, ActionDesk.Answer answer) {
        boolean known = message.get("Username").equals(pbx.settings().userName());
        boolean right = message.has("Key")
                ? !challenge.isEmpty()
                        && message.get("Key")
                                .equalsIgnoreCase(md5(challenge + pbx.settings().secret()))
                : message.get("Secret").equals(pbx.settings().secret());
        if (!known || !right) {
            refuse(answer, "Authentication failed");
        } else if (!pbx.settings().manyLogins() && pbx.sessions().stream().anyMatch(AmiSession::loggedIn)) {
            refuse(answer, "Login Already In Use");
        } else {
            wantsEvents = !message.get("Events").equalsIgnoreCase("off");
            answer.send("Success", "Message", "Authentication accepted");
            state = State.LOGGED_IN;
            long upSeconds = (pbx.agenda().nowMs() - pbx.startedAtMs()) / 1000;
            publish(AmiMessage.of(
                    "Event", "FullyBooted",
                    "Privilege", "system,all",
                    "Uptime", Long.toString(upSeconds),
                    "LastReload", Long.toString(upSeconds),
                    "Status", "Fully Booted"));
        }
    }

    private void refuse(ActionDesk.Answer answer, String why) {
        pbx.agenda().after(REFUSAL_MS, () -> {
            answer.error(why);
            close();
        });
    }

    private static String md5(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }
}
