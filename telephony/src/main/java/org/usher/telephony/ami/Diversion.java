package org.usher.telephony.ami;

import java.util.List;
import java.util.stream.Collectors;
import org.usher.core.api.ReleaseStatus;

/**
 * Where the dialplan sends a queue's callers outside who leave it without having been served; see usher-divert in
 * conf/asterisk/extensions-usher.conf.
 *
 * @param number as it is dialled: digits, perhaps with a + before them
 * @param ringSeconds how long it rings there before the caller goes on as ever, at least 1
 * @param ownNumber the queue's, from which the call is diverted; empty for the one that the caller has dialled
 * @param when the statuses by which callers go there, at least one
 */
public record Diversion(String number, int ringSeconds, String ownNumber, List<ReleaseStatus> when) {
    private static final String NUMBER = "\\+?[0-9]{2,24}";

    public Diversion {
        // they become part of the dialplan's variables, in which a comma or a brace has a meaning
        if (!number.matches(NUMBER) || !(ownNumber.isEmpty() || ownNumber.matches(NUMBER))) {
            throw new IllegalArgumentException("not numbers: " + number + ", " + ownNumber);
        }
        if (ringSeconds < 1 || when.isEmpty()) {
            throw new IllegalArgumentException(ringSeconds + " s for " + when + " is no diversion");
        }
        when = List.copyOf(when);
    }

    /** As the dialplan has it in USHER_OVERFLOW_name. */
    String text() {
        return number + "," + ringSeconds + "," + ownNumber + ","
                + when.stream().map(ReleaseStatus::name).collect(Collectors.joining("&", "&", "&"));
    }
}
