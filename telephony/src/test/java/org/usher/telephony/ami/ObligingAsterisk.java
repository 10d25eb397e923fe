package org.usher.telephony.ami;

import java.util.Deque;
import java.util.function.Predicate;
import org.asteriskjava.manager.action.CoreSettingsAction;
import org.asteriskjava.manager.action.ManagerAction;
import org.asteriskjava.manager.action.StatusAction;

/** What an Asterisk answers that does all it is told, but for what it is to refuse. */
final class ObligingAsterisk {
    private final LinkCore link;
    private final Deque<ManagerAction> sent;
    private final Predicate<ManagerAction> refuses;

    /** @param sent what the link has written and nobody has answered yet, the oldest first */
    ObligingAsterisk(LinkCore link, Deque<ManagerAction> sent, Predicate<ManagerAction> refuses) {
        this.link = link;
        this.sent = sent;
        this.refuses = refuses;
    }

    /** Answers everything that was sent, and what is sent meanwhile; it lists these channels and no phones. */
    void answerAll(AmiMessage... channels) {
        while (!sent.isEmpty()) {
            answerOne(channels);
        }
    }

    /** Answers the oldest. */
    void answerOne(AmiMessage... channels) {
        ManagerAction action = sent.remove();
        String id = action.getActionId();
        if (action instanceof StatusAction || action instanceof ManagerActions.DeviceStateListAction) {
            link.message(AmiMessage.of("Response", "Success", "ActionID", id, "EventList", "start"));
            if (action instanceof StatusAction) {
                for (AmiMessage row : channels) {
                    link.message(row.with("ActionID", id));
                }
            }
            link.message(AmiMessage.of("Event", "Complete", "ActionID", id, "EventList", "Complete"));
        } else if (action instanceof CoreSettingsAction) {
            link.message(AmiMessage.of("Response", "Success", "ActionID", id, "AsteriskVersion", "22.10.1"));
        } else {
            String response = refuses.test(action) ? "Error" : "Success";
            link.message(AmiMessage.of("Response", response, "ActionID", id, "Challenge", "1"));
        }
    }
}
