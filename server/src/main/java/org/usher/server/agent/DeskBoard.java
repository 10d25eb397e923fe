package org.usher.server.agent;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.AgentState;
import org.usher.core.api.Configuration;
import org.usher.core.api.EngineView;
import org.usher.core.api.Event;
import org.usher.core.api.QueueNotice;
import org.usher.server.engine.EventSink;
import org.usher.server.engine.RecordedEvent;

/**
 * What each agent's desk shows of him and of whom he serves, as it is now. It hears the live engine at once, on its thread, and so does a
 * few map look-ups for each event; readers find immutable values.
 */
public final class DeskBoard implements EventSink {
    private final CrmLink crm;
    // of the engine's thread
    private final Map<Integer, DeskRecord> agents = new HashMap<>();
    private final Map<Long, LiveContact> contacts = new HashMap<>();
    /** Agents who have, or had, a contact at their desks. */
    private final Map<Long, Set<Integer>> shownTo = new HashMap<>();

    private Map<Integer, String> deviceNames = Map.of();
    private Map<Integer, Integer> wrapUpMs = Map.of();
    private long lastAtMs;
    // published
    private final Map<Integer, DeskState> states = new ConcurrentHashMap<>();
    private volatile Map<Integer, QueueNotice> notices = Map.of();
    private volatile DeskCentre centre = DeskCentre.of(Configuration.EMPTY);

    public DeskBoard(CrmLink crm) {
        this.crm = crm;
    }

    /** Empty if there is no such agent. Safe from any thread. */
    Optional<DeskState> of(int agentId) {
        return Optional.ofNullable(states.get(agentId));
    }

    /** Safe from any thread. */
    DeskCentre centre() {
        return centre;
    }

    /** What supervisors let know of the queues that this agent serves. Safe from any thread. */
    List<DeskMessage.Notice> notices(int agentId) {
        Map<Integer, QueueNotice> known = notices;
        if (known.isEmpty()) {
            return List.of();
        }
        DeskCentre now = centre;
        List<DeskMessage.Notice> told = new ArrayList<>();
        for (Configuration.Queue queue : now.configuration().queues()) {
            QueueNotice notice = known.get(queue.queueId());
            if (notice != null && now.queuesOf(agentId).contains(queue.queueId())) {
                told.add(new DeskMessage.Notice(
                        queue.name(),
                        queue.title(),
                        notice.text(),
                        notice.sinceMs(),
                        notice.untilMs() == 0 ? null : notice.untilMs()));
            }
        }
        return told;
    }

    /** Whether the agent is at work. Safe from any thread. */
    boolean isLoggedIn(int agentId) {
        DeskState state = states.get(agentId);
        return state != null && state.state() != AgentState.LOGGED_OUT;
    }

    /** The phones that somebody works at, as {@link DeskState#devices} names them. Safe from any thread. */
    List<String> devicesInUse() {
        return states.values().stream()
                .flatMap(state -> state.devices().stream())
                .toList();
    }

    @Override
    public void resumed(EngineView view) {
        agents.clear();
        contacts.clear();
        shownTo.clear();
        states.clear();
        adopt(view.configuration(), view.atMs());
        view.contacts()
                .forEach(contact -> contacts.put(
                        contact.contactId(),
                        new LiveContact(
                                contact.contactId(),
                                contact.channel(),
                                contact.queueId(),
                                contact.priority(),
                                contact.enqueuedAtMs(),
                                0,
                                contact.details(),
                                true))); // whether it was the dialplan that said it is not known any more
        view.agents().forEach(this::resume);
        notices = Map.of();
        view.queues().forEach(queue -> note(queue.queueId(), queue.notice()));
        lastAtMs = view.atMs();
    }

    private void resume(EngineView.AgentView view) {
        shownTo.computeIfAbsent(view.contactId(), id -> new HashSet<>()).add(view.agentId());
        with(view.agentId(), agent -> {
            boolean talks = view.state() == AgentState.ON_CONTACT || view.state() == AgentState.CONSULTING;
            LiveContact contact = contacts.get(view.contactId());
            DeskContact shown = contact == null || (!talks && view.state() != AgentState.OFFERED)
                    ? null
                    : shown(contact).at(talks ? null : view.sinceMs(), talks ? view.sinceMs() : null, null, false);
            agent.resume(view.state(), view.sinceMs(), view.reasonId(), view.pending(), view.heldBackUntilMs(), shown);
            agent.devices = named(view.deviceIds());
        });
    }

