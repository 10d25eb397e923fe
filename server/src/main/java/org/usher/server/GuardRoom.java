package org.usher.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.usher.server.api.ApiSettings;
import org.usher.server.api.Guard;
import org.usher.server.config.ServerConfig;
import org.usher.server.history.Database;
import org.usher.server.metrics.EngineMetrics;
import org.usher.server.metrics.Health;
import org.usher.server.openid.OpenId;
import org.usher.server.people.AuditLog;
import org.usher.server.people.AuditTable;
import org.usher.server.people.People;
import org.usher.server.people.PeopleTables;
import org.usher.server.security.RateLimits;
import org.usher.server.tls.TlsKeeper;

/** What stands at the door of a server, put together: who may come in, how often, and what is taken down of it. */
final class GuardRoom implements AutoCloseable {
    private final Guard guard;
    private final Optional<TlsKeeper> tls;
    private final Optional<OpenId> openId;

    private GuardRoom(Guard guard, Optional<TlsKeeper> tls, Optional<OpenId> openId) {
        this.guard = guard;
        this.tls = tls;
        this.openId = openId;
    }

    /**
     * @param tls lives on when this is closed
     * @param clockMs epoch ms
     */
    static GuardRoom open(ServerConfig config, Database database, Optional<TlsKeeper> tls, LongSupplier clockMs)
            throws IOException {
        ServerConfig.Security security = config.security();
        Path data = config.dataDirectory();
        AuditTable audited = new AuditTable(database);
        People people = new People(
                new PeopleTables(database), AdminToken.gate(security, data), security.sessions(), data, clockMs);
        AuditLog audit = new AuditLog(audited, security.auditKeepMs(), clockMs);
        people.start();
        audit.start();
        Optional<OpenId> openId = security.openId().map(settings -> new OpenId(settings, clockMs));
        return new GuardRoom(
                new Guard(people, new RateLimits(security.limits(), System::nanoTime), audit, audited), tls, openId);
    }

    Guard guard() {
        return guard;
    }

    /** How the server listens, whether it routes or stands by. */
    ApiSettings settings(ServerConfig.Http http, int port) {
        ApiSettings plain = ApiSettings.of(http.listen().getHostAddress(), port)
                .behind(http.hostNames(), http.tlsInFront(), http.proxies());
        ApiSettings vouched = openId.map(plain::vouchedBy).orElse(plain);
        return tls.map(keeper -> vouched.encrypted(keeper::context)).orElse(vouched);
    }

    /** What {@code /health/ready} says of the door. */
    List<Health.Check> checks() {
        return tls.map(TlsKeeper::check).stream().toList();
    }

    void count(EngineMetrics metrics) {
        tls.ifPresent(keeper -> metrics.gauge(
                "usher.tls.until.seconds",
                "When the certificate in use ends (epoch seconds)",
                keeper,
                k -> k.untilMs() / 1_000.0));
        RateLimits limits = guard.limits();
        metrics.count(
                "usher.http.limited.address",
                "Requests refused since their address sent too many",
                limits,
                RateLimits::refusedByAddress);
        metrics.count(
                "usher.http.limited.principal",
                "Requests refused since their person or token sent too many",
                limits,
                RateLimits::refusedByPrincipal);
        metrics.count(
                "usher.logins.limited",
                "Tries to log in refused unseen, since there were too many",
                limits,
                RateLimits::refusedLogIns);
        AuditLog audit = guard.audit();
        metrics.gauge(
                "usher.audit.waiting", "Entries of the audit log that wait to be written", audit, AuditLog::waiting);
        metrics.count("usher.audit.written", "Entries of the audit log written since start", audit, AuditLog::written);
        metrics.count("usher.audit.dropped", "Entries of the audit log that were lost", audit, AuditLog::dropped);
        metrics.count(
                "usher.audit.repeated",
                "Refusals not taken down, since the same had been within a minute",
                audit,
                AuditLog::repeated);
    }

    @Override
    public void close() {
        openId.ifPresent(OpenId::close);
        guard.audit().close();
        guard.people().close();
    }
}
