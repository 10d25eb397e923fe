package org.usher.telephony.ami;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.DeviceState;

/**
 * Supervisors who listen to talks. Asterisk is told to call the supervisor's phone under a channel id of ours; when it picks up, the
 * dialplan's context usher-listen has it hear the agent's channel of that very talk, named by its unique id. It ends with that channel, by
 * Asterisk alone, and is ended from here when the customer no longer hears that channel, or when it is with others than the customer: what
 * an agent says in a consultation is not for those who answer for this queue. These phones are in no bridge and bear no mark of
 * an offer, so {@link CallMapper} sees no call in them; a phone of an agent's is in use meanwhile. What goes on over a restart of ours is
 * found again by the channel's variables.
 */
final class Listening {
    /** Of one PBX. */
    static final int MOST = 20;
    /** The variables by which a listening phone is told: the agent's channel, and who listens to which contact. */
    static final String VARIABLES = "USHER_LISTEN,USHER_LISTENER,USHER_LISTEN_BY";

    static final String CONTEXT = "usher-listen";

    private static final int RING_MS = 30_000;
    /** An agent who is brought from one bridge to another may be seen with the others before the customer is. */
    private static final long BRIDGES_MOVE_MS = 300;

    /** Q.850. */
    private static final int NORMAL_CLEARING = 16;

    private final LinkSettings settings;
    private final Supplier<Names> names;
    private final Requests requests;
    private final LedgerPart ledger;
    private final Bridges bridges;
    private final Map<String, Ear> ears = new LinkedHashMap<>();
    private int made;
    private volatile List<Listener> published = List.of();

    /** One phone, by the unique id of its channel. */
    private static final class Ear {
        final String uniqueId;
        final String heard;
        final String channel;
        Listener shown;
        /** When it is given up unless it listens. */
        final long dueMs;

        boolean ending;
        long elsewhereSinceMs = Long.MAX_VALUE;

        Ear(String uniqueId, String heard, String channel, Listener shown, long dueMs) {
            this.uniqueId = uniqueId;
            this.heard = heard;
            this.channel = channel;
            this.shown = shown;
            this.dueMs = dueMs;
        }

        void become(ListenMode mode, boolean listens) {
            shown = new Listener(shown.contactId(), shown.deviceId(), shown.listener(), mode, listens, shown.sinceMs());
        }
    }

    Listening(LinkSettings settings, Supplier<Names> names, Requests requests, LedgerPart ledger, Bridges bridges) {
        this.settings = settings;
        this.names = names;
        this.requests = requests;
        this.ledger = ledger;
        this.bridges = bridges;
    }

    /** Who listens now; from any thread. */
    List<Listener> listeners() {
        return published;
    }

    private void publish() {
        published = ears.values().stream().map(ear -> ear.shown).toList();
    }

    // ---- orders

    /** {@code asker} is told once what has become of it. */
    void order(ListenOrder order, long nowMs, Consumer<ListenAnswer> asker) {
        Call call = ledger.callOfContact(order.contactId());
        if (call == null) {
            asker.accept(ListenAnswer.UNKNOWN);
            return;
        }
        Leg leg = call.answeredLeg;
        if (leg == null
                || call.phase != CallPhase.TALKING
                || isWithOthers(call, leg)
                || !order.agentDeviceIds().contains(names.get().deviceId(settings.pbxId(), leg.phone))) {
            asker.accept(ListenAnswer.NOT_TALKING);
            return;
        }
        Ear before = ear(
                ear -> ear.heard.equals(leg.uniqueId) && ear.shown.listener().equals(order.listener()));
        if (before != null) {
            change(before, order.mode(), asker);
        } else if (ears.size() >= MOST) {
            asker.accept(ListenAnswer.FULL);
        } else if (ledger.deviceState(order.deviceId()) != DeviceState.NOT_IN_USE
                || ear(ear -> ear.shown.deviceId() == order.deviceId()) != null) {
            asker.accept(ListenAnswer.PHONE_NOT_FREE);
        } else {
            call(order, leg, nowMs, asker);
        }
    }