    @Override
    public void accept(RecordedEvent recorded) {
        Event event = recorded.event();
        lastAtMs = event.atMs();
        switch (event) {
            case Event.ConfigurationAdopted e -> adopt(e.configuration(), e.atMs());
            case Event.ContactQueued e -> {
                LiveContact before = contacts.get(e.contactId());
                contacts.put(
                        e.contactId(),
                        new LiveContact(
                                e.contactId(),
                                e.channel(),
                                e.queueId(),
                                e.priority(),
                                e.enqueuedAtMs(),
                                0,
                                e.details(),
                                before != null && before.customerFound()));
            }
            case Event.CustomerIdentified e -> {
                contacts.computeIfPresent(e.contactId(), (id, known) -> known.foundAs(e.customer()));
                for (int agentId : shownTo.getOrDefault(e.contactId(), Set.of())) {
                    serve(agentId, e.contactId(), (agent, contact) -> {
                        DeskContact serves = agent.contact();
                        if (serves != null && serves.id() == contact.id()) {
                            agent.goesOnWith(contact);
                        }
                    });
                }
            }
            case Event.ContactRelaxed e -> contacts.computeIfPresent(e.contactId(), (id, known) -> known.at(e.step()));
            case Event.ContactEnded e -> {
                contacts.remove(e.contactId());
                shownTo.remove(e.contactId());
            }
            case Event.OfferMade e -> serve(e.agentId(), e.contactId(), (a, c) -> a.offered(c, e.atMs()));
            case Event.ContactConnected e -> talk(e.agentId(), e.contactId(), e.queueId(), e.connectedAtMs());
            case Event.TalkJoined e -> talk(e.agentId(), e.contactId(), e.queueId(), e.atMs());
            case Event.ContactMerged e -> merge(e);
            case Event.HoldChanged e -> with(e.agentId(), agent -> agent.held(e.contactId(), e.held()));
            case Event.AgentLoggedIn e -> with(e.agentId(), agent -> agent.devices = named(e.deviceIds()));
            case Event.AgentPending e -> with(e.agentId(), agent -> agent.pending(e.pending(), e.reasonId()));
            case Event.AgentHeldBack e ->
                with(e.agentId(), agent -> agent.heldBack(e.untilMs() > e.atMs() ? e.untilMs() : 0));
            case Event.AgentStateChanged e -> with(e.agentId(), agent -> agent.become(e));
            case Event.QueueNoticeChanged e -> note(e.queueId(), e.notice());
            default -> {} // changes nothing that a desk shows
        }
    }

    private void note(int queueId, @Nullable QueueNotice notice) {
        Map<Integer, QueueNotice> next = new HashMap<>(notices);
        if (notice == null) {
            next.remove(queueId);
        } else {
            next.put(queueId, notice);
        }
        notices = Map.copyOf(next);
    }

    private interface Change {
        void of(DeskRecord agent, DeskContact contact);
    }

    private void serve(int agentId, long contactId, Change change) {
        LiveContact contact = contacts.get(contactId);
        if (contact != null) {
            shownTo.computeIfAbsent(contactId, id -> new HashSet<>()).add(agentId);
            with(agentId, agent -> change.of(agent, shown(contact)));
        }
    }

    private void talk(int agentId, long contactId, int queueId, long sinceMs) {
        serve(agentId, contactId, (a, c) -> a.talks(c, sinceMs, wrapUpMs.getOrDefault(queueId, 0)));
    }

    private void merge(Event.ContactMerged event) {
        for (DeskRecord agent : List.copyOf(agents.values())) {
            DeskContact serves = agent.contact();
            if (serves != null && serves.id() == event.consultContactId()) {
                serve(agent.agent.agentId(), event.contactId(), DeskRecord::goesOnWith);
            }
        }
    }

    private void with(int agentId, Consumer<DeskRecord> change) {
        DeskRecord agent = agents.get(agentId);
        if (agent != null) {
            change.accept(agent);
            states.put(agentId, agent.shown(centre::reasonName));
        }
    }

    private DeskContact shown(LiveContact contact) {
        return contact.shown(centre.configuration(), crm);
    }

    private List<String> named(List<Integer> deviceIds) {
        return deviceIds.stream()
                .map(id -> Objects.requireNonNullElse(nameOf(id), "?" + id))
                .toList();
    }

    private @Nullable String nameOf(int deviceId) {
        return deviceNames.get(deviceId);
    }

    private void adopt(Configuration adopted, long atMs) {
        centre = DeskCentre.of(adopted);
        deviceNames = new HashMap<>();
        adopted.devices().forEach(device -> deviceNames.put(device.deviceId(), DeskCentre.name(device)));
        wrapUpMs = new HashMap<>();
        adopted.queues().forEach(queue -> wrapUpMs.put(queue.queueId(), queue.wrapUpMs()));
        Map<Integer, Configuration.Agent> known = new HashMap<>();
        adopted.agents().forEach(agent -> known.put(agent.agentId(), agent));
        agents.keySet().retainAll(known.keySet());
        states.keySet().retainAll(known.keySet());
        known.forEach((id, agent) -> {
            agents.computeIfAbsent(id, added -> new DeskRecord(agent, Math.max(atMs, lastAtMs))).agent = agent;
            with(id, same -> {});
        });
    }
}
