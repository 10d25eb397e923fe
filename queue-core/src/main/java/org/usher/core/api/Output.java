package org.usher.core.api;

/** Takes what the engine gives while it applies one entry, in order. Events and effects are numbered apart, from 0. */
public interface Output {
    void event(Event event);

    void effect(Effect effect);
}
