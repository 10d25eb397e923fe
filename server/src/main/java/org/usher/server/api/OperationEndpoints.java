package org.usher.server.api;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import java.util.function.Supplier;
import org.usher.server.metrics.Health;
import org.usher.server.metrics.MetricsPage;
import org.usher.server.security.Access;

/** For whoever keeps the server running. */
final class OperationEndpoints {
    private final Health health;
    private final MetricsPage metrics;

    OperationEndpoints(Health health, MetricsPage metrics) {
        this.health = health;
        this.metrics = metrics;
    }

    List<Route> routes() {
        return List.of(
                health("/health/live", "Whether the process is worth keeping", health::live),
                health("/health/ready", "Whether calls are taken and routed", health::ready),
                new Route(
                        HttpMethod.GET,
                        "/metrics",
                        Access.METRICS,
                        Route.Doc.other("Figures for Prometheus", "text/plain"),
                        (Route.Answering)
                                request -> completedFuture(Answer.text(MetricsPage.CONTENT_TYPE, metrics.scrape()))));
    }

    private static Route health(String path, String summary, Supplier<Health.Report> report) {
        return new Route(
                HttpMethod.GET, path, Access.PUBLIC, Route.Doc.json(summary, Health.Report.class), (Route.Answering)
                        request -> {
                            Health.Report now = report.get();
                            return completedFuture(Answer.json(now.up() ? 200 : 503, now));
                        });
    }
}
