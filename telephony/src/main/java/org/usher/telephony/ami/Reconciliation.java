package org.usher.telephony.ami;

import java.util.function.Consumer;
import org.asteriskjava.manager.action.ManagerAction;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what is true in Asterisk and tells the engine the difference, with the same commands as ever.
 *
 * <p>It asks for every channel with its variables (Status), for every device's state (DeviceStateList) and for what the dialplan has noted
 * of talks whose phones are not there any more ({@link TalkNotes}), then sends a Ping. Asterisk
 * writes a list at once but events from a queue, so events that happened before or during the lists are read after them; and it writes
 * out that queue before each action it takes. When the Ping is answered, everything older than the lists has been read. The rule for the
 * time in between:
 *
 * <ul>
 *   <li>live messages are mapped as ever, at once and in order; none is held back or dropped;
 *   <li>a channel or device that a live message named is left to its messages, and its row is ignored, because nobody can tell which
 *       of the two is older;
 *   <li>everything else is settled by its row when the Ping is answered; a call that has neither row nor message is gone;
 *   <li>a call whose Redirect is under way is left alone, since the row may be older than the Redirect;
 *   <li>if a caller's row had to be ignored, another round follows.
 * </ul>
 */
final class Reconciliation {
    private final LinkSettings.Timings timings;
    private final LedgerPart ledger;
    private final CallMapper mapper;
    private final AmiActions actions;
    private final Requests requests;
    private final Recordings recordings;
    private final Listening listening;
    private final MapperOutput out;
    private final LinkCounters counters;
    private final TalkNotes notes;
    private final Holds holds;
    private @Nullable Snapshot snapshot;

    Reconciliation(LinkSettings.Timings timings, LedgerPart ledger, CallMapper mapper, Parts parts) {
        this.timings = timings;
        this.ledger = ledger;
        this.mapper = mapper;
        this.actions = parts.actions;
        this.requests = parts.requests;
        this.recordings = parts.recordings;
        this.listening = parts.listening;
        this.notes = parts.notes;
        this.out = parts.out;
        this.counters = parts.counters;
        this.holds = new Holds(timings, requests, ledger, mapper.talks());
    }

    /** What it works with beside the ledger and the mapper. */
    record Parts(
            AmiActions actions,
            Requests requests,
            Recordings recordings,
            Listening listening,
            TalkNotes notes,
            MapperOutput out,
            LinkCounters counters) {}

    /** How a round ended. */
    sealed interface Result {
        /** {@code again}: a caller had to be left aside. */
        record Settled(boolean again) implements Result {}

        record Failed(String action, Reply reply) implements Result {}
    }

    boolean running() {
        return snapshot != null;
    }

    void observe(AmiMessage live) {
        Snapshot current = snapshot;
        if (current != null) {
            current.observe(live);
        }
    }

    /** Begins a round; {@code end} is called exactly once. */
    void start(Consumer<Result> end) {
        Snapshot taken = new Snapshot();
        snapshot = taken;
        list(
                ManagerActions.status(JoinFacts.VARIABLES),
                row -> {
                    taken.channel(row);
                    recordings.seen(row);
                    listening.listed(row);
                },
                end,
                () -> list(ManagerActions.deviceStates(), taken::device, end, () -> {
                    notes.ask(taken, ledger);
                    barrier(taken, end);
                }));
    }

    private void list(ManagerAction action, Consumer<AmiMessage> rows, Consumer<Result> end, Runnable next) {
        requests.send(action, timings.listTimeoutMs(), new ReplyHandler() {
            @Override
            public void row(AmiMessage row) {
                rows.accept(row);
            }

            @Override
            public void end(Reply reply) {
                if (reply instanceof Reply.Success) {
                    next.run();
                } else {
                    failed(action.getAction(), reply, end);
                }
            }
        });
    }

    private void barrier(Snapshot taken, Consumer<Result> end) {
        requests.send(ManagerActions.ping(), timings.listTimeoutMs(), reply -> {
            if (reply instanceof Reply.Success) {
                Settlement settlement = new Settlement(taken, ledger, mapper, actions, out);
                settlement.settle();
                notes.forgetWhoFellBack(taken);
                listening.listedAll(taken::gone);
                holds.ask(taken);
                snapshot = null;
                counters.reconciliations.increment();
                counters.discrepancies.add(settlement.discrepancies());
                end.accept(new Result.Settled(settlement.ignoredCaller()));
            } else {
                failed("Ping", reply, end);
            }
        });
    }

    private void failed(String action, Reply reply, Consumer<Result> end) {
        snapshot = null;
        end.accept(new Result.Failed(action, reply));
    }
}
