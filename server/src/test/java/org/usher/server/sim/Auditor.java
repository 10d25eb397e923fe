package org.usher.server.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.usher.core.api.Command;
import org.usher.core.api.Effect;
import org.usher.core.api.EngineView;
import org.usher.core.api.Event;
import org.usher.core.api.LogEntry;
import org.usher.core.api.ReplyCode;
import org.usher.server.engine.RecordedEvent;

/**
 * Keeps books of its own from what the engine is told and what it says and wants done, and complains of the first thing that must not be.
 * Shares no code with the engine: it knows the rules as the API states them.
 */
final class Auditor extends Audit {
    private final ContactAudit contacts;
    private final WorkAudit work;
    private final OfferAudit offers;
    private final AgentAudit agents;
    private final ChatAudit chats;
    private final ActionAudit actions;
    private final BoxAudit boxes;
    private final List<Step> steps = new ArrayList<>();
    private List<Event> said = new ArrayList<>();
    private long digest;
    private long lastIndex;
    private int epoch;
    private boolean replaying;

    /**
     * @param calm whether nothing is done to Usher that it would have to repair
     * @param sparedBox a PBX at which nothing is; 0 for none in particular
     */
    Auditor(boolean calm, int sparedBox, Coverage coverage) {
        this(new Books(), calm, new BoxAudit.Spared(sparedBox, coverage));
    }

    /** What an entry led to when it was applied first: all of it in one number, the engine's state, and what was said. */
    private record Step(long digest, long stateHash, List<Event> events) {}

    private Auditor(Books books, boolean calm, BoxAudit.Spared spared) {
        super(books);
        contacts = new ContactAudit(books);
        work = new WorkAudit(books);
        offers = new OfferAudit(books, work, calm);
        agents = new AgentAudit(books, work);
        chats = new ChatAudit(books, agents);
        actions = new ActionAudit(books);
        boxes = new BoxAudit(books, spared);
    }

    /** Of the last entry that any engine was told. */
    long lastIndex() {
        return lastIndex;
    }

    /** What the engine's state was after this entry, 0 before the first. */
    long hashAfter(long index) {
        return index == 0 ? 0 : steps.get((int) index - 1).stateHash;
    }

    /** All that was ever said. */
    List<RecordedEvent> allSaid() {
        List<RecordedEvent> all = new ArrayList<>();
        for (int index = 1; index <= steps.size(); index++) {
            List<Event> events = saidTo(index);
            for (int number = 0; number < events.size(); number++) {
                all.add(new RecordedEvent(index, number, events.get(number)));
            }
        }
        return all;
    }

    /** What the engine said to this entry. */
    List<Event> saidTo(long index) {
        return steps.get((int) index - 1).events;
    }

    /** Whether no engine has been told this before. */
    boolean isNew(LogEntry entry) {
        return entry.index() > lastIndex;
    }

    void begin(LogEntry next) {
        books.entry = next;
        digest = 0;
        said = new ArrayList<>();
        replaying = !isNew(next);
        if (!replaying) {
            lastIndex = next.index();
            if (next.epoch() != epoch) {
                epoch = next.epoch();
                contacts.started();
            }
            told(next.command());
        }
    }

    private void told(Command command) {
        switch (command) {
            case Command.CallCommand call -> {
                boxes.told(call);
                contacts.told(call);
            }
            case Command.CustomerCalled called -> contacts.called(called);
            case Command.CustomerReached reached -> contacts.reached(reached);
            case Command.OfferAccepted accepted -> {
                boxes.told(accepted);
                boxes.pickedUp(accepted);
                offers.told(accepted);
            }
            case Command.OfferCommand offer -> {
                boxes.told(offer);
                offers.told(offer);
            }
            case Command.ActionFinished finished -> actions.finished(finished);
            case Command.AgentRequest request -> agents.asked(request.requestId(), request);
            case Command.ContactRequest request -> agents.asked(request.requestId(), request);
            case Command.SetQueueDoor door -> agents.asked(door.requestId(), door);
            default -> {}
        }
    }

