package org.usher.telephony.ami;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Reads what the dialplan has noted of talks that may have ended while nobody listened. Each phone has one note, about its last talk, which
 * is enough: without Usher no phone is given another call.
 */
final class TalkNotes {
    private static final String FELL_BACK = "USHER_FELL";

    private final int pbxId;
    private final int replyTimeoutMs;
    private final LongSupplier nowMs;
    private final Supplier<Names> names;
    private final Requests requests;

    TalkNotes(LinkSettings settings, LinkSurroundings surroundings, Requests requests) {
        this.pbxId = settings.pbxId();
        this.replyTimeoutMs = settings.timings().replyTimeoutMs();
        this.nowMs = surroundings.nowMs();
        this.names = surroundings.names();
        this.requests = requests;
    }

    /** Asks for all that is wanted; what comes after it is asked and answered after it. */
    void ask(Snapshot taken, LedgerPart ledger) {
        long askedMs = nowMs.getAsLong();
        requests.send(ManagerActions.clock(), replyTimeoutMs, reply -> {
            if (reply instanceof Reply.Success success) {
                long there = CallMapper.number(success.response().get("Value"));
                long here = askedMs + (nowMs.getAsLong() - askedMs) / 2;
                taken.clockAheadMs = there == 0 ? OptionalLong.empty() : OptionalLong.of(there - here);
            }
        });
        if (taken.watcher.isEmpty()) {
            return;
        }
        askWhoFellBack(taken);
        for (Call call : ledger.calls()) {
            long offerId = offerInDoubt(taken, call);
            if (offerId > 0 && call.callback != null) {
                askIfReached(taken, offerId);
            }
            if (offerId > 0) {
                for (int deviceId : call.deviceIds) {
                    ask(taken, offerId, deviceId);
                }
            }
        }
    }

    private void askWhoFellBack(Snapshot taken) {
        requests.send(ManagerActions.getShared(taken.watcher, FELL_BACK), replyTimeoutMs, reply -> {
            if (reply instanceof Reply.Success success) {
                taken.fellBack = contacts(success.response().get("Value"));
            }
        });
    }

    /** Each with a / after it; the list is cut at its end. */
    private static List<Long> contacts(String noted) {
        return Arrays.stream(noted.substring(0, noted.lastIndexOf('/') + 1).split("/"))
                .map(CallMapper::number)
                .filter(contactId -> contactId != 0)
                .distinct()
                .toList();
    }

    /** Those that have been read are dealt with. */
    void forgetWhoFellBack(Snapshot taken) {
        if (!taken.fellBack.isEmpty()) {
            requests.send(
                    ManagerActions.setVariable(taken.watcher, "SHARED(" + FELL_BACK + ")", ""),
                    replyTimeoutMs,
                    reply -> {});
        }
    }

    private void askIfReached(Snapshot taken, long offerId) {
        requests.send(ManagerActions.getShared(taken.watcher, CallbackLine.noteOf(offerId)), replyTimeoutMs, reply -> {
            if (reply instanceof Reply.Success success
                    && CallMapper.number(success.response().get("Value")) == offerId) {
                taken.reached(offerId);
            }
        });
    }

    private void ask(Snapshot taken, long offerId, int deviceId) {
        String dialled = names.get().dialled(pbxId, deviceId);
        if (dialled.isEmpty()) {
            return;
        }
        requests.send(ManagerActions.getShared(taken.watcher, TalkNote.nameFor(dialled)), replyTimeoutMs, reply -> {
            // refused: no phone has a note yet
            if (reply instanceof Reply.Success success) {
                TalkNote note = TalkNote.read(success.response().get("Value"), deviceId);
                if (note != null && note.offerId() == offerId) {
                    taken.note(note);
                }
            }
        });
    }

    /**
     * The offer of which more may have come than has been seen, 0 if there is none: its phone is not there, nor does the caller wait; or he
     * has left since the phone was listed.
     */
    private static long offerInDoubt(Snapshot taken, Call call) {
        long offerId = offer(call);
        if (call.departure != null) {
            return offerId;
        }
        boolean waits = call.offerId != offerId && taken.waits(call.uniqueId);
        return waits || taken.hasLegOf(offerId) ? 0 : offerId;
    }

    /** The offer that rings or is talked on, or for which the caller was last sent away out of the waiting room; 0 if there is none. */
    static long offer(Call call) {
        if (call.talkEndTold) {
            return 0;
        }
        return switch (call.phase) {
            case DIALLING, ANSWERED, TALKING -> Math.max(0, call.offerId);
            case WAITING, SENT_TO_PROMPT, HEARING_PROMPT, PROMPT_CUT, PROMPT_OVER, ASKING, BETWEEN_STEPS ->
                call.sentOfferId;
            case IN_TRANSFER, TALKED -> 0;
        };
    }
}
