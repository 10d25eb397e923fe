package org.usher.lab.replay;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.ActionOutcome;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration;
import org.usher.core.api.Effect;
import org.usher.core.api.Event;
import org.usher.core.api.GoneCause;
import org.usher.core.api.LogEntry;
import org.usher.core.api.OfferOutcome;
import org.usher.core.api.Output;
import org.usher.core.api.QueueEngine;
import org.usher.core.engine.Engines;

/**
 * The recorded people once more, before an engine with other rules: under the same rules they do the same at the same millisecond, and
 * the engine is told the same log.
 *
 * <p>What the recording cannot tell: an offer beyond the recorded ones is answered as the contact's own talk was, or, if it had none, as a
 * talk drawn from those of the same queue; one that the recording saw taken back is, if it is not, answered like that as well. Deadlines
 * that the recording knows fire as late as they did there, others on time. It ends when the recording did.
 */
final class World implements Output {
    private static final long AFTER_RECORDED = 1L << 62;

    /** Until when something is still to be played. */
    private enum Holds {
        ALWAYS,
        /** While the contact stands in the same line, not on offer. */
        IN_LINE,
        /** Until the customer talks or has left. */
        UNSERVED,
        /** Until the offer is taken back or the customer has left before he talked. */
        ON_OFFER
    }

    private record Item(
            long atMs,
            long order,
            Holds holds,
            int stay,
            @Nullable Rebinding about,
            Command command) implements Comparable<Item> {
        @Override
        public int compareTo(Item other) {
            return atMs != other.atMs ? Long.compare(atMs, other.atMs) : Long.compare(order, other.order);
        }
    }

    private final Recording recording;
    private final UnaryOperator<Configuration> change;
    private final Recording.UnknownPatience patience;
    private final long seed;
    private final QueueEngine engine = Engines.create();
    private final PriorityQueue<Item> agenda = new PriorityQueue<>();
    private final TreeMap<Long, Integer> epochs = new TreeMap<>();
    private final Map<Long, Long> contactIds = new LinkedHashMap<>();
    private final Map<Long, Party> byContact = new HashMap<>();
    /** Offers of which nothing more is played: taken back, or left by the customer. */
    private final Set<Long> cut = new HashSet<>();

    private final List<Effect.Action> actions = new ArrayList<>();
    private final List<Party> backInLine = new ArrayList<>();
    private final Fates fates = new Fates();
    private final Staffing staffing = new Staffing();
    private @Nullable Party arriving;
    private long nowMs;
    private long index;
    private long drawn = AFTER_RECORDED;
    private long strayed;

    World(Recording recording, UnaryOperator<Configuration> change, Recording.UnknownPatience patience, long seed) {
        this.recording = recording;
        this.change = change;
        this.patience = patience;
        this.seed = seed;
        for (LogEntry entry : recording.ofItself) {
            epochs.putIfAbsent(entry.atMs(), entry.epoch());
            agenda.add(new Item(entry.atMs(), entry.index(), Holds.ALWAYS, 0, null, entry.command()));
        }
    }

    void play() {
        long horizonMs = recording.lastAtMs();
        while (true) {
            Item next = agenda.peek();
            long dueMs = engine.nextDeadlineAtMs();
            Recording.Fired fired = recording.fired.get(dueMs);
            long tickAtMs = Math.max(nowMs, fired == null ? dueMs : fired.atMs());
            long tickOrder = fired == null ? 0 : fired.order();
            boolean mayTick = fired != null ? tickAtMs <= horizonMs : tickAtMs < horizonMs;
            boolean itemFirst =
                    next != null && (next.atMs() < tickAtMs || (next.atMs() == tickAtMs && next.order() <= tickOrder));
            if (itemFirst && next.atMs() <= horizonMs) {
                agenda.remove();
                play(next);
            } else if (!itemFirst && mayTick) {
                nowMs = tickAtMs;
                submit(new Command.Tick());
            } else {
                return;
            }
        }
    }

    private void play(Item item) {
        nowMs = Math.max(nowMs, item.atMs());
        Rebinding about = item.about();
        if (about == null) {
            playOfItself(item);
            return;
        }
        Party party = about.party();
        boolean holds = switch (item.holds()) {
            case ALWAYS -> true;
            case IN_LINE -> !party.left && party.track.stay == item.stay() && party.track.place == Track.Place.WAITING;
            case UNSERVED ->
                !party.left
                        && !party.ended
                        && party.track.stay == item.stay()
                        && !party.track.connected
                        && party.track.place != Track.Place.LEAVING;
            case ON_OFFER ->
                about.ring() != null && !cut.contains(about.ring().offer().actionId());
        };
        Command command = holds ? about.of(item.command()) : null;
        if (command == null) {
            strayed += holds ? 1 : 0;
            return;
        }
        if (item.holds() == Holds.UNSERVED) {
            leave(party, command);
        } else {
            tell(party, command);
        }
    }

