package org.usher.core.engine;

import java.util.ArrayList;
import java.util.List;
import org.usher.core.api.Effect;
import org.usher.core.api.Event;
import org.usher.core.api.Output;

/** What one entry gave, in order. */
public final class Recorded implements Output {
    private final List<Event> events = new ArrayList<>();
    private final List<Effect> effects = new ArrayList<>();

    @Override
    public void event(Event event) {
        events.add(event);
    }

    @Override
    public void effect(Effect effect) {
        effects.add(effect);
    }

    public List<Event> events() {
        return List.copyOf(events);
    }

    public List<Effect> effects() {
        return List.copyOf(effects);
    }
}
