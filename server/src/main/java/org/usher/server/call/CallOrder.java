package org.usher.server.call;

import java.util.Locale;

/** What an agent may order of the call in his hand, without touching his phone. */
public enum CallOrder {
    ACCEPT("Pick up the phone that rings for the agent"),
    DECLINE("The agent declines: his phones stop ringing, and the caller is offered to others"),
    HANG_UP("The agent's part of the talk is over"),
    TRANSFER(
            "The customer goes, unseen, to an agent, a queue or one of the numbers that agents may call; if nobody takes him he waits at the"
                    + " head of his last queue"),
    CONSULT(
            "The agent calls an agent, a queue or one of the numbers that agents may call, while the customer hears music"),
    COMPLETE("Whom the agent consults has the customer now, or will when he answers"),
    CANCEL("Back to the customer; whom the agent consults is hung up on"),
    SWAP("From whom the agent consults to the customer, or back; the other one waits"),
    CONFERENCE("The agent, the customer and whom he consults talk"),
    HOLD("The customer hears music, the agent nothing"),
    RESUME("The customer is back from hold"),
    MUTE("Nobody hears the agent"),
    UNMUTE("The agent is heard again");

    private final String summary;

    CallOrder(String summary) {
        this.summary = summary;
    }

    /** As it is written in addresses and answers. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public String summary() {
        return summary;
    }

    /** Whether it says to whom. */
    public boolean hasTarget() {
        return this == TRANSFER || this == CONSULT;
    }
}
