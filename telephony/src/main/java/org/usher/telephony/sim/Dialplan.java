package org.usher.telephony.sim;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Usher's contexts as {@code conf/asterisk} has them.
 *
 * <p>Steps that do not block happen at one instant; a step that blocks, or begins after another thread's work, is one
 * {@link PbxSettings#stepMs} later. In between the channel is in stage DIALPLAN: that is the window in which a real Asterisk can lose a
 * channel that is redirected.
 */
final class Dialplan {
    static final String TRUNK = "trunk";
    /** Stands for CALLERID(dnid). */
    static final String DIALLED = "CALLERID(dnid)";
    /** How long any announcement takes but a beep. */
    private static final long PROMPT_MS = 2_000;

    private static final long BEEP_MS = 300;

    private static final String ANSWERED = "ANSWERED";
    /** What of an offer's order is kept with the caller while it is carried out. */
    static final String ARGUMENTS = "USHER_ARGUMENTS";

    /** With what one was given back who has not come again; the real one keeps where he went on, too. */
    private static final String BACK = "USHER_BACK";

    private static final int RECORD = 6;

    private static final Pattern EXTERNAL = Pattern.compile("Local/([0-9+]+)@usher-external/n");

    private final Pbx pbx;
    private final Operator operator;
    private final External external;
    private final Whisper whisper;
    private final Recorder recorder;
    private final CallbackAsking asking;

    /** @param comesBack whether the operator's dialplan sends this caller in again after this status */
    Dialplan(Pbx pbx, BiPredicate<SimChannel, String> comesBack) {
        this.pbx = pbx;
        this.operator = new Operator(pbx, this, comesBack);
        this.external = new External(pbx);
        this.whisper = new Whisper(pbx);
        this.recorder = new Recorder(pbx);
        this.asking = new CallbackAsking(pbx, this);
        pbx.runs(this);
    }

    Recorder recorder() {
        return recorder;
    }

    Operator operator() {
        return operator;
    }

    /** Context usher-in: all that can be refused without answering is refused first. */
    void enter(SimChannel channel) {
        channel.at("usher-in", "s", 1);
        channel.variables().remove(BACK);
        channel.variables().remove(CallbackAsking.OFFERED);
        pbx.reportDeviceOf(channel);
        recorder.stop(channel, "end");
        if (!pbx.global("USHER_DEAD").equals("0")) {
            fallBack(channel);
            return;
        }
        String queue = channel.variable("USHER_QUEUE");
        if (!validInput(channel, queue)) {
            leave(channel, "INVALID");
            return;
        }
        String[] door = pbx.global("USHER_Q_" + queue).split(":", 4);
        if (door.length < 2) {
            leave(channel, "UNKNOWN_QUEUE");
            return;
        }
        if (!door[1].equals("OPEN")) {
            leave(channel, door[1]);
            return;
        }
        if (channel.variable("USHER_ENQUEUED").isEmpty()) {
            channel.variables().put("USHER_ENQUEUED", Long.toString(pbx.agenda().nowMs()));
        }
        if (!door[0].equals("agent") && channel.state() != SimChannel.State.UP) {
            pbx.newState(channel, SimChannel.State.UP);
        }
        join(channel);
    }

    /** Label line of the same context, also for one who may stand in the line already. */
    void join(SimChannel channel) {
        channel.at("usher-in", "s", 1);
        pbx.userEvent("UsherJoin", channel, joinFields(channel));
        String[] door = pbx.global("USHER_Q_" + channel.variable("USHER_QUEUE")).split(":", 4);
        String notice = door.length < 4 ? "" : door[3];
        pbx.step(channel, pbx.settings().stepMs(), () -> {
            if (notice.isEmpty()) {
                waitForAgent(channel);
            } else {
                hearNotice(channel, notice);
            }
        });
    }

    private static boolean validInput(SimChannel channel, String queue) {
        return queue.matches("[A-Za-z0-9_-]+")
                && channel.variable("USHER_PRIORITY").matches("[0-9]*")
                && channel.variable("USHER_DATA").length() <= 1024;
    }

    private static String[] joinFields(SimChannel channel) {
        return new String[] {
            "Queue", channel.variable("USHER_QUEUE"),
            "Skills", encoded(channel.variable("USHER_SKILLS")),
            "CallLanguage", encoded(channel.variable("USHER_LANGUAGE")),
            "CallPriority", channel.variable("USHER_PRIORITY"),
            "Customer", encoded(channel.variable("USHER_CUSTOMER")),
            "Data", encoded(channel.variable("USHER_DATA")),
            "Dialled", encoded(channel.variable(DIALLED)),
            "Contact", channel.variable("USHER_CONTACT"),
            "Enqueued", channel.variable("USHER_ENQUEUED")
        };
    }

    /** As Asterisk's URIENCODE: all but ASCII letters, digits and the marks of RFC 2396 becomes %XX of UTF-8. */
    private static String encoded(String text) {
        StringBuilder out = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = c < 128 && (Character.isLetterOrDigit(c) || "-_.!~*'()".indexOf(c) >= 0);
            out.append(plain ? String.valueOf(c) : String.format(Locale.ROOT, "%%%02X", (int) c));
        }
        return out.toString();
    }

    /** Context usher-wait. */
    void waitForAgent(SimChannel channel) {
        channel.at("usher-wait", "s", 1);
        channel.variables().remove("USHER_OFFER");
        if (cameTooLate(channel)) {
            return;
        }
        if (!pbx.global("USHER_DEAD").equals("0")) {
            fallBack(channel);
            return;
        }
        channel.become(SimChannel.Stage.WAITING);
        channel.waitingSince(pbx.agenda().nowMs());
        channel.running("WaitExten", "3600");
        pbx.userEvent("UsherWait", channel);
    }

    /** Extension notice of the same context: the caller hears a sound before the music. */
    private void hearNotice(SimChannel channel, String sound) {
        channel.at("usher-wait", "notice", 1);
        channel.variables().remove("USHER_OFFER");
        channel.variables().put("USHER_SAY", sound);
        hear(channel, sound);
    }

    /** Context usher-say: an order of a server that was replaced, or for one who was given back, plays nothing. */
    private void say(SimChannel channel) {
        String[] order = channel.variable("USHER_SAY").split(",", 2);
        boolean current = channel.variable(BACK).isEmpty()
                && order.length == 2
                && !order[0].isEmpty()
                && order[0].equals(pbx.global("USHER_EPOCH"));
        if (current) {
            hear(channel, order[1]);
        } else {
            waitForAgent(channel);
        }
    }

    /** A sound plays; a key ends it. */
    private void hear(SimChannel channel, String sounds) {
        pbx.userEvent("UsherSay", channel);
        channel.running("BackGround", sounds);
        channel.become(SimChannel.Stage.PROMPT);
        pbx.step(channel, sounds.equals("beep") ? BEEP_MS : PROMPT_MS, () -> {
            channel.become(SimChannel.Stage.DIALPLAN);
            waitForAgent(channel);
        });
    }

    /** A key: heard only in the waiting room and in prompts; on the way there it lies in the channel's queue. */
    void press(SimChannel channel, String digit) {
        if (isOnItsWay(channel)) {
            pbx.agenda().after(pbx.settings().stepMs(), () -> press(channel, digit));
            return;
        }
        if (channel.stage() == SimChannel.Stage.PROMPT) {
            if (CallbackAsking.listensIn(channel.context())) {
                asking.press(channel, digit);
                return;
            }
            channel.newJourney();
        } else if (channel.stage() != SimChannel.Stage.WAITING) {
            return;
        }
        channel.become(SimChannel.Stage.DIALPLAN);
        if (CallbackAsking.begins(channel, digit)) {
            asking.begin(channel);
        } else {
            told(channel, digit);
        }
    }

    /** The waiting room's extension of a key. */
    void told(SimChannel channel, String digit) {
        channel.at("usher-wait", digit, 1);
        pbx.userEvent("UsherDigit", channel, "Digit", digit);
        pbx.step(channel, pbx.settings().stepMs(), () -> waitForAgent(channel));
    }

    /** Whether a key of this caller is the waiting room's matter. */
    boolean hearsKeys(SimChannel channel) {
        return channel.stage() == SimChannel.Stage.WAITING
                || channel.stage() == SimChannel.Stage.PROMPT
                || isOnItsWay(channel);
    }

    private static boolean isOnItsWay(SimChannel channel) {
        return channel.stage() == SimChannel.Stage.DIALPLAN
                && (channel.context().equals("usher-wait")
                        || channel.context().equals("usher-say")
                        || CallbackAsking.listensIn(channel.context()));
    }

    /** Takes the channel to another place of the dialplan, out of whatever it does. */
    void redirect(SimChannel channel, String context, String exten) {
        SimChannel.Stage was = channel.stage();
        channel.newJourney();
        channel.at(context, exten, 1);
        Dialling dialling = channel.dialling();
        boolean answered = dialling != null && dialling.cancel();
        Bridge bridge = channel.bridge();
        if (bridge != null) {
            bridge.leave(channel, false);
        }
        if (answered && dialling != null) {
            SimChannel leg = dialling.answeredLeg();
            dialling.talkOver();
            if (leg != null) {
                pbx.step(leg, pbx.settings().stepMs(), () -> pbx.hangUp(leg, 16));
            }
        }
        if (was != SimChannel.Stage.DIALPLAN) {
            channel.become(SimChannel.Stage.DIALPLAN);
        }
        pbx.step(channel, pbx.settings().stepMs(), () -> arrive(channel, context, exten));
    }

    /** The channel runs on at this place. */
    void arrive(SimChannel channel, String context, String exten) {
        switch (context) {
            case "from-agents" -> operator.fromAgents(channel, exten);
            case "usher-external" -> external.outward(channel, exten);
            case "usher-outside" -> operator.outside(channel);
            case "usher-in" -> enter(channel);
            case "usher-wait" -> waitForAgent(channel);
            case "usher-connect" -> connect(channel, exten);
            case "usher-out" -> {
                if (!cameTooLate(channel)) {
                    leave(channel, channel.variable("USHER_STATUS"));
                }
            }
            case "usher-fallback" -> {
                if (!cameTooLate(channel)) {
                    fallBack(channel);
                }
            }
            case "usher-transfer" -> transfer(channel, exten);
            case "usher-consult" -> consult(channel, exten);
            case "usher-say" -> say(channel);
            default ->
                pbx.endings()
                        .byDialplan(channel, 16); // no such context or extension: Asterisk said Success and hangs up
        }
    }

    /** Context usher-connect: dial the agent, and back to waiting by itself on anything but an answer. */
    private void connect(SimChannel channel, String exten) {
        if (!exten.startsWith("o")) {
            waitForAgent(channel);
            return;
        }
        String[] args = channel.variable("USHER_ARGS").split(",", -1);
        channel.variables().remove("USHER_ARGS");
        boolean current = channel.variable(BACK).isEmpty()
                && args.length >= 4
                && exten.equals("o" + args[0])
                && !args[1].isEmpty()
                && args[1].equals(pbx.global("USHER_EPOCH"));
        if (!current) {
            dialResult(channel, exten.substring(1), new Dialling.Result("STALE", 0, "0"));
            pbx.step(channel, pbx.settings().stepMs(), () -> again(channel));
            return;
        }
        String offer = args[0];
        channel.variables().put("USHER_OFFER", offer);
        channel.variables().put(ARGUMENTS, String.join(",", args));
        if (args.length > RECORD && args[RECORD].equals("always")) {
            recorder.start(channel);
        } else {
            recorder.stop(channel, "end");
        }
        new Dialling(pbx, channel, whisper, (caller, result) -> dialled(caller, offer, result))
                .start(targetsOf(args[3]), ringMs(args[2]));
    }

    private List<Dialling.Target> targetsOf(String dialSpec) {
        Set<Dialling.Target> found = new LinkedHashSet<>();
        for (String device : dialSpec.split("&", -1)) {
            Matcher number = EXTERNAL.matcher(device);
            String endpoint = device.startsWith("PJSIP/") ? device.substring("PJSIP/".length()) : device;
            Phone phone = pbx.phones().get(endpoint);
            if (number.matches()) {
                found.add(new Dialling.Target.InDialplan(number.group(1), "usher-external"));
            } else if (phone != null) {
                found.add(new Dialling.Target.AtPhone(phone));
            }
        }
        return List.copyOf(found);
    }

    /** Context usher-transfer: whom a desk has given the customer to. */
    private void transfer(SimChannel channel, String exten) {
        if (exten.equals("queue")) {
            channel.variables().put("USHER_QUEUE", channel.variable("USHER_TO"));
            enter(channel);
            return;
        }
        // of a phone outside nobody is asked whether it died
        boolean outside = exten.equals("number");
        new Dialling(pbx, channel, Subroutine.NONE, (caller, result) -> {
                    caller.become(SimChannel.Stage.DIALPLAN);
                    if (result.dialStatus().equals("ANSWER") && (outside || result.deliberate())) {
                        leave(caller, ANSWERED);
                    } else {
                        waitForAgent(caller);
                    }
                })
                .start(deskTargets(channel, outside), deskRingMs(channel));
    }

    /** Context usher-consult: whom an agent consults from his desk. */
    private void consult(SimChannel channel, String exten) {
        if (exten.equals("12")) {
            channel.variables().put("USHER_QUEUE", channel.variable("USHER_TO"));
            enter(channel);
            return;
        }
        new Dialling(pbx, channel, Subroutine.NONE, (caller, result) -> {
                    caller.become(SimChannel.Stage.DIALPLAN);
                    pbx.endings().byDialplan(caller, caller.hangupCause());
                })
                .start(deskTargets(channel, exten.equals("13")), deskRingMs(channel));
    }

    private List<Dialling.Target> deskTargets(SimChannel channel, boolean outside) {
        String to = channel.variable("USHER_TO");
        return outside ? List.of(new Dialling.Target.InDialplan(to, "usher-outside")) : targetsOf(to);
    }

    private static long deskRingMs(SimChannel channel) {
        return ringMs(channel.variable("USHER_TO_RING") + "000");
    }

    private static long ringMs(String ms) {
        try {
            return Math.max(1, Long.parseLong(ms));
        } catch (NumberFormatException notANumber) {
            return PhoneBehaviour.NEVER; // as Dial does without a time-out
        }
    }

    private void dialled(SimChannel channel, String offer, Dialling.Result result) {
        channel.become(SimChannel.Stage.DIALPLAN);
        if (result.dialStatus().equals("ANSWER")) {
            recorder.stop(channel, "end");
        }
        dialResult(channel, offer, result);
        if (result.dialStatus().equals("ANSWER") && result.deliberate()) {
            leave(channel, ANSWERED);
        } else {
            again(channel);
        }
    }

    /** Back to waiting; whoever is to be called back waits on the line only when he has been reached. */
    private void again(SimChannel channel) {
        if (CallbackCall.isUnreached(channel)) {
            pbx.endings().byDialplan(channel, 16);
        } else {
            waitForAgent(channel);
        }
    }

    private void dialResult(SimChannel channel, String offer, Dialling.Result result) {
        pbx.userEvent(
                "UsherDialResult",
                channel,
                "Offer",
                offer,
                "DialStatus",
                result.dialStatus(),
                "HangupCause",
                Integer.toString(result.hangupCause()),
                "Answered",
                result.answeredSeconds());
    }

    /** Context usher-out: back to the operator's dialplan. */
    private void leave(SimChannel channel, String status) {
        recorder.stop(channel, "end");
        channel.at("usher-out", "s", 1);
        channel.variables().put("USHER_STATUS", status);
        pbx.userEvent("UsherLeft", channel, "Status", status);
        channel.variables().put(BACK, status);
        operator.back(channel, status);
    }

    /** Context usher-back: an order that Asterisk read late has taken one who was given back already; he goes on there once more. */
    private boolean cameTooLate(SimChannel channel) {
        String status = channel.variable(BACK);
        if (status.isEmpty()) {
            return false;
        }
        channel.variables().remove("USHER_ARGS");
        channel.variables().put("USHER_STATUS", status);
        if (status.equals("FALLBACK")) {
            waitWithoutUs(channel);
        } else {
            operator.back(channel, status);
        }
        return true;
    }

    /** Context usher-fallback, which returns to the operator's dialplan; there the caller waits without us. */
    private void fallBack(SimChannel channel) {
        recorder.stop(channel, "end");
        channel.at("usher-fallback", "s", 1);
        channel.variables().put("USHER_STATUS", "FALLBACK");
        String ordered = channel.variable(CallbackAsking.ORDERED);
        if (!ordered.isEmpty()) {
            asking.note(ordered);
            pbx.userEvent("UsherOrdered", channel);
        }
        pbx.userEvent("UsherFallback", channel);
        channel.variables().put(BACK, "FALLBACK");
        waitWithoutUs(channel);
    }

    private void waitWithoutUs(SimChannel channel) {
        channel.become(SimChannel.Stage.FALLBACK);
        channel.at("from-trunk", channel.variable(DIALLED), 3);
        channel.running("Queue", "fallback");
        if (channel.state() != SimChannel.State.UP) {
            pbx.newState(channel, SimChannel.State.UP); // by the operator's Queue()
        }
    }
}
