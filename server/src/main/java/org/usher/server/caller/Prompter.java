package org.usher.server.caller;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.Channel;
import org.usher.core.api.Configuration;
import org.usher.core.api.Event;
import org.usher.core.api.WaitEstimate;
import org.usher.core.api.WaitFromNow;

/**
 * Decides which caller in line is to hear what, and when: the queue's greeting first, then how long it will be, that again and comfort at
 * intervals; nothing while an agent is rung for him. Pure: it is told what happens and asked what is due. Not safe from several threads.
 *
 * <p>How long it will be is told by what the engine says of him at that moment, see {@link #unread}: where he stands then, and who is there
 * to serve him. If nobody is, nothing is told of it.
 */
final class Prompter {
    /** His call's word that it waits, and the estimate, come with him; and who is connected at once hears nothing. */
    private static final long AFTER_ARRIVAL_MS = 1_000;

    private static final long TRY_AGAIN_MS = 3_000;

    /** What was read of a caller is told within this time, else it is read again. */
    private static final long FRESH_MS = 2_000;

    /** A greeting that could not be heard until then is left out: to who has stood in line so long it would say nothing new. */
    private static final long GREETED_WITHIN_MS = 12_000;

    /** Comfort is left out so soon after or before something else. */
    private static final long APART_MS = 15_000;

    private static final String OFFER = WaitSounds.DIRECTORY + "callback-offer";
    private static final String CHAT_OFFER = WaitSounds.DIRECTORY + "chat-offer";

    private final Map<Long, Caller> callers = new HashMap<>();
    /** Contacts that are not over and have been offered to be called back, in whatever line. */
    private final Set<Long> offered = new HashSet<>();

    private final PriorityQueue<Turn> turns =
            new PriorityQueue<>(Comparator.comparingLong(Turn::atMs).thenComparingLong(Turn::contactId));
    private Map<Integer, String> queueNames = Map.of();
    private final Set<Long> unread = new LinkedHashSet<>();
    private final HandlingPace handling = new HandlingPace();
    private Precedence precedence = Precedence.NONE;
    /** The last place of all. */
    private long furthestBackMs = Long.MIN_VALUE;

    /**
     * What one caller is to hear.
     *
     * @param entryId in which line
     * @param told how long it will be, if that is part of it
     * @param comforts whether comfort is all of it
     * @param offer to be called back, if that is part of it
     * @param offersChat whether the offer to go on in a chat is part of it
     */
    record Prompt(
            int pbxId,
            long contactId,
            long entryId,
            String sounds,
            @Nullable Told told,
            boolean comforts,
            @Nullable CallbackOffer offer,
            boolean offersChat) {}

    record Told(String queue, SpokenWait.Said said) {}

    private record Turn(long atMs, long contactId, long entryId) {}

    private static final class Caller {
        private final Event.ContactQueued queued;
        private final String queue;
        private final SpokenWait spoken = new SpokenWait();
        private @Nullable WaitEstimate estimate;
        private long estimatedAtMs;
        private int agents;
        private long readAtMs = Long.MIN_VALUE;
        private long countsFromMs;
        private boolean greeted;
        private boolean rung;
        private int comforted;
        private long nextWaitMs;
        private long nextComfortMs;
        private final KeyOffer callback;
        private final KeyOffer chat;

        private Caller(Event.ContactQueued queued, String queue) {
            this.queued = queued;
            this.queue = queue;
            this.nextWaitMs = queued.atMs();
            this.callback = new KeyOffer(queued.atMs());
            this.chat = new KeyOffer(queued.atMs());
        }
    }

    /** How many callers stand in line. */
    int callers() {
        return callers.size();
    }

