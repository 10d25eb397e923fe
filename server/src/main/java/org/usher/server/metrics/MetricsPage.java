package org.usher.server.metrics;

/** The content of {@code /metrics}. Safe from any thread. */
@FunctionalInterface
public interface MetricsPage {
    /** The media type that goes with {@link #scrape}. */
    String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    /** All figures now, in Prometheus' text format. */
    String scrape();
}
