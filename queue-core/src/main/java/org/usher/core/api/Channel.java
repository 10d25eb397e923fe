package org.usher.core.api;

/** How a customer's request reached us, or goes on. */
public enum Channel {
    VOICE,
    CALLBACK,
    CHAT
}
