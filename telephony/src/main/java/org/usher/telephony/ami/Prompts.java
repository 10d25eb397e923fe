package org.usher.telephony.ami;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Prompts to those who wait. One is played by a Redirect out of the waiting room, where its caller stands in a blocking step, into
 * usher-say, and ends by itself; he stays offerable meanwhile. He is not redirected out of it: a Redirect that meets the end of a prompt,
 * between two steps, could hang him up. Instead a key that no phone has is pressed for him, which ends the prompt; when the dialplan has
 * told of that key, and then that he waits, what was held for him is done as ever. A key is never lost: if the prompt has ended meanwhile it
 * lies in the channel's queue until the waiting room reads it, and the dialplan tells of it there.
 */
final class Prompts {
    /** What the dialplan reads as the end of a prompt by our will. */
    static final String CUT = "D";

    private final LinkSettings settings;
    private final Requests requests;
    private final LedgerPart ledger;
    private final AmiActions.Outlet outlet;
    private final LongSupplier nowMs;
    /** When the dialplan should have told of a prompt's beginning or end, by the call. */
    private final Map<Call, Long> dueMs = new LinkedHashMap<>();

    Prompts(
            LinkSettings settings,
            LinkSurroundings surroundings,
            Requests requests,
            LedgerPart ledger,
            AmiActions.Outlet outlet) {
        this.settings = settings;
        this.requests = requests;
        this.ledger = ledger;
        this.outlet = outlet;
        this.nowMs = surroundings.nowMs();
    }

    /** @param sounds as Background takes them, joined by &amp; */
    void say(Call call, String sounds) {
        int timeoutMs = settings.timings().replyTimeoutMs();
        requests.send(ManagerActions.setVariable(call.controlChannel(), "USHER_SAY", sounds), timeoutMs, reply -> {});
        call.phase = CallPhase.BETWEEN_STEPS; // until UsherSay; to the engine he is as reachable as before
        expect(call);
        requests.send(ManagerActions.redirect(call.controlChannel(), "usher-say", "s"), timeoutMs, reply -> {
            if (reply instanceof Reply.Refused) {
                lookAgain(call, "Asterisk refused a prompt");
            }
        });
    }

    /** Ends the prompt that plays, if one does, and once. */
    void cut(Call call) {
        if (call.phase != CallPhase.HEARING_PROMPT || call.promptCut) {
            return;
        }
        call.promptCut = true;
        expect(call);
        requests.send(
                ManagerActions.receiveKey(call.controlChannel(), CUT.charAt(0)),
                settings.timings().replyTimeoutMs(),
                reply -> {
                    if (reply instanceof Reply.Refused) {
                        lookAgain(call, "Asterisk refused a key");
                    }
                });
    }

    private void expect(Call call) {
        dueMs.put(call, nowMs.getAsLong() + settings.timings().witnessMs());
    }

    void onTime(long now) {
        dueMs.entrySet().removeIf(waiting -> {
            Call call = waiting.getKey();
            boolean told = call.promptCut ? false : call.phase != CallPhase.BETWEEN_STEPS;
            boolean late = !told && waiting.getValue() <= now;
            if (late) {
                lookAgain(call, "a prompt was not heard of in time");
            }
            return told || late || !ledger.holds(call);
        });
    }

    /** Reconciliation says where he stands. */
    private void lookAgain(Call call, String why) {
        if (ledger.holds(call)) {
            outlet.doubt(why);
        }
    }
}
