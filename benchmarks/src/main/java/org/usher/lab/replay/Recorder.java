package org.usher.lab.replay;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.AgentState;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration;
import org.usher.core.api.DeviceState;
import org.usher.core.api.Effect;
import org.usher.core.api.Event;
import org.usher.core.api.LogEntry;
import org.usher.core.api.OfferOutcome;
import org.usher.core.api.Output;
import org.usher.core.api.QueueEngine;
import org.usher.core.engine.Engines;

/** Applies the log to an engine once more and puts each command where it belongs: to what it followed from, or to the world itself. */
final class Recorder implements Output {
    final QueueEngine engine = Engines.create();
    final List<LogEntry> ofItself = new ArrayList<>();
    final Map<Long, Story> storiesByArrival = new LinkedHashMap<>();
    final Map<Long, Recording.Fired> fired = new HashMap<>();
    final Fates fates = new Fates();
    final Staffing staffing = new Staffing();
    Configuration configuration = Configuration.EMPTY;
    long firstAtMs;

    private final Map<Long, Story> byContact = new HashMap<>();
    private final Map<Long, Story> byCall = new HashMap<>();
    private final Map<Long, Script> leavingCalls = new HashMap<>();
    private final Map<Long, Story> ofTried = new HashMap<>();
    private final Map<Long, Tried> triedById = new HashMap<>();
    private final Map<Long, Script> byAction = new HashMap<>();
    private final Map<Integer, AgentState> agents = new HashMap<>();
    private final Map<Integer, Tried> onOffer = new HashMap<>();
    private final Map<Integer, Tried> lastTalk = new HashMap<>();
    private final Map<Integer, Integer> agentByDevice = new HashMap<>();
    private final Map<Integer, Tried> phoneInUse = new HashMap<>();
    private long nowMs;
    private @Nullable LogEntry arriving;
    private boolean arrivalBegan;

    void accept(LogEntry entry) {
        Recording.requireThisEngine(entry);
        firstAtMs = firstAtMs == 0 ? entry.atMs() : firstAtMs;
        nowMs = entry.atMs();
        long dueMs = engine.nextDeadlineAtMs();
        if (dueMs <= nowMs) {
            fired.putIfAbsent(dueMs, new Recording.Fired(nowMs, entry.index()));
        }
        Command command = entry.command();
        Story story = storyOf(command);
        Script script = scriptOf(command, story);
        arriving = command instanceof Command.ContactArrived ? entry : null;
        arrivalBegan = false;
        engine.apply(entry, this);
        arriving = null;
        if (command instanceof Command.Tick || arrivalBegan) {
            return;
        }
        if (script == null) {
            ofItself.add(entry);
        } else {
            script.add(entry);
        }
        if (story != null) {
            story.track.told(command);
            if (command instanceof Command.CustomerCalled called) {
                byCall.put(called.callKey(), story);
            }
        }
    }

    private @Nullable Story storyOf(Command command) {
        return switch (command) {
            case Command.CallCommand call -> byCall.get(call.callKey());
            case Command.ContactRequest request -> byContact.get(request.contactId());
            case Command.OfferCommand offer -> ofTried.get(offer.offerId());
            case Command.EndChatWrapUp chat -> ofTried.get(chat.offerId());
            case Command.RecordingStarted started -> byContact.get(started.contactId());
            case Command.RecordingStopped stopped -> byContact.get(stopped.contactId());
            default -> null;
        };
    }

    /** What the command followed from, null if from nothing that is known. */
    private @Nullable Script scriptOf(Command command, @Nullable Story story) {
        return switch (command) {
            case Command.ContactGone gone -> gone(gone, story);
            case Command.ActionFinished finished -> byAction.get(finished.actionId());
            case Command.OfferCommand offer when triedById.containsKey(offer.offerId()) -> tail(offer.offerId());
            case Command.EndChatWrapUp chat when triedById.containsKey(chat.offerId()) -> tail(chat.offerId());
            case Command.EndWrapUp end
            when agents.get(end.agentId()) == AgentState.WRAP_UP -> tail(lastTalk.get(end.agentId()));
            case Command.DeviceStateChanged changed -> ofPhone(changed);
            default -> story == null || story.ended ? null : current(story);
        };
    }

    private @Nullable Script tail(long offerId) {
        return tail(triedById.get(offerId));
    }

    private static @Nullable Script tail(@Nullable Tried tried) {
        return tried == null ? null : tried.tail;
    }

    private static Script current(Story story) {
        Script afterLeaving = story.stay().afterLeaving;
        if (afterLeaving != null) {
            return afterLeaving;
        }
        return story.track.place == Track.Place.OFFERED && story.tried != null
                ? story.tried.tail
                : story.stay().waiting;
    }

