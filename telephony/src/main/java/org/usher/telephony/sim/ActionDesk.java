package org.usher.telephony.sim;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.usher.telephony.ami.AmiMessage;

/** What AMI actions do, and what Asterisk says to them (texts from asterisk/main/manager.c). */
final class ActionDesk {

    /** Where the answer to one action goes; nowhere if a fault takes it. */
    record Answer(String actionId, @Nullable AmiSession to) {
        void send(String response, String... headers) {
            if (to != null) {
                to.send(withId(AmiMessage.of("Response", response)).with(headers));
            }
        }

        void error(String message) {
            send("Error", "Message", message);
        }

        void success(String message) {
            send("Success", "Message", message);
        }

        /** One event of a list. */
        void item(String event, AmiMessage body) {
            if (to != null) {
                to.send(withId(AmiMessage.of("Event", event)).and(body));
            }
        }

        void list(String message) {
            send("Success", "EventList", "start", "Message", message);
        }

        void complete(String event, int items) {
            item(event, AmiMessage.of("EventList", "Complete", "ListItems", Integer.toString(items)));
        }

        private AmiMessage withId(AmiMessage packet) {
            return actionId.isEmpty() ? packet : packet.with("ActionID", actionId);
        }
    }

    private final Pbx pbx;
    private final Dialplan dialplan;
    private final DeskOrders orders;

    ActionDesk(Pbx pbx, Dialplan dialplan, Transfers transfers) {
        this.pbx = pbx;
        this.dialplan = dialplan;
        this.orders = new DeskOrders(pbx, transfers);
    }

    void perform(String name, String asWritten, AmiMessage action, Answer answer) {
        switch (name) {
            case "ping" -> answer.send("Success", "Ping", "Pong", "Timestamp", timestamp());
            case "setvar" -> setVariable(action, answer);
            case "getvar" -> getVariable(action, answer);
            case "redirect" -> redirect(action, answer);
            case "hangup" -> hangUp(action, answer);
            case "blindtransfer" -> orders.blindTransfer(action, answer);
            case "atxfer" -> orders.consult(action, answer);
            case "cancelatxfer" -> orders.cancelConsult(action, answer);
            case "playdtmf" -> playKey(action, answer);
            case "pjsipnotify" -> orders.notify(action, answer);
            case "listcommands" -> answer.send("Success", "PJSIPNotify", "Send a NOTIFY (Priv: system,all)");
            case "status" -> status(action, answer);
            case "coreshowchannels" -> showChannels(answer);
            case "devicestatelist" -> listDevices(answer);
            case "coresettings" -> coreSettings(answer);
            case "corestatus" -> coreStatus(answer);
            case "events" -> answer.send("Success", "Events", "On");
            case "originate" -> originate(action, answer);
            case "command", "getconfig", "updateconfig", "modulelist", "queuestatus" ->
                answer.error("Permission denied");
            default ->
                answer.error("Invalid/unknown command: " + asWritten
                        + ". Use Action: ListCommands to show available commands.");
        }
    }

    /** The Redirect is said to have succeeded, and nothing happens. */
    void swallowRedirect(AmiMessage action, AmiSession session) {
        new Answer(action.get("ActionID"), session).success("Redirect successful");
    }

    /** The Redirect lands between two steps of the dialplan and the channel is torn. */
    void tearByRedirect(AmiMessage action, AmiSession session) {
        Answer answer = new Answer(action.get("ActionID"), session);
        SimChannel channel = pbx.channel(action.get("Channel"));
        if (channel == null) {
            redirect(action, answer);
        } else {
            answer.success("Redirect successful");
            pbx.agenda().after(0, () -> {
                if (!channel.gone()) {
                    pbx.endings().tear(channel);
                }
            });
        }
    }

    private void setVariable(AmiMessage action, Answer answer) {
        String variable = action.get("Variable");
        if (variable.isEmpty()) {
            answer.error("No variable specified");
            return;
        }
        String name = action.get("Channel");
        if (name.isEmpty()) {
            pbx.globals().put(bare(variable, "GLOBAL("), action.get("Value"));
            answer.success("Variable Set");
            return;
        }
        SimChannel channel = pbx.channel(name);
        if (channel == null) {
            answer.error("No such channel");
            return;
        }
        channel.variables().put(variable.replaceFirst("^_{1,2}", ""), action.get("Value"));
        orders.variableSet(channel, variable);
        answer.success("Variable Set");
    }

