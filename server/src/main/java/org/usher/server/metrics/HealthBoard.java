package org.usher.server.metrics;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** Health as the sum of checks that the parts of the server put up. */
public final class HealthBoard implements Health {
    private final List<Supplier<Check>> live = new CopyOnWriteArrayList<>();
    private final List<Supplier<List<Check>>> ready = new CopyOnWriteArrayList<>();

    /** Puts up a check of whether the process is worth keeping. */
    public void live(Supplier<Check> check) {
        live.add(check);
    }

    /** Puts up checks of whether calls are taken and routed. */
    public void ready(Supplier<List<Check>> checks) {
        ready.add(checks);
    }

    @Override
    public Report live() {
        return Report.of(live.stream().map(Supplier::get).toList());
    }

    @Override
    public Report ready() {
        return Report.of(ready.stream().flatMap(checks -> checks.get().stream()).toList());
    }
}
