package org.usher.telephony.ami;

/**
 * Whether the customers of agents are on hold of whom nothing was heard while the link was away: Asterisk says Hold and Unhold as they happen
 * and lists them nowhere, but of a PJSIP channel tells whether its phone holds (CHANNEL(rtp,hold), dialplan_functions.c in chan_pjsip), and
 * usher-hold in the dialplan takes USHER_HOLD away when a hold by order is over.
 */
final class Holds {
    private final Requests requests;
    private final int replyTimeoutMs;
    private final LedgerPart ledger;
    private final Talks talks;

    Holds(LinkSettings.Timings timings, Requests requests, LedgerPart ledger, Talks talks) {
        this.requests = requests;
        this.replyTimeoutMs = timings.replyTimeoutMs();
        this.ledger = ledger;
        this.talks = talks;
    }

    /** Asks about each leg that is in doubt; one that consults somebody by keys is left to the end of that. */
    void ask(Snapshot taken) {
        for (Leg leg : ledger.legs()) {
            AmiMessage row = taken.channels.get(leg.uniqueId);
            Call call = ledger.call(leg.callUniqueId);
            if (!leg.holdUnknown || row == null || call == null || call.answeredLeg != leg) {
                continue;
            }
            String bridge = talks.bridges.bridgeOf(leg.uniqueId);
            if (bridge.isEmpty() || !bridge.equals(talks.bridges.bridgeOf(call.uniqueId))) {
                continue;
            }
            boolean ordered = JoinFacts.variable(row, "USHER_HOLD").equals("1");
            // one that is being ordered just now may be younger than the row
            leg.heldByOrder = ordered || (leg.heldByOrder && !leg.held);
            if (ordered || !leg.channel.startsWith("PJSIP/")) {
                talks.foundHeld(leg, ordered);
            } else {
                ask(leg);
            }
        }
    }

    private void ask(Leg leg) {
        requests.send(ManagerActions.getVariable(leg.channel, "CHANNEL(rtp,hold)"), replyTimeoutMs, reply -> {
            if (reply instanceof Reply.Success told && leg.holdUnknown && ledger.leg(leg.uniqueId) == leg) {
                talks.foundHeld(leg, told.response().get("Value").equals("1"));
            }
        });
    }
}
