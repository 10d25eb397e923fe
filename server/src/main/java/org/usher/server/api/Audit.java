package org.usher.server.api;

import java.util.function.LongSupplier;
import org.usher.server.people.AuditEntry;
import org.usher.server.people.AuditLog;
import org.usher.server.security.Access;

/** Decides what of the requests goes into the audit log: whatever changes something, recordings, and each refusal of authority. */
final class Audit {
    /** A part of a route's path that is so called lets whoever knows it in, so it goes into no log. */
    static final String SECRET = "{secret}";

    private final AuditLog log;
    private final LongSupplier clockMs;

    Audit(AuditLog log, LongSupplier clockMs) {
        this.log = log;
        this.clockMs = clockMs;
    }

    /** {@code path} is decoded, without its query; where it holds a {@link #SECRET}, the route's is noted instead. */
    void answered(Gatekeeper.Intent intent, String who, String path, Answer answer) {
        boolean socket = intent.route().endpoint() instanceof Route.SocketEndpoint;
        boolean refused = switch (answer.status()) {
            case 401, 403, 421, 429 -> true;
            default -> false;
        };
        boolean entered = answer.remark().who() != null; // by a provider, to which one goes by links
        boolean told = (intent.acts() && !socket) || entered || intent.route().access() == Access.RECORDINGS_READ;
        if (!refused && !told) {
            return;
        }
        Answer.Remark remark = answer.remark();
        String named = remark.who();
        AuditEntry entry = new AuditEntry(
                clockMs.getAsLong(),
                named == null ? who : named,
                intent.address().getHostAddress(),
                intent.method() + " " + intent.route().path(),
                intent.route().path().contains(SECRET) ? intent.route().path() : path,
                answer.status(),
                remark.detail());
        boolean anybody = named == null || (named.equals("somebody") && !intent.acts());
        if (refused && (anybody || answer.status() == 429)) {
            log.noteRefusal(entry);
        } else {
            log.note(entry);
        }
    }
}