    /** @param care in force, by the queues' names */
    void happened(Event event, Map<String, CallerCare> care) {
        handling.happened(event);
        switch (event) {
            case Event.ConfigurationAdopted e -> {
                adopt(e.configuration());
                callers.values().forEach(caller -> caller.spoken.rulesChanged());
            }
            case Event.ContactQueued e -> comes(e, care);
            case Event.ContactPrioritised e -> prioritised(e);
            case Event.CallbackDue e -> comesBefore(e.queueId(), e.contactId(), Long.MIN_VALUE);
            case Event.WaitEstimated e -> {
                Caller caller = callers.get(e.contactId());
                if (caller != null) {
                    caller.estimate = e.estimate();
                    caller.estimatedAtMs = e.atMs();
                }
            }
            case Event.OfferMade e -> rung(e.contactId(), true);
            case Event.OfferEnded e -> rung(e.contactId(), false); // accepted, too: he may never be connected
            case Event.EntryEnded e -> {
                Caller caller = callers.get(e.contactId());
                if (caller != null && caller.queued.entryId() == e.entryId()) {
                    callers.remove(e.contactId());
                }
            }
            case Event.ContactEnded e -> offered.remove(e.contactId());
            default -> {} // nobody comes, goes or waits longer for it
        }
    }

    /** What happened is not known: who stands in line already is told nothing more. */
    void forget() {
        callers.clear();
        turns.clear();
        unread.clear();
        offered.clear();
        handling.forget();
    }

    void adopt(Configuration configuration) {
        Map<Integer, String> names = new HashMap<>();
        configuration.queues().forEach(queue -> names.put(queue.queueId(), queue.name()));
        queueNames = names;
        precedence = Precedence.of(configuration);
    }

    private void comes(Event.ContactQueued event, Map<String, CallerCare> care) {
        long countsFromMs = precedence.countsFromMs(event);
        if (countsFromMs < furthestBackMs) {
            comesBefore(event.queueId(), event.contactId(), countsFromMs);
        }
        furthestBackMs = Math.max(furthestBackMs, countsFromMs);
        String queue = queueNames.get(event.queueId());
        if (event.channel() != Channel.VOICE
                || queue == null
                || wanted(queue, care).isSilent()) {
            callers.remove(event.contactId());
            return;
        }
        Caller caller = new Caller(event, queue);
        caller.countsFromMs = countsFromMs;
        caller.nextComfortMs = event.atMs() + wanted(queue, care).comfortEveryMs();
        callers.put(event.contactId(), caller);
        turns.add(new Turn(event.atMs() + AFTER_ARRIVAL_MS, event.contactId(), event.entryId()));
    }

    /** This contact's place counts from then on in this line. */
    private void comesBefore(int queueId, long contactId, long countsFromMs) {
        callers.values().stream()
                .filter(caller -> caller.queued.contactId() != contactId
                        && countsFromMs < caller.countsFromMs
                        && precedence.sharesAgents(queueId, caller.queued.queueId()))
                .forEach(caller -> caller.spoken.cameBefore());
    }

    private void prioritised(Event.ContactPrioritised event) {
        Caller own = callers.get(event.contactId());
        if (own == null) { // a callback: where it stood is not known
            if (event.priority() > 0) {
                comesBefore(event.queueId(), event.contactId(), Long.MIN_VALUE);
            }
            return;
        }
        long before = own.countsFromMs;
        own.countsFromMs = precedence.countsFromMs(own.queued, event);
        if (own.countsFromMs < before) {
            comesBefore(event.queueId(), event.contactId(), own.countsFromMs);
        } else {
            own.spoken.cameBefore(); // who stood behind him
        }
    }

    private void rung(long contactId, boolean rung) {
        Caller caller = callers.get(contactId);
        if (caller != null) {
            caller.rung = rung;
        }
    }

    private static Announcements wanted(String queue, Map<String, CallerCare> care) {
        return care.getOrDefault(queue, CallerCare.DEFAULT).announcements();
    }

