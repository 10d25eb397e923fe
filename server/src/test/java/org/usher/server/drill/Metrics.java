package org.usher.server.drill;

import org.usher.server.acceptance.Api;

/** What Usher tells Prometheus. */
final class Metrics {
    private final String page;

    private Metrics(String page) {
        this.page = page;
    }

    static Metrics of(Api api) {
        return new Metrics(api.get("metrics").body());
    }

    /** The sum of all lines of this name, whatever their labels. */
    long sum(String name) {
        return Math.round(page.lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum());
    }
}
