package org.usher.server.people;

import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the audit log is kept. Blocks; each method throws {@link java.sql.SQLTransientConnectionException} while it cannot be reached. */
public interface AuditStore {
    /** The most entries of one page. */
    int MAX_PAGE = 1_000;

    /**
     * Which entries, the latest first.
     *
     * @param who whose, or null for anybody's
     * @param before id of the last entry of the page before, {@link Long#MAX_VALUE} for the first page
     * @param limit 1 to {@link #MAX_PAGE}
     */
    record Query(long fromMs, long toMs, @Nullable String who, long before, int limit) {}

    /** An entry with its number. */
    record Kept(long id, AuditEntry entry) {}

    void append(List<AuditEntry> entries) throws SQLException;

    void deleteBefore(long atMs) throws SQLException;

    List<Kept> read(Query query) throws SQLException;
}
