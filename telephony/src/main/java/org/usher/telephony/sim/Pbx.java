package org.usher.telephony.sim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.usher.telephony.ami.AmiMessage;

/** What the parts of the model share: channels, phones, globals, the agenda, and the way events go out. */
final class Pbx {

    /** Told what becomes of channels, so that those who play a part on them can act. */
    interface ChannelWatcher {
        void bridged(SimChannel channel);

        void unbridged(SimChannel channel);

        void gone(SimChannel channel);
    }

    /** The channel variables that {@code channelvars} in manager.conf has every channel event echo. */
    static final List<String> ECHOED = List.of("USHER_CONTACT", "USHER_OFFER");

    private final PbxSettings settings;
    private final Agenda agenda;
    private final Map<String, SimChannel> channels = new LinkedHashMap<>();
    private final Map<String, Phone> phones = new LinkedHashMap<>();
    private final Map<String, String> globals = new TreeMap<>();
    private final List<AmiSession> sessions = new ArrayList<>();
    private final List<ChannelWatcher> watchers = new ArrayList<>();
    private int channelsMade;
    private int bridgesMade;
    private int localsMade;
    private final Endings endings = new Endings(this);
    private final TalkNotes talkNotes = new TalkNotes(this);
    private @Nullable Dialplan dialplan;
    private long startedAtMs;

    Pbx(PbxSettings settings, long startAtMs) {
        this.settings = settings;
        this.agenda = new Agenda(startAtMs);
        this.startedAtMs = startAtMs;
    }

    PbxSettings settings() {
        return settings;
    }

    Agenda agenda() {
        return agenda;
    }

    Map<String, SimChannel> channels() {
        return channels;
    }

    Map<String, Phone> phones() {
        return phones;
    }

    Map<String, String> globals() {
        return globals;
    }

    List<AmiSession> sessions() {
        return sessions;
    }

    /** Where channels run; set once, when the parts are put together. */
    void runs(Dialplan ran) {
        dialplan = ran;
    }

    Endings endings() {
        return endings;
    }

    TalkNotes talkNotes() {
        return talkNotes;
    }

    Dialplan dialplan() {
        return Objects.requireNonNull(dialplan, "the parts are not put together yet");
    }

    void watch(ChannelWatcher watcher) {
        watchers.add(watcher);
    }

    void unwatch(ChannelWatcher watcher) {
        agenda.after(0, () -> watchers.remove(watcher)); // they are being told just now
    }

    List<ChannelWatcher> watchers() {
        return watchers;
    }

    long startedAtMs() {
        return startedAtMs;
    }

    String global(String name) {
        return globals.getOrDefault(name, "");
    }

    /** The channel with this name or unique id. */
    @Nullable
    SimChannel channel(String nameOrUniqueId) {
        SimChannel byName = channels.get(nameOrUniqueId);
        if (byName != null) {
            return byName;
        }
        for (SimChannel channel : channels.values()) {
            if (channel.uniqueId().equals(nameOrUniqueId)) {
                return channel;
            }
        }
        return null;
    }

    /** A new channel of this endpoint; {@code parent} is the channel whose call it belongs to, if any. */
    SimChannel newChannel(String endpoint, @Nullable SimChannel parent, SimChannel.State state) {
        Phone phone = phones.get(endpoint);
        String named = phone == null ? endpoint : phone.channelsEndpoint();
        SimChannel channel = newChannel(String.format(Locale.ROOT, "PJSIP/%s-%08x", named, channelsMade), parent);
        channel.state(state);
        if (phone != null) {
            phone.channels().add(channel);
        }
        return channel;
    }

    /** A new channel with this name, up. */
    SimChannel newChannel(String name, @Nullable SimChannel parent) {
        String uniqueId = agenda.nowMs() / 1000 + "." + channelsMade++;
        return newChannel(name, uniqueId, parent == null ? uniqueId : parent.linkedId());
    }

    /** The same with an id that somebody has chosen. */
    SimChannel newChannel(String name, String uniqueId, String linkedId) {
        SimChannel channel = new SimChannel(name, uniqueId, linkedId, SimChannel.State.UP, agenda.nowMs());
        channels.put(name, channel);
        return channel;
    }

    int newLocalNumber() {
        return localsMade++;
    }