    /**
     * What is due, who has been due longest first, no more than {@code most}. Each is to be told of: {@link #heard} or {@link #notHeard};
     * the caller hears nothing more before. Who is to be told how long it will be, and of whom that is not known as of now, comes later.
     */
    List<Prompt> due(long nowMs, int most, Map<String, CallerCare> care) {
        List<Prompt> prompts = new ArrayList<>();
        List<Turn> later = new ArrayList<>();
        while (prompts.size() < most && !turns.isEmpty() && turns.peek().atMs <= nowMs) {
            Turn turn = turns.remove();
            Caller caller = callers.get(turn.contactId);
            if (caller == null || caller.queued.entryId() != turn.entryId) {
                continue; // no longer in this line
            }
            Announcements wanted = wanted(caller.queue, care);
            if (caller.rung) {
                turns.add(new Turn(nowMs + TRY_AGAIN_MS, turn.contactId, turn.entryId));
                continue;
            }
            if (isToBeTold(caller, wanted, nowMs) && caller.readAtMs < nowMs - FRESH_MS) {
                unread.add(turn.contactId);
                later.add(turn);
                continue;
            }
            Prompt prompt = prompt(caller, wanted, nowMs);
            if (prompt == null) {
                again(caller, wanted, nowMs);
            } else {
                prompts.add(prompt);
            }
        }
        turns.addAll(later);
        return prompts;
    }

    private static boolean isToBeTold(Caller caller, Announcements wanted, long nowMs) {
        return wanted.tellsWait() && caller.nextWaitMs > 0 && caller.nextWaitMs <= nowMs;
    }

    /** Of whom is to be read how long it will be, who has been due longest first, no more than {@code most}; see {@link #read}. */
    List<Long> unread(int most) {
        return unread.stream().limit(most).toList();
    }

    /** So it stands with this contact at this time; null if that is not known: nothing is told then. */
    void read(long contactId, @Nullable WaitFromNow now, long nowMs) {
        unread.remove(contactId);
        Caller caller = callers.get(contactId);
        if (caller == null) {
            return;
        }
        if (now != null && now.entryId() == caller.queued.entryId() && now.agents() > 0) {
            caller.estimate = now.estimate();
            caller.agents = now.agents();
        } else {
            caller.estimate = null;
            caller.agents = 0;
        }
        caller.estimatedAtMs = nowMs;
        caller.readAtMs = nowMs;
    }

    private void again(Caller caller, Announcements wanted, long nowMs) {
        long waitMs = wanted.tellsWait() && caller.nextWaitMs > 0 ? caller.nextWaitMs : Long.MAX_VALUE;
        long comfortMs = wanted.comfort().isEmpty() ? Long.MAX_VALUE : caller.nextComfortMs;
        long offerMs = Math.min(callbackOfferMs(caller, wanted, nowMs), chatOfferMs(caller, wanted, nowMs));
        long nextMs = Math.min(Math.min(waitMs, comfortMs), offerMs);
        if (nextMs != Long.MAX_VALUE) {
            turns.add(new Turn(Math.max(nextMs, nowMs + 1_000), caller.queued.contactId(), caller.queued.entryId()));
        }
    }

    private @Nullable Prompt prompt(Caller caller, Announcements wanted, long nowMs) {
        List<String> sounds = new ArrayList<>();
        if (!caller.greeted && !wanted.greeting().isEmpty() && nowMs - caller.queued.atMs() <= GREETED_WITHIN_MS) {
            sounds.add(wanted.greeting());
        }
        SpokenWait.Said said = null;
        if (isToBeTold(caller, wanted, nowMs)) {
            said = words(caller, nowMs);
            if (said == null) {
                waitTold(caller, wanted, nowMs);
            } else {
                sounds.add(WaitSounds.of(said.words()));
            }
        }
        CallbackOffer offer = callbackOfferMs(caller, wanted, nowMs) <= nowMs ? offer(caller) : null;
        if (offer != null) {
            sounds.add(OFFER);
        }
        boolean offersChat = chatOfferMs(caller, wanted, nowMs) <= nowMs;
        if (offersChat) {
            sounds.add(CHAT_OFFER);
        }
        boolean comforts = sounds.isEmpty() && comforts(caller, wanted, nowMs);
        if (comforts) {
            sounds.add(wanted.comfort().get(caller.comforted % wanted.comfort().size()));
        }
        return sounds.isEmpty()
                ? null
                : new Prompt(
                        caller.queued.details().pbxId(),
                        caller.queued.contactId(),
                        caller.queued.entryId(),
                        String.join("&", sounds),
                        said == null ? null : new Told(caller.queue, said),
                        comforts,
                        offer,
                        offersChat);
    }

