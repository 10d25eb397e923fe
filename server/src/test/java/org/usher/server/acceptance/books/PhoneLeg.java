package org.usher.server.acceptance.books;

/** A call to an agent's phone while it goes on; of the floor's thread. */
final class PhoneLeg {
    final String callId;
    final String phone;
    final String agent;
    /** The caller's, or the agent's who rings to consult. */
    final String number;

    final int audioPort;
    /** What whoever is called outside presses when he has picked up, empty if he does not listen at all. */
    String answersWith = "1";

    /** He has pressed 1 and hears the caller. */
    boolean connected;

    boolean answered;
    boolean held;
    boolean resumed;
    boolean referred;
    /** Asterisk has said that the other side is where it was to go. */
    boolean given;

    /** It did what it was to do, and may hang up. */
    boolean done;

    boolean over;

    PhoneLeg(SippMessage invite) {
        callId = invite.callId();
        phone = invite.requestUser();
        agent = Centre.agreed().ownerOf().getOrDefault(phone, phone);
        number = invite.fromUser();
        audioPort = invite.audioPort();
    }

    /** Takes note of what the phone sent or got within the call. */
    void follow(SippMessage message) {
        if (message.isRequest("BYE") || message.isRequest("CANCEL")) {
            over = true;
        } else if (message.sent() && message.answersInvite()) {
            answered |= message.status() == 200;
            over |= message.status() != 200;
        } else if (message.sent() && message.isRequest("INVITE")) {
            held = true;
            resumed = !message.text().contains("a=sendonly");
        } else if (!message.sent() && message.status() == 202) {
            referred = true;
        } else if (!message.sent() && message.referStatus() > 0) {
            done |= referred;
            given |= message.referStatus() == 200;
        }
    }
}