    String newBridgeId() {
        return String.format(Locale.ROOT, "00000000-0000-4000-8000-%012x", ++bridgesMade);
    }

    /** Lets a dialplan step of this channel follow, unless somebody takes the channel out of its course before. */
    void step(SimChannel channel, long delayMs, Runnable next) {
        int journey = channel.journey();
        agenda.after(delayMs, () -> {
            if (!channel.gone() && channel.journey() == journey) {
                next.run();
            }
        });
    }

    void emit(String event, AmiMessage body) {
        String privilege = event.equals("UserEvent") ? "user,all" : "call,all";
        AmiMessage packet =
                AmiMessage.of("Event", event, "Privilege", privilege).and(body);
        for (AmiSession session : List.copyOf(sessions)) {
            session.publish(packet);
        }
    }

    void emit(String event, SimChannel channel, String... more) {
        emit(event, channel.headers("", ECHOED).with(more));
    }

    /** A channel changes its state, and whoever depends on it hears of that. */
    void newState(SimChannel channel, SimChannel.State state) {
        channel.state(state);
        emit("Newstate", channel);
        reportDeviceOf(channel);
        LocalPair local = channel.local();
        if (local != null) {
            local.changed(channel);
        }
    }

    void userEvent(String name, SimChannel channel, String... fields) {
        emit("UserEvent", channel.headers("", ECHOED).with("UserEvent", name).with(fields));
    }

    void dialEvent(String event, SimChannel caller, SimChannel leg, String... more) {
        emit(event, caller.headers("", ECHOED).and(leg.headers("Dest", ECHOED)).with(more));
    }

    /** The last word of a channel. */
    void hangUp(SimChannel channel, int cause) {
        dialplan().recorder().stop(channel, "end"); // a hang-up handler, as is the next
        talkNotes.over(channel);
        channel.become(SimChannel.Stage.GONE);
        channel.newJourney();
        channels.remove(channel.name());
        emit("Hangup", channel, "Cause", Integer.toString(cause), "Cause-txt", causeText(cause));
        for (Phone phone : phones.values()) {
            if (phone.channels().remove(channel)) {
                reportDevice(phone);
            }
        }
        for (ChannelWatcher watcher : watchers) {
            watcher.gone(channel);
        }
        LocalPair local = channel.local();
        if (local != null) {
            local.gone(channel);
        }
    }

    /** Tells the world of a phone's state if it has changed. */
    void reportDevice(Phone phone) {
        String state = phone.state(settings.busyAtOne());
        if (!phone.isAcross() && !state.equals(phone.reportedState())) {
            phone.reported(state);
            emit("DeviceStateChange", AmiMessage.of("Device", phone.device(), "State", state));
        }
    }

    void reportDeviceOf(SimChannel channel) {
        for (Phone phone : phones.values()) {
            if (phone.channels().contains(channel)) {
                reportDevice(phone);
            }
        }
    }

    /** Power off and on: nobody is told, everything but the phones' registrations is forgotten. */
    void restart() {
        agenda.forgetThePbx();
        for (SimChannel channel : List.copyOf(channels.values())) {
            channel.become(SimChannel.Stage.GONE);
            channel.newJourney();
            for (ChannelWatcher watcher : watchers) {
                watcher.gone(channel);
            }
        }
        channels.clear();
        globals.clear();
        for (Phone phone : phones.values()) {
            phone.channels().clear();
            phone.reported(phone.state(settings.busyAtOne()));
        }
        for (AmiSession session : List.copyOf(sessions)) {
            session.close();
        }
    }

    /** The PBX begins to run. */
    void booted() {
        startedAtMs = agenda.nowMs();
    }

    /** Texts of the Q.850 causes that occur here, as Asterisk prints them. */
    private static String causeText(int cause) {
        return switch (cause) {
            case 3 -> "No route to destination";
            case 16 -> "Normal Clearing";
            case 17 -> "User busy";
            case 19 -> "User alerting, no answer";
            case 21 -> "Call Rejected";
            case 20 -> "Subscriber absent";
            case 26 -> "Answered elsewhere";
            case 34 -> "Circuit/channel congestion";
            case 44 -> "Requested channel not available";
            default -> "Unknown";
        };
    }
}
