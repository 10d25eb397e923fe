package org.usher.telephony.ami;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What agents dial: reads the dialplan's UsherRequest, fetches the PIN that belongs to a log-in, and gives the answer back.
 *
 * <p>Whoever may read events of class user would see a PIN that came in one, and Asterisk's log would have it, since it holds every step
 * with its arguments. So the PIN stays in a channel variable, and only the link asks for it. The answer is a variable, too: the dialplan
 * looks for it, and no agent's channel is ever redirected.
 */
final class PhoneRequests {
    private static final String NOT_AVAILABLE = "AWAY";

    private final LinkSettings settings;
    private final Requests requests;
    private final PhoneSink sink;
    private final LogBudget complaints;

    PhoneRequests(LinkSettings settings, Requests requests, PhoneSink sink, LogBudget complaints) {
        this.settings = settings;
        this.requests = requests;
        this.sink = sink;
        this.complaints = complaints;
    }

    void take(AmiMessage event) {
        PhoneRequest.Kind kind = kind(event.get("Kind"));
        if (kind == null) {
            complaints.warn("PBX " + settings.pbxId() + ": " + event.get("Channel") + " asks for \"" + event.get("Kind")
                    + "\", which no request is; is extensions-usher.conf of another version?");
            answer(new PhoneAnswer(event.get("Channel"), NOT_AVAILABLE));
        } else if (kind == PhoneRequest.Kind.LOGIN) {
            requests.send(
                    ManagerActions.getVariable(event.get("Channel"), "USHER_PIN"),
                    settings.timings().replyTimeoutMs(),
                    reply -> {
                        if (reply instanceof Reply.Success success) {
                            sink.accept(request(event, kind, success.response().get("Value")));
                        } // else the caller has hung up, or Asterisk is out of reach: either way nobody waits for an
                        // answer
                    });
        } else {
            sink.accept(request(event, kind, ""));
        }
    }

    private PhoneRequest request(AmiMessage event, PhoneRequest.Kind kind, String pin) {
        String channel = event.get("Channel");
        return new PhoneRequest(
                settings.pbxId(),
                Leg.endpoint(channel),
                channel,
                kind,
                event.get("Number"),
                Secret.of(pin),
                event.get("Argument"));
    }

    private static PhoneRequest.@Nullable Kind kind(String word) {
        for (PhoneRequest.Kind kind : PhoneRequest.Kind.values()) {
            if (kind.name().toLowerCase(Locale.ROOT).equals(word)) {
                return kind;
            }
        }
        return null;
    }

    /** Asterisk refuses it if the channel is gone: its caller has hung up. */
    void answer(PhoneAnswer answer) {
        requests.send(
                ManagerActions.setVariable(answer.channel(), "USHER_ANSWER", answer.word()),
                settings.timings().replyTimeoutMs(),
                reply -> {});
    }
}