    private void tell(Party party, Command command) {
        submit(command);
        party.track.told(command);
    }

    private void playOfItself(Item item) {
        Command command = item.command();
        Story story = recording.storiesByArrival.get(item.order());
        if (command instanceof Command.AdoptConfiguration adopt) {
            command = new Command.AdoptConfiguration(change.apply(adopt.configuration()));
        } else if (command instanceof Command.ContactArrived arrived && story != null) {
            Party party = new Party(story);
            arriving = party;
            command = withContact(arrived, contactIds.getOrDefault(arrived.contactId(), arrived.contactId()));
        }
        submit(command);
        Party came = arriving;
        arriving = null;
        if (came != null && came.contactId != 0) {
            stand(came);
        }
    }

    private static Command.ContactArrived withContact(Command.ContactArrived arrived, long contactId) {
        return new Command.ContactArrived(
                arrived.callKey(),
                arrived.channel(),
                arrived.queueId(),
                arrived.priority(),
                arrived.enqueuedAtMs(),
                contactId,
                arrived.requirements(),
                arrived.anyOf(),
                arrived.preferredAgentId(),
                arrived.details());
    }

    /** A time in line begins: what the customer did of himself in it, and when he would have given it up. */
    private void stand(Party party) {
        party.offers = 0;
        Story.Stay stay = party.stay();
        if (stay == null) {
            return;
        }
        Rebinding about = new Rebinding(party, null, 0);
        add(stay.waiting, Holds.IN_LINE, about);
        if (stay.leaving != null) {
            add(stay.leaving, Holds.UNSERVED, about);
        } else if (party.track.stay == 0 && party.story.arrival.callKey() != 0) {
            Fate recorded = recording.fates().get(party.story.contactId);
            long waitsMs = recorded == null ? Long.MAX_VALUE : patience.drawMs(recorded);
            if (waitsMs != Long.MAX_VALUE) {
                later(
                        waitsMs,
                        Holds.UNSERVED,
                        about,
                        new Command.ContactGone(party.story.arrival.callKey(), GoneCause.HUNG_UP));
            }
        }
    }

    private void leave(Party party, Command gone) {
        Party.Ring ring = party.track.isOnOffer() ? party.ring : null;
        if (ring != null) {
            cut.add(ring.offer().actionId());
        }
        party.left = true;
        tell(party, gone);
        Story.Stay stay = party.stay();
        Script after = stay == null ? null : stay.afterLeaving;
        Rebinding about =
                new Rebinding(party, ring, ring == null ? 0 : ring.offer().actionId());
        if (after != null) {
            add(after, Holds.ALWAYS, about);
        }
        boolean leftThisOffer = ring != null && ring.played().tail == after;
        if (ring != null && !leftThisOffer) {
            later(0, Holds.ALWAYS, about, new Command.OfferFailed(ring.offer().actionId(), OfferOutcome.CALLER_LEFT));
        }
    }

    // what the engine wants

    private void submit(Command command) {
        index++;
        Map.Entry<Long, Integer> epoch = epochs.floorEntry(nowMs);
        LogEntry entry = new LogEntry(index, epoch == null ? 1 : epoch.getValue(), QueueEngine.VERSION, nowMs, command);
        engine.apply(entry, this);
        for (Effect.Action action : actions) {
            carryOut(action);
        }
        actions.clear();
        backInLine.forEach(this::stand);
        backInLine.clear();
    }

    private void carryOut(Effect.Action action) {
        Party party = byContact.get(action.contactId());
        if (party == null) {
            throw new IllegalStateException("an action for a contact that nobody knows: " + action);
        }
        switch (action) {
            case Effect.Offer offer -> ring(party, offer);
            case Effect.Withdraw withdraw -> takeBack(party, withdraw);
            case Effect.Release release -> release(party, release);
        }
    }

    private void ring(Party party, Effect.Offer offer) {
        Story.Stay stay = party.stay();
        int nth = party.offers++;
        Tried recorded = stay != null && nth < stay.offers.size() ? stay.offers.get(nth) : null;
        Tried played = recorded == null ? talkFor(party, offer) : recorded;
        if (played == null) {
            // nobody in the recording shows how a talk of this queue goes: it rings until it is taken back
            return;
        }
        Party.Ring ring = new Party.Ring(offer, played);
        party.ring = ring;
        Rebinding about = new Rebinding(party, ring, offer.actionId());
        add(played.script, Holds.ON_OFFER, about);
        if (recorded != null && !recorded.isWhole()) {
            answerAfter(recorded, party, offer);
        }
    }