    private @Nullable Ear ear(Predicate<Ear> which) {
        return ears.values().stream().filter(which).findFirst().orElse(null);
    }

    private void call(ListenOrder order, Leg leg, long nowMs, Consumer<ListenAnswer> asker) {
        String phone = names.get().dialled(settings.pbxId(), order.deviceId());
        String uniqueId = "usher-listen-" + nowMs + "-" + settings.pbxId() + "-" + ++made;
        Listener shown =
                new Listener(order.contactId(), order.deviceId(), order.listener(), order.mode(), false, nowMs);
        ears.put(uniqueId, new Ear(uniqueId, leg.uniqueId, "", shown, nowMs + RING_MS + 5_000));
        publish();
        ManagerActions.CallPhoneAction action = new ManagerActions.CallPhoneAction(
                        "PJSIP/" + phone, uniqueId, CONTEXT + "/" + order.mode().extension(), order.display(), RING_MS)
                .with("USHER_LISTEN", leg.uniqueId)
                .with("USHER_LISTENER", order.contactId() + ":" + encoded(order.listener()));
        requests.send(action, settings.timings().replyTimeoutMs(), reply -> {
            if (reply instanceof Reply.Success) {
                asker.accept(ListenAnswer.RINGING);
                return;
            }
            if (reply instanceof Reply.Refused) {
                over(uniqueId);
            }
            asker.accept(
                    reply instanceof Reply.Refused(String why) && why.contains("ermission")
                            ? ListenAnswer.NOT_ALLOWED
                            : ListenAnswer.NOT_CONFIRMED);
        });
    }

    private void change(Ear ear, ListenMode mode, Consumer<ListenAnswer> asker) {
        if (ear.channel.isEmpty() || !ear.shown.listens()) {
            asker.accept(ear.shown.mode() == mode ? ListenAnswer.RINGING : ListenAnswer.PHONE_NOT_FREE);
        } else if (ear.shown.mode() == mode) {
            asker.accept(ListenAnswer.CHANGED);
        } else {
            requests.send(
                    ManagerActions.redirect(ear.channel, CONTEXT, mode.extension()),
                    settings.timings().replyTimeoutMs(),
                    reply -> asker.accept(
                            reply instanceof Reply.Success ? ListenAnswer.CHANGED : ListenAnswer.NOT_CONFIRMED));
        }
    }

    /** Ends whoever of these listens to this contact. */
    void end(long contactId, Predicate<String> listeners, Consumer<ListenAnswer> asker) {
        List<Ear> meant = ears.values().stream()
                .filter(ear -> ear.shown.contactId() == contactId && listeners.test(ear.shown.listener()))
                .toList();
        meant.forEach(this::hangUp);
        asker.accept(meant.isEmpty() ? ListenAnswer.NOBODY : ListenAnswer.ENDED);
    }

    /** Its Hangup ends it here, too. */
    private void hangUp(Ear ear) {
        if (ear.ending) {
            return;
        }
        ear.ending = true;
        // a channel can be named by its unique id
        requests.send(
                ManagerActions.hangUp(ear.channel.isEmpty() ? ear.uniqueId : ear.channel, NORMAL_CLEARING),
                settings.timings().replyTimeoutMs(),
                reply -> {
                    if (reply instanceof Reply.Refused) {
                        over(ear.uniqueId); // it is not there any more
                    } else {
                        ear.ending = reply instanceof Reply.Success;
                    }
                });
    }

    // ---- what Asterisk says

    void take(AmiMessage m) {
        if (m.event().equals("UsherListening")) {
            seen(m.get("Uniqueid"), m.get("Channel"), m.get("Mode"));
        } else if (m.event().equals("Hangup")) {
            over(m.get("Uniqueid"));
        }
    }

