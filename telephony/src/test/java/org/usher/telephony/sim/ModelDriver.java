package org.usher.telephony.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.usher.telephony.ami.AmiMessage;

/** Plays Usher's part towards a model, in virtual time: logs in, keeps the heartbeat, sends actions and keeps what comes back. */
final class ModelDriver implements AmiSession.Peer {
    static final long START_MS = 1_795_000_000_000L;

    final PbxModel model;
    final List<AmiMessage> received = new ArrayList<>();
    private final AmiSession session;
    private boolean closed;
    private boolean beating = true;
    private int beats;

    ModelDriver(PbxModel model) {
        this.model = model;
        this.session = model.connect(this);
        act("Login", "Username", "usher", "Secret", "usher");
    }

    /** A model with an open queue {@code billing}, answered on entry, and a beating heart. */
    static ModelDriver withOpenQueue() {
        ModelDriver driver = new ModelDriver(new PbxModel(PbxSettings.standard(), START_MS));
        driver.act("Setvar", "Variable", "USHER_EPOCH", "Value", "7");
        driver.act("Setvar", "Variable", "USHER_Q_billing", "Value", "entry:OPEN");
        driver.act("Setvar", "Variable", "USHER_Q_orders", "Value", "agent:OPEN");
        driver.beat();
        driver.run(1_000);
        driver.received.clear();
        return driver;
    }

    private void beat() {
        if (beating) {
            act("Setvar", "Variable", "USHER_BEAT", "Value", Integer.toString(++beats));
            model.later(1_000, this::beat);
        }
    }

    void heartStops() {
        beating = false;
    }

    void heartBeatsAgain() {
        beating = true;
        beat();
    }

    /** Sends an action and gives what came back at once; the effects come with the next {@link #run}. */
    List<AmiMessage> act(String action, String... headers) {
        int before = received.size();
        session.receive(AmiMessage.of("Action", action, "ActionID", "a").with(headers));
        return List.copyOf(received.subList(Math.min(before, received.size()), received.size()));
    }

    /** Ends its connection. */
    void hangUp() {
        session.disconnected();
    }

    void run(long ms) {
        model.advanceTo(model.nowMs() + ms);
    }

    /** Offers the caller to these devices, as Usher does. */
    void offer(String channel, long offerId, long ringMs, String devices) {
        act(
                "Setvar",
                "Channel",
                channel,
                "Variable",
                "USHER_ARGS",
                "Value",
                offerId + ",7," + ringMs + "," + devices + ",Billing,3");
        act("Redirect", "Channel", channel, "Context", "usher-connect", "Exten", "o" + offerId, "Priority", "1");
    }

    /** Name of the channel of the caller who came last. */
    String lastCaller() {
        return received.stream()
                .filter(packet -> packet.get("UserEvent").equals("UsherJoin"))
                .reduce((first, second) -> second)
                .orElseThrow()
                .get("Channel");
    }

    /** The calls' events since the last {@code clear}, in short: name, c(aller) or g (agent), and what matters. */
    List<String> story() {
        return received.stream()
                .filter(packet -> packet.has("Channel") && packet.has("Event"))
                .filter(packet -> !packet.get("Channel").startsWith("Local/"))
                .map(ModelDriver::inShort)
                .collect(Collectors.toList());
    }

    private static String inShort(AmiMessage packet) {
        String event = packet.get("Event");
        String who = packet.get("Channel").startsWith("PJSIP/trunk") ? "c" : "g";
        return switch (event) {
            case "UserEvent" ->
                packet.get("UserEvent") + " " + who
                        + (packet.has("DialStatus") ? " " + packet.get("DialStatus") : "")
                        + (packet.has("Status") ? " " + packet.get("Status") : "");
            case "Newstate" -> event + " " + who + " " + packet.get("ChannelStateDesc");
            case "DialEnd", "DialState" -> event + " " + packet.get("DialStatus");
            case "Hangup", "SoftHangupRequest" -> event + " " + who + " " + packet.get("Cause");
            default -> event + " " + who;
        };
    }

    boolean closedByPbx() {
        return closed;
    }

    @Override
    public void deliver(AmiMessage packet) {
        received.add(packet);
    }

    @Override
    public void closed() {
        closed = true;
    }
}
