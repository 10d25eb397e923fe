package org.usher.telephony.contract;

import static org.awaitility.Awaitility.await;

import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A PBX with Usher's dialplan, whichever it is, with people at its phones who do as the test says. */
interface PbxUnderTest extends AutoCloseable {

    /** What a phone does by itself when rung. */
    enum Manner {
        /** Rings, and waits for the test's word. */
        ON_ORDER,
        /** Rings, and picks up when the PBX tells it to, or at the test's word. */
        WHEN_TOLD,
        /** 486 at once. */
        BUSY,
        /** 302 at once, to bob. */
        FORWARDS
    }

    /** A registered phone. */
    interface Phone {
        void answer();

        void decline();

        void hangUp();

        void hold();

        void resume();

        /** Calls this number on another line. */
        OwnCall call(String number);

        /** Blind transfer of the customer (REFER) to this number: a phone's name, 4000 or 4001 for a queue, 0… for outside. */
        void transfer(String number);

        /** Attended transfer (REFER with Replaces): the customer takes this phone's place in its own call. */
        void transferInto(OwnCall call);

        /** Presses these keys in a talk. */
        void press(String keys);

        /** Takes its registration away; a call that rings goes on ringing. */
        void unregister();

        /** Switched off in the middle of whatever it does, without a word. */
        void losePower();

        /** Unregisters and switches off. */
        void remove();
    }

    /** A call that an agent makes on another line of his phone. */
    interface OwnCall {
        void hangUp();
    }

    /** A caller who is on the line. */
    interface Caller {
        void hangUp();

        void press(String keys);
    }

    int amiPort();

    String user();

    String secret();

    /** A global variable of the PBX; empty if unset. */
    String global(String name);

    void setGlobal(String name, String value);

    /** Registers one phone for this endpoint; a second one for the same endpoint is another contact. */
    Phone phone(String endpoint, Manner manner);

    /**
     * Somebody calls for this queue; {@code inputs} are the contract's variables beyond USHER_QUEUE, with their full names. The operator's
     * dialplan sends whoever brings USHER_DATA=again to Usher once more after a talk, or when he has waited too long.
     */
    Caller call(String queue, Map<String, String> inputs);

    /** Whether a channel of this endpoint is in a bridge, or in a queue's waiting room. */
    boolean talksOrWaits(String endpoint);

    /** Switches on a phone outside that answers at once. */
    Phone answerOutside();

    /** Switches on a phone outside that does this. */
    Phone outside(Manner manner);

    /** Waits until a phone outside rings. */
    void awaitRinging();

    /** Waits until whoever has picked up outside is asked to press a key. */
    void awaitQuestion();

    /** Waits until a caller is asked for a number to be called back at. */
    void awaitEntering();

    /** Waits until a caller who has been told from which windows he may choose can press a key. */
    void awaitChoosing();

    /** Waits until a channel of this endpoint is in a bridge, or in a waiting room. */
    default void awaitTalks(String endpoint) {
        await().atMost(10, TimeUnit.SECONDS)
                .pollInterval(20, TimeUnit.MILLISECONDS)
                .until(() -> talksOrWaits(endpoint));
    }

    /** Waits until no channel of this endpoint is in a bridge, or in a waiting room. */
    default void awaitSilence(String endpoint) {
        await().atMost(10, TimeUnit.SECONDS)
                .pollInterval(20, TimeUnit.MILLISECONDS)
                .until(() -> !talksOrWaits(endpoint));
    }

    /** Waits until a customer who is called back has picked up. */
    void awaitReached();

    /** Waits until no Local channel lies between two who talk. */
    default void awaitNoLocals() {
        await().atMost(10, TimeUnit.SECONDS)
                .pollInterval(20, TimeUnit.MILLISECONDS)
                .until(() -> !talksOrWaits("Local/"));
    }

    @Override
    void close();
}