    private void seen(String uniqueId, String channel, String mode) {
        Ear ear = ears.get(uniqueId);
        if (ear == null) {
            return; // ordered by an Usher before this one, and found at the next comparison
        }
        Ear named = new Ear(uniqueId, ear.heard, channel, ear.shown, ear.dueMs);
        named.ending = ear.ending;
        named.elsewhereSinceMs = ear.elsewhereSinceMs;
        named.become(mode(mode, ear.shown.mode()), true);
        ears.put(uniqueId, named);
        publish();
    }

    /** @param by an extension of usher-listen, as the dialplan says which one it goes by */
    private static ListenMode mode(String by, ListenMode otherwise) {
        for (ListenMode mode : ListenMode.values()) {
            if (mode.extension().equals(by)) {
                return mode;
            }
        }
        return otherwise;
    }

    private void over(String uniqueId) {
        if (ears.remove(uniqueId) != null) {
            publish();
        }
    }

    /** A channel as Asterisk lists it: what was not heard of it is made up for. Of one that is new, since when it listens is not known. */
    void listed(AmiMessage row) {
        String uniqueId = row.get("Uniqueid");
        String heard = JoinFacts.variable(row, "USHER_LISTEN");
        String listener = JoinFacts.variable(row, "USHER_LISTENER");
        int colon = listener.indexOf(':');
        if (heard.isEmpty() || colon < 0) {
            return;
        }
        boolean listens = row.get("Application").equals("ChanSpy");
        String by = JoinFacts.variable(row, "USHER_LISTEN_BY");
        if (ears.containsKey(uniqueId)) {
            if (listens) {
                seen(uniqueId, row.get("Channel"), by);
            }
            return;
        }
        Listener shown = new Listener(
                CallMapper.number(listener.substring(0, colon)),
                names.get().deviceId(settings.pbxId(), Leg.endpoint(row.get("Channel"))),
                decoded(listener.substring(colon + 1)),
                mode(by, ListenMode.SPY),
                listens,
                0);
        ears.put(uniqueId, new Ear(uniqueId, heard, row.get("Channel"), shown, Long.MAX_VALUE));
        publish();
    }

    /** Asterisk has listed all channels there are. */
    void listedAll(Predicate<String> gone) {
        if (ears.keySet().removeIf(gone)) {
            publish();
        }
    }

    /** Whoever listens to a channel that its customer does not hear any more, or others do, or rings in vain, is to stop. */
    void onTime(long nowMs) {
        for (Ear ear : List.copyOf(ears.values())) {
            Leg leg = ledger.leg(ear.heard);
            Call call = leg == null ? null : ledger.call(leg.callUniqueId);
            boolean talks = call != null && call.answeredLeg == leg && call.phase == CallPhase.TALKING;
            if (call == null
                    || !talks
                    || withOthersForGood(ear, call, nowMs)
                    || (!ear.shown.listens() && nowMs >= ear.dueMs)) {
                hangUp(ear);
            }
        }
    }

    private boolean withOthersForGood(Ear ear, Call call, long nowMs) {
        Leg leg = call.answeredLeg;
        if (leg == null || !isWithOthers(call, leg)) {
            ear.elsewhereSinceMs = Long.MAX_VALUE;
            return false;
        }
        ear.elsewhereSinceMs = Math.min(ear.elsewhereSinceMs, nowMs);
        return nowMs - ear.elsewhereSinceMs >= BRIDGES_MOVE_MS;
    }

    /** Whether the agent hears people, and the customer is none of them. */
    private boolean isWithOthers(Call call, Leg leg) {
        Bridges.Reach reach = bridges.reach(leg.uniqueId);
        boolean customer =
                reach.includes(call.uniqueId) || (call.standIn != null && reach.includes(call.standIn.uniqueId()));
        return !customer && !reach.people().isEmpty();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
