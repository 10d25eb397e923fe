package org.usher.server.engine;

import org.usher.core.api.Event;

/** An event with its identity: the log index of the entry that made it, and its number among that entry's events, from 0. */
public record RecordedEvent(long index, int number, Event event) {}