    private void getVariable(AmiMessage action, Answer answer) {
        String variable = action.get("Variable");
        if (variable.isEmpty()) {
            answer.error("No variable specified");
            return;
        }
        if (variable.startsWith("STRFTIME(")) {
            answer.send(
                    "Success",
                    "Variable",
                    variable,
                    "Value",
                    Long.toString(pbx.agenda().nowMs()));
            return;
        }
        if (variable.startsWith("SHARED(")) {
            shared(variable, answer);
            return;
        }
        String value = pbx.global(bare(variable, "GLOBAL("));
        String name = action.get("Channel");
        if (!name.isEmpty()) {
            SimChannel channel = pbx.channel(name);
            if (channel == null) {
                answer.error("No such channel");
                return;
            }
            value = variable.equals("CHANNEL(rtp,hold)")
                    ? orders.held(channel) ? "1" : "0"
                    : channel.variables().getOrDefault(variable, value);
        }
        answer.send("Success", "Variable", variable, "Value", value);
    }

    /** A shared variable of another channel; empty if there is none, as Asterisk says it. */
    private void shared(String variable, Answer answer) {
        String[] arguments = bare(variable, "SHARED(").split(",", 2);
        SimChannel channel = arguments.length < 2 ? null : pbx.channel(arguments[1]);
        String value = channel == null ? "" : channel.variables().getOrDefault("SHARED(" + arguments[0] + ")", "");
        answer.send("Success", "Variable", variable, "Value", value);
    }

    private static String bare(String variable, String function) {
        return variable.startsWith(function) && variable.endsWith(")")
                ? variable.substring(function.length(), variable.length() - 1)
                : variable;
    }

    private void redirect(AmiMessage action, Answer answer) {
        String name = action.get("Channel");
        if (name.isEmpty()) {
            answer.error("Channel not specified");
            return;
        }
        SimChannel channel = pbx.channel(name);
        if (channel == null) {
            answer.error("Channel does not exist: " + name);
            return;
        }
        answer.success("Redirect successful");
        pbx.agenda().after(0, () -> {
            if (!channel.gone()) {
                dialplan.redirect(channel, action.get("Context"), action.get("Exten"));
            }
        });
    }

    private void hangUp(AmiMessage action, Answer answer) {
        SimChannel channel = pbx.channel(action.get("Channel"));
        if (channel == null) {
            answer.error(action.has("Channel") ? "No such channel" : "No channel specified");
            return;
        }
        answer.success("Channel Hungup");
        pbx.agenda().after(0, () -> {
            if (!channel.gone() && !orders.hungUp(channel, cause(action.get("Cause")))) {
                pbx.endings().softHangUp(channel);
            }
        });
    }

    private static int cause(String cause) {
        return cause.matches("[0-9]{1,3}") ? Integer.parseInt(cause) : 0;
    }

    /** Of callbacks; nobody's phone is called to listen. */
    private void originate(AmiMessage action, Answer answer) {
        if (!action.get("Channel").equals(CallbackCall.CHANNEL)) {
            answer.error("Permission denied");
            return;
        }
        if (pbx.channel(action.get("ChannelId")) != null) {
            answer.error("Channel already exists"); // what Asterisk does not even say
            return;
        }
        answer.success("Originate successfully queued");
        pbx.agenda().after(0, () -> CallbackCall.begin(pbx, action));
    }

    /** Only keys that the channel is to "receive", as if its phone had sent them. */
    private void playKey(AmiMessage action, Answer answer) {
        SimChannel channel = pbx.channel(action.get("Channel"));
        if (channel == null) {
            answer.error("Channel not found");
            return;
        }
        answer.success("DTMF successfully queued");
        String key = action.get("Digit");
        if (action.get("Receive").equals("true")) {
            pbx.agenda().after(0, () -> receive(channel, key));
        }
    }

    private void receive(SimChannel channel, String key) {
        if (channel.gone()) {
            return;
        }
        if (dialplan.hearsKeys(channel)) {
            dialplan.press(channel, key);
        } else if (key.equals("D")) {
            dialplan.recorder().order(channel);
        } else {
            orders.key(channel, key);
        }
    }