    private @Nullable Script gone(Command.ContactGone gone, @Nullable Story story) {
        Script leaving = leavingCalls.remove(gone.callKey());
        if (leaving != null || story == null || story.ended) {
            return leaving;
        }
        if (story.track.connected || story.track.place == Track.Place.LEAVING) {
            return current(story);
        }
        Story.Stay stay = story.stay();
        Script patience = new Script(stay.fromMs());
        Script after = new Script(nowMs);
        stay.leaving = patience;
        stay.afterLeaving = after;
        if (story.tried != null && story.track.isOnOffer()) {
            story.tried.tail = after;
        }
        return patience;
    }

    /** What a phone says while its agent is on an offer or in a talk is of that; so is its coming to rest after it. */
    private @Nullable Script ofPhone(Command.DeviceStateChanged changed) {
        Integer agentId = agentByDevice.get(changed.deviceId());
        Tried tried = agentId == null ? null : onOffer.get(agentId);
        if (tried == null) {
            tried = phoneInUse.get(changed.deviceId());
        }
        if (tried == null) {
            return null;
        }
        if (changed.state() == DeviceState.NOT_IN_USE) {
            phoneInUse.remove(changed.deviceId());
        } else {
            phoneInUse.put(changed.deviceId(), tried);
        }
        return tried.tail;
    }

    @Override
    public void event(Event event) {
        fates.event(event);
        staffing.event(event);
        switch (event) {
            case Event.ConfigurationAdopted adopted -> configuration = adopted.configuration();
            case Event.ContactEvent contact -> contactEvent(contact);
            case Event.AgentLoggedIn loggedIn ->
                loggedIn.deviceIds().forEach(device -> agentByDevice.put(device, loggedIn.agentId()));
            case Event.AgentStateChanged changed -> agentChanged(changed);
            default -> {}
        }
    }

    private void agentChanged(Event.AgentStateChanged changed) {
        agents.put(changed.agentId(), changed.to());
        switch (changed.to()) {
            case OFFERED, ON_CONTACT, CONSULTING -> {}
            case LOGGED_OUT -> {
                onOffer.remove(changed.agentId());
                agentByDevice.values().removeIf(agent -> agent == changed.agentId());
            }
            default -> onOffer.remove(changed.agentId());
        }
    }

    private void contactEvent(Event.ContactEvent event) {
        switch (event) {
            case Event.ContactQueued queued -> begin(queued.contactId(), queued.callKey());
            case Event.ContactRefused refused -> begin(refused.contactId(), refused.callKey());
            case Event.OfferEnded ended
            when ended.outcome() != OfferOutcome.ACCEPTED ->
                onOffer.remove(ended.agentId(), triedById.get(ended.offerId()));
            case Event.ContactConnected talk -> {
                Tried tried = triedById.get(talk.offerId());
                if (tried != null) {
                    tried.connected = true;
                    lastTalk.put(talk.agentId(), tried);
                }
            }
            default -> {}
        }
        Story story = byContact.get(event.contactId());
        if (story == null) {
            return;
        }
        if (story.track.event(event)) {
            story.stays.add(new Story.Stay(nowMs));
        }
        if (event instanceof Event.ContactEnded) {
            story.ended = true;
        }
    }

    /** A contact stands in line for the first time, or was not let in; or it goes on and nothing begins. */
    private void begin(long contactId, long callKey) {
        Story known = byContact.get(contactId);
        if (known != null && !known.ended) {
            return;
        }
        LogEntry entry = arriving;
        if (entry == null || !(entry.command() instanceof Command.ContactArrived arrival)) {
            return;
        }
        Story story = new Story(entry.index(), entry.atMs(), arrival);
        story.contactId = contactId;
        storiesByArrival.put(entry.index(), story);
        byContact.put(contactId, story);
        if (callKey != 0) {
            byCall.put(callKey, story);
        }
        ofItself.add(entry);
        arrivalBegan = true;
    }

    @Override
    public void effect(Effect effect) {
        if (!(effect instanceof Effect.Action action)) {
            return;
        }
        Story story = byContact.get(action.contactId());
        if (story == null) {
            return;
        }
        story.track.effect(effect);
        Script script = switch (action) {
            case Effect.Offer offer -> offered(story, offer);
            case Effect.Withdraw withdraw -> {
                Script after = new Script(nowMs);
                Tried tried = triedById.get(withdraw.offerId());
                if (tried != null) {
                    tried.withdrawn = after;
                    tried.tail = after;
                }
                yield after;
            }
            case Effect.Release release -> {
                Script after = new Script(nowMs);
                story.releases.add(after);
                leavingCalls.put(release.callKey(), after);
                yield after;
            }
        };
        byAction.put(action.actionId(), script);
    }

    private Script offered(Story story, Effect.Offer offer) {
        Tried tried = new Tried(offer, nowMs);
        story.tried = tried;
        story.stay().offers.add(tried);
        triedById.put(offer.actionId(), tried);
        ofTried.put(offer.actionId(), story);
        offer.rung().forEach(rung -> onOffer.put(rung.agentId(), tried));
        return tried.script;
    }
}
