package org.usher.telephony.ami;

import org.usher.core.api.Command;

/** Takes what the mapper makes of a message, in order. */
interface MapperOutput {
    void command(Command command);

    /** Said before the commands that follow from it, and before a call leaves the ledger. */
    void witness(Call call, Witness witness);

    /** The one call has taken the other's place in the queue; said before the command. */
    void merged(Call call, Call consult);

    /** What the dialplan asked for is wrong; for the operator. */
    void complaint(String text);

    /** The ledger is full: the caller waits in the waiting room until a reconciliation finds room for him. */
    void untracked(String channel);

    /** No channel in Asterisk watches whether Usher lives. */
    void unwatched();

    /** A machine has picked up for a customer who is called back. */
    void machine();

    /** Whether this Asterisk finds a way to the other box of this number. */
    void trunk(int otherPbxId, boolean reachable);

    /** A message does not fit what is known: something was missed. */
    void doubt(String why);
}