    private void status(AmiMessage action, Answer answer) {
        List<SimChannel> wanted = List.copyOf(pbx.channels().values());
        if (action.has("Channel")) {
            SimChannel channel = pbx.channel(action.get("Channel"));
            if (channel == null) {
                answer.error("No such channel");
                return;
            }
            wanted = List.of(channel);
        }
        answer.list("Channel status will follow");
        for (SimChannel channel : wanted) {
            Bridge bridge = channel.bridge();
            AmiMessage body = AmiMessage.of("Privilege", "Call")
                    .and(channel.headers("", Pbx.ECHOED))
                    .with("Type", "PJSIP", "DNID", channel.variable(Dialplan.DIALLED))
                    .with("BridgeID", bridge == null ? "" : bridge.id())
                    .with("Application", channel.application(), "Data", channel.applicationData())
                    .with("Seconds", Long.toString((pbx.agenda().nowMs() - channel.createdAtMs()) / 1000));
            for (String variable : action.get("Variables").split(",", -1)) {
                if (!variable.isEmpty()) {
                    body = body.with(
                            "Variable", variable + "=" + channel.variables().getOrDefault(variable, "(null)"));
                }
            }
            answer.item("Status", body);
        }
        answer.item(
                "StatusComplete",
                AmiMessage.of(
                        "EventList", "Complete",
                        "ListItems", Integer.toString(wanted.size()),
                        "Items", Integer.toString(wanted.size())));
    }

    private void showChannels(Answer answer) {
        answer.list("Channels will follow");
        for (SimChannel channel : pbx.channels().values()) {
            Bridge bridge = channel.bridge();
            answer.item(
                    "CoreShowChannel",
                    channel.headers("", Pbx.ECHOED)
                            .with("BridgeId", bridge == null ? "" : bridge.id())
                            .with("Application", channel.application())
                            .with("ApplicationData", channel.applicationData())
                            .with("Duration", duration(pbx.agenda().nowMs() - channel.createdAtMs())));
        }
        answer.complete("CoreShowChannelsComplete", pbx.channels().size());
    }

    private static String duration(long ms) {
        long seconds = ms / 1000;
        return String.format(Locale.ROOT, "%02d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }

    private void listDevices(Answer answer) {
        answer.list("Device State Changes will follow");
        List<Phone> phones =
                pbx.phones().values().stream().filter(p -> !p.isAcross()).toList();
        for (Phone phone : phones) {
            answer.item(
                    "DeviceStateChange",
                    AmiMessage.of(
                            "Privilege", "call,all",
                            "Device", phone.device(),
                            "State", phone.state(pbx.settings().busyAtOne())));
        }
        answer.complete("DeviceStateListComplete", phones.size());
    }

    private void coreSettings(Answer answer) {
        answer.send(
                "Success",
                "AMIversion",
                "11.0.0",
                "AsteriskVersion",
                pbx.settings().version(),
                "SystemName",
                "simulated",
                "CoreMaxCalls",
                "0",
                "CoreMaxLoadAvg",
                "0.000000",
                "CoreRunUser",
                "",
                "CoreRunGroup",
                "",
                "CoreMaxFilehandles",
                "0",
                "CoreRealTimeEnabled",
                "No",
                "CoreCDRenabled",
                "No",
                "CoreHTTPenabled",
                "No",
                "SoundsSearchCustomDir",
                "No");
    }

    private void coreStatus(Answer answer) {
        var started = Instant.ofEpochMilli(pbx.startedAtMs()).atZone(ZoneOffset.UTC);
        String date = started.format(DateTimeFormatter.ISO_LOCAL_DATE);
        String time = started.format(DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT));
        answer.send(
                "Success",
                "CoreStartupDate",
                date,
                "CoreStartupTime",
                time,
                "CoreReloadDate",
                date,
                "CoreReloadTime",
                time,
                "CoreCurrentCalls",
                Integer.toString(pbx.channels().size()));
    }

    private String timestamp() {
        long now = pbx.agenda().nowMs();
        return String.format(Locale.ROOT, "%d.%06d", now / 1000, now % 1000 * 1000);
    }
}
