package org.usher.core.api;

/**
 * How a customer's request reached us, or goes on. Calls and callbacks take an agent's one ear, chats a place among those he may have at
 * once ({@link Configuration.Agent#chatCapacity}). What may come beside what, says {@link Configuration.Settings#callsDuringChats}.
 */
public enum Channel {
    /** A call that is there. */
    VOICE,
    /** The customer is to be called; there is no call until an agent has picked up. From then on it is one of {@link #VOICE}. */
    CALLBACK,
    CHAT
}
