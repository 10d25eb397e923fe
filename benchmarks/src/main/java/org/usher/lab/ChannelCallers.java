package org.usher.lab;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.CallbackWindow;
import org.usher.core.api.Channel;
import org.usher.core.api.Command;
import org.usher.core.api.GoneCause;
import org.usher.core.api.OfferOutcome;
import org.usher.lab.ChannelAgenda.Kind;
import org.usher.lab.ChannelBooks.Ending;
import org.usher.lab.ChannelParty.State;

/** What callers do of themselves on a {@link ChannelDay}: come, listen to an offer, take it or not, hang up. */
final class ChannelCallers {
    private final ChannelDay day;
    private final Traffic.Callers callers;
    private final ChannelTraits.Source traits;
    private @Nullable Call next;
    private long requests;

    ChannelCallers(ChannelDay day, Traffic.Callers callers, ChannelTraits.Source traits) {
        this.day = day;
        this.callers = callers;
        this.traits = traits;
    }

    void begin() {
        next = callers.next();
        scheduleNext();
    }

    boolean isAnybodyToCome() {
        return next != null;
    }

    private void scheduleNext() {
        if (next != null && next.arrivalMs() < day.play.scenario().span().untilMs()) {
            day.agenda.add(next.arrivalMs(), Kind.CALLER_COMES, day.play.scenario());
        } else {
            next = null;
        }
    }

    void comes() {
        Call call = next;
        if (call == null) {
            throw new IllegalStateException("a caller was announced who does not exist");
        }
        next = callers.next();
        scheduleNext();
        ChannelParty party = new ChannelParty(call, traits.of(call), day.nextCallKey());
        day.books.came(party.traits);
        if (call.patienceMs() != Call.FOREVER) {
            day.agenda.add(day.nowMs() + call.patienceMs(), Kind.CALLER_GIVES_UP, party);
        }
        day.enters(party, Channel.VOICE);
        if (party.ringing == null && party.state == State.ON_LINE && (day.play.arm().callback || day.play.arm().chat)) {
            boolean atOnce = party.estimateMs >= day.play.terms().offering().estimateMs();
            day.agenda.add(
                    day.nowMs() + (atOnce ? 0 : day.play.terms().offering().waitedMs()), Kind.CALLER_IS_ASKED, party);
        }
    }

    void asked(ChannelParty party) {
        if (party.state == State.ON_LINE && !party.asked) {
            party.asked = true;
            day.books.asked++;
            day.agenda.add(day.nowMs() + day.play.terms().offering().decideMs(), Kind.CALLER_DECIDES, party);
        }
    }

    void decides(ChannelParty party) {
        if (party.state != State.ON_LINE || party.ringing != null) {
            return;
        }
        switch (party.traits.takes) {
            case CALLBACK -> {
                if (day.play.arm().callback) {
                    hangsUpToBeCalled(party);
                }
            }
            case CHAT -> {
                if (day.play.arm().chat) {
                    goesOnInWriting(party);
                }
            }
            case NOTHING -> {
                // he holds the line
            }
        }
    }

    private void hangsUpToBeCalled(ChannelParty party) {
        Optional<CallbackWindow> window = day.play.arm().windows && party.traits.wantsWindow
                ? day.windows.choice(
                        party.call.line(),
                        party.traits,
                        day.play.beginMs() + day.play.scenario().span().untilMs())
                : Optional.empty();
        day.books.held(party.traits, day.nowMs() - party.call.arrivalMs(), Ending.CALLED_BACK);
        day.books.acceptedCallback++;
        party.state = State.TO_BE_CALLED;
        party.callKey = 0;
        party.promised = window.isPresent();
        day.books.promised += party.promised ? 1 : 0;
        long request = ++requests;
        day.submitGranted(
                request,
                window.isPresent()
                        ? new Command.ConvertToBooking(request, party.contactId, "", window.get())
                        : new Command.ConvertToCallback(request, party.contactId, ""));
    }

    private void goesOnInWriting(ChannelParty party) {
        day.books.acceptedChat++;
        day.submit(new Command.ContactGone(party.callKey, GoneCause.LEFT_TO_DIALPLAN));
        party.state = State.IN_CHAT_LINE;
        party.callKey = day.nextCallKey();
        day.enters(party, Channel.CHAT);
    }

    void givesUp(ChannelParty party) {
        if (!party.waitsInPerson()) {
            return;
        }
        long callKey = party.callKey;
        ChannelOffer ringing = party.ringing;
        if (ringing != null) {
            day.stopsRinging(ringing);
        }
        day.leaves(party, Ending.GAVE_UP);
        day.submit(new Command.ContactGone(callKey, GoneCause.HUNG_UP));
        if (ringing != null) {
            day.submit(new Command.OfferFailed(ringing.offerId(), OfferOutcome.CALLER_LEFT));
        }
    }
}