    /** Wanted by one whose reign is over: where the PBX knows that, it must come to nothing. */
    void inVain(Effect effect, IntPredicate overAt) {
        if (effect instanceof Effect.Offer offer) {
            boxes.inVain(offer, overAt);
        }
    }

    /** What one whose reign is over is told. */
    void heardInVain(Command command) {
        switch (command) {
            case Command.OfferCommand offer -> boxes.told(offer);
            case Command.ActionFinished finished -> boxes.refused(finished);
            default -> {}
        }
    }

    void event(Event event) {
        digest = digest * 31 + event.hashCode();
        if (replaying) {
            return;
        }
        said.add(event);
        must(event.atMs() <= now().atMs(), "an event of the future: " + event);
        switch (event) {
            case Event.ConfigurationAdopted adopted -> {
                work.adopted(adopted, books.configuration);
                books.configuration = adopted.configuration();
                contacts.adopted(adopted);
            }
            case Event.Repaired e -> {
                boxes.repaired(e);
                offers.repaired(e);
            }
            case Event.ContactQueued e -> contacts.queued(e);
            case Event.ContactRelaxed e -> contacts.relaxed(e);
            case Event.OfferMade e -> offers.offerMade(e);
            case Event.OfferEnded e -> {
                boxes.offerEnded(e);
                offers.offerEnded(e);
            }
            case Event.PromiseBroken e -> offers.promiseBroken(e);
            case Event.GuardGaveWay e -> work.gaveWay(e);
            case Event.AgentHeldBack e -> work.heldBack(e);
            case Event.ContactConnected e -> {
                boxes.connected(e);
                offers.connected(e);
            }
            case Event.TalkJoined e -> offers.joined(e);
            case Event.EntryEnded e -> contacts.entryEnded(e);
            case Event.ContactEnded e -> contacts.contactEnded(e);
            case Event.ContactMerged e -> contacts.merged(e);
            case Event.ContactPrioritised e -> contacts.prioritised(e);
            case Event.CustomerNotReached e -> contacts.notReached(e);
            case Event.TalkEnded e -> {
                offers.talkEnded(e);
                chats.talkEnded(e);
            }
            case Event.ChatClosed e -> chats.closed(e);
            case Event.AgentLoggedIn e -> books.person(e.agentId()).devices = e.deviceIds();
            case Event.AgentStateChanged e -> agents.stateChanged(e);
            default -> {}
        }
    }

    void effect(Effect effect) {
        digest = digest * 31 + effect.hashCode();
        if (replaying) {
            return;
        }
        switch (effect) {
            case Effect.Action action -> actions.wanted(action);
            case Effect.Reply reply -> {
                Command request = agents.answered(reply);
                if (request instanceof Command.ContactRequest asked && reply.code() == ReplyCode.ACCEPTED) {
                    contacts.granted(asked);
                }
            }
            case Effect.MarkCall mark ->
                must(customer(mark.contactId()).callKey == mark.callKey(), "marks another call");
            case Effect.PublishQueue _ -> {}
        }
    }

    /** What must hold after every step. */
    void end(LogEntry done, long stateHash) {
        if (replaying) {
            Step first = steps.get((int) done.index() - 1);
            must(first.digest == digest && first.stateHash == stateHash, "the replay goes another way");
            return;
        }
        steps.add(new Step(digest, stateHash, List.copyOf(said)));
        contacts.end(done);
        chats.end(done.atMs());
        offers.nothingOverdue(done.atMs());
        agents.end(done.atMs());
        work.end(done.atMs());
        actions.end(done.atMs());
    }

    /** From now on nothing goes wrong any more, and nothing has an after-effect. */
    void allIsWell() {
        boxes.allIsWell();
    }

    /** So many were connected since then. */
    void answered(int calls) {
        boxes.answered(calls);
    }

    /** Nothing goes on any more: the books are closed, and compared with the engine's own totals. */
    void close(EngineView view) {
        actions.close();
        contacts.close(view);
    }
}