    /** The agent would have answered had the offer not been taken back, after the moment at which it was. */
    private void answerAfter(Tried recorded, Party party, Effect.Offer offer) {
        Tried talk = talkFor(party, offer);
        if (talk == null) {
            return;
        }
        long cutAtMs = recorded.tail == recorded.script ? recording.lastAtMs() : recorded.tail.fromMs();
        long delayMs = cutAtMs - recorded.script.fromMs() + 1;
        Rebinding about = new Rebinding(party, new Party.Ring(offer, talk), 0);
        for (Step step : talk.script.steps()) {
            boolean ofRinging =
                    step.command() instanceof Command.ActionFinished || step.command() instanceof Command.OfferRinging;
            if (!ofRinging) {
                later(delayMs + step.delayMs(), Holds.ON_OFFER, about, step.command());
            }
        }
    }

    /** The contact's own talk of this time in line, else one drawn from those of the queue; null if there is none. */
    private @Nullable Tried talkFor(Party party, Effect.Offer offer) {
        Tried own = party.story.talkOf(party.track.stay);
        if (own != null) {
            return own;
        }
        List<Tried> others = recording.plainTalks(offer.queueId(), offer.channel());
        if (others.isEmpty()) {
            return null;
        }
        SplittableRandom random = new SplittableRandom(seed * 0x9e3779b97f4a7c15L + party.story.arrivalIndex);
        return others.get(random.nextInt(others.size()));
    }

    private void takeBack(Party party, Effect.Withdraw withdraw) {
        cut.add(withdraw.offerId());
        Party.Ring ring = party.ring;
        if (ring == null || ring.offer().actionId() != withdraw.offerId()) {
            later(
                    0,
                    Holds.ALWAYS,
                    new Rebinding(party, null, withdraw.actionId()),
                    new Command.ActionFinished(withdraw.actionId(), ActionOutcome.DONE, ""));
            return;
        }
        Rebinding about = new Rebinding(party, ring, withdraw.actionId());
        Script recorded = ring.played().withdrawn;
        if (recorded != null) {
            add(recorded, Holds.ALWAYS, about);
            return;
        }
        later(0, Holds.ALWAYS, about, new Command.ActionFinished(withdraw.actionId(), ActionOutcome.DONE, ""));
        later(0, Holds.ALWAYS, about, new Command.OfferFailed(withdraw.offerId(), OfferOutcome.WITHDRAWN));
        if (withdraw.callKey() != 0) {
            later(0, Holds.ALWAYS, about, new Command.ContactReachable(withdraw.callKey()));
        }
    }

    private void release(Party party, Effect.Release release) {
        Rebinding about = new Rebinding(party, null, release.actionId());
        int nth = party.releases++;
        if (nth < party.story.releases.size()) {
            add(party.story.releases.get(nth), Holds.ALWAYS, about);
            return;
        }
        later(0, Holds.ALWAYS, about, new Command.ActionFinished(release.actionId(), ActionOutcome.DONE, ""));
        later(0, Holds.ALWAYS, about, new Command.ContactGone(release.callKey(), GoneCause.LEFT_TO_DIALPLAN));
    }

    private void add(Script script, Holds holds, Rebinding about) {
        for (Step step : script.steps()) {
            agenda.add(new Item(
                    nowMs + step.delayMs(), step.order(), holds, about.party().track.stay, about, step.command()));
        }
    }

    private void later(long delayMs, Holds holds, Rebinding about, Command command) {
        agenda.add(new Item(nowMs + delayMs, drawn++, holds, about.party().track.stay, about, command));
    }

    // what the engine says

    @Override
    public void event(Event event) {
        fates.event(event);
        staffing.event(event);
        if (!(event instanceof Event.ContactEvent about)) {
            return;
        }
        Party known = byContact.get(about.contactId());
        Party came = arriving;
        boolean begins = event instanceof Event.ContactQueued || event instanceof Event.ContactRefused;
        if (begins && came != null && (known == null || known.ended)) {
            came.contactId = about.contactId();
            contactIds.put(came.story.contactId, about.contactId());
            byContact.put(about.contactId(), came);
            known = came;
        }
        if (known == null) {
            return;
        }
        if (known.track.event(about)) {
            known.left = false;
            backInLine.add(known);
        }
        known.ended |= event instanceof Event.ContactEnded;
    }

    @Override
    public void effect(Effect effect) {
        if (effect instanceof Effect.Action action) {
            Party party = byContact.get(action.contactId());
            if (party != null) {
                party.track.effect(effect);
            }
            actions.add(action);
        }
    }

    long entries() {
        return index;
    }

    long stateHash() {
        return engine.stateHash();
    }

    Map<Long, Fate> fates() {
        return fates.at(recording.lastAtMs());
    }

    Staffing staffing() {
        return staffing.ended(recording.lastAtMs());
    }

    /** Each contact's id in this replay by its id in the recording. */
    Map<Long, Long> contactIds() {
        return contactIds;
    }

    /** How many recorded words were about something that does not exist in this replay. */
    long strayed() {
        return strayed;
    }
}
