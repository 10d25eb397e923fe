package org.usher.lab.replay;

import org.jspecify.annotations.Nullable;
import org.usher.core.api.Command;
import org.usher.core.api.Effect;

/** One recorded offer and, if it was answered, the talk that it led to. */
final class Tried {
    final Effect.Offer offer;
    final Script script;
    /** Of the engine's taking it back, null if it did not. */
    @Nullable
    Script withdrawn;
    /** Where what follows belongs: once the caller has gone or the offer was taken back, it follows from that. */
    Script tail;

    boolean connected;

    Tried(Effect.Offer offer, long atMs) {
        this.offer = offer;
        this.script = new Script(atMs);
        this.tail = script;
    }

    /** Whether people brought it to its end by themselves; else it was taken back, left by the caller, or the recording ended. */
    boolean isWhole() {
        return connected
                || script.steps().stream()
                        .anyMatch(step -> step.command() instanceof Command.OfferFailed
                                || step.command() instanceof Command.CustomerNotReached);
    }

    /** Whether it holds a talk that another customer might have had, too: with one agent, ended, given to nobody. */
    boolean isPlainTalk() {
        return connected
                && offer.rung().size() == 1
                && script.steps().stream().anyMatch(step -> step.command() instanceof Command.ContactGone)
                && script.steps().stream().allMatch(step -> isPlain(step.command()));
    }

    private static boolean isPlain(Command command) {
        return switch (command) {
            case Command.ActionFinished finished -> true;
            case Command.OfferRinging ringing -> true;
            case Command.OfferAccepted accepted -> true;
            case Command.OfferConnected connected -> true;
            case Command.HoldChanged hold -> true;
            case Command.TalkEnded ended -> true;
            case Command.ContactGone gone -> true;
            case Command.AgentLegEnded ended -> true;
            case Command.EndWrapUp end -> true;
            case Command.EndChatWrapUp end -> true;
            case Command.DeviceStateChanged changed -> true;
            case Command.RecordingStarted started -> true;
            case Command.RecordingStopped stopped -> true;
            default -> false;
        };
    }
}