    private CallbackOffer offer(Caller caller) {
        return new CallbackOffer(
                caller.queue, caller.queued.details().caller(), !offered.contains(caller.queued.contactId()));
    }

    private static long callbackOfferMs(Caller caller, Announcements wanted, long nowMs) {
        return caller.callback.dueMs(wanted.offerCallbackAfterMs(), rest(caller, nowMs));
    }

    private static long chatOfferMs(Caller caller, Announcements wanted, long nowMs) {
        return caller.chat.dueMs(wanted.offerChatAfterMs(), rest(caller, nowMs));
    }

    private static void waitTold(Caller caller, Announcements wanted, long nowMs) {
        caller.nextWaitMs = wanted.waitEveryMs() == 0 ? 0 : nowMs + wanted.waitEveryMs();
    }

    /** Puts comfort off if it would come right before how long it will be. */
    private static boolean comforts(Caller caller, Announcements wanted, long nowMs) {
        if (wanted.comfort().isEmpty() || caller.nextComfortMs > nowMs) {
            return false;
        }
        if (wanted.tellsWait()
                && caller.nextWaitMs > 0
                && caller.nextWaitMs < nowMs + APART_MS
                && rest(caller, caller.nextWaitMs) != null) {
            caller.nextComfortMs = caller.nextWaitMs + APART_MS;
            return false;
        }
        return true;
    }

    private SpokenWait.@Nullable Said words(Caller caller, long nowMs) {
        WaitEstimate rest = rest(caller, nowMs);
        if (rest == null) {
            return null;
        }
        long handlingMs = handling.handlingMs(caller.queued.queueId(), nowMs).orElse(0);
        return caller.spoken.toSay(new SpokenWait.Basis(rest, caller.agents, handlingMs));
    }

    /** What is left of the wait then, null if that is not known. */
    private static @Nullable WaitEstimate rest(Caller caller, long atMs) {
        WaitEstimate then = caller.estimate;
        if (then == null) {
            return null;
        }
        long sinceMs = Math.max(0, atMs - caller.estimatedAtMs);
        return new WaitEstimate(
                Math.max(0, then.meanMs() - sinceMs),
                Math.max(0, then.p10Ms() - sinceMs),
                Math.max(0, then.p50Ms() - sinceMs),
                Math.max(0, then.p90Ms() - sinceMs));
    }

    /** It was begun: the rest comes in its turn. */
    void heard(Prompt prompt, long nowMs, Map<String, CallerCare> care) {
        Caller caller = callers.get(prompt.contactId);
        if (caller == null || caller.queued.entryId() != prompt.entryId) {
            return;
        }
        Announcements wanted = wanted(caller.queue, care);
        caller.greeted = true;
        if (prompt.told != null) {
            caller.spoken.heard(prompt.told.said);
            waitTold(caller, wanted, nowMs);
        }
        if (prompt.offer != null) {
            offered.add(prompt.contactId);
            caller.callback.made(nowMs);
        }
        if (prompt.offersChat) {
            caller.chat.made(nowMs);
        }
        if (prompt.comforts) {
            caller.comforted++;
            caller.nextComfortMs = nowMs + wanted.comfortEveryMs();
        } else {
            caller.nextComfortMs = Math.max(caller.nextComfortMs, nowMs + APART_MS);
        }
        again(caller, wanted, nowMs);
    }

    /** He was not in the waiting room: it is to come yet, if he stays. */
    void notHeard(Prompt prompt, long nowMs) {
        turns.add(new Turn(nowMs + TRY_AGAIN_MS, prompt.contactId, prompt.entryId));
    }
}
