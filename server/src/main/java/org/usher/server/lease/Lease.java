package org.usher.server.lease;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.usher.server.history.Database;

/**
 * The lease in MariaDB: one row, changed by one conditional UPDATE, timed by the database's own clock. Every method asks the database and
 * blocks while it does, for as long as {@link Database#connection} allows.
 */
public final class Lease {
    private static final String NOW = "UTC_TIMESTAMP(3)";
    private static final String EXTENDED = "expires_at = " + NOW + " + INTERVAL ? MICROSECOND";

    private final Database database;
    private final String holder;
    private final String name;
    private final long lengthMs;

    /**
     * @param holder which process this is; unlike any other's
     * @param name for people
     * @param lengthMs how long it lasts without being renewed
     */
    public Lease(Database database, String holder, String name, long lengthMs) {
        this.database = database;
        this.holder = holder;
        this.name = name;
        this.lengthMs = lengthMs;
    }

    public long lengthMs() {
        return lengthMs;
    }

    /** Who has it. */
    public Word look() {
        try (Connection connection = database.connection()) {
            return look(connection);
        } catch (SQLException e) {
            return unknown(e);
        }
    }

    /**
     * Takes it for a new reign, if it is free or has been this process's.
     *
     * @param epochAtLeast the new reign's is at least this, and greater than that of any reign before
     * @return ours if it was taken, else who has it
     */
    public Word take(int epochAtLeast) {
        return change(
                "UPDATE usher_lease SET holder = ?, name = ?, epoch = GREATEST(epoch + 1, ?), " + EXTENDED
                        + " WHERE id = 1 AND (holder IN ('', ?) OR expires_at <= " + NOW + ")",
                epochAtLeast,
                0);
    }

    /**
     * Makes it last again, or takes it if the reign of {@code epoch} began while MariaDB was away. A later reign's is left alone.
     *
     * @return ours, or who has it
     */
    public Word renew(int epoch) {
        return change(
                "UPDATE usher_lease SET holder = ?, name = ?, epoch = ?, " + EXTENDED
                        + " WHERE id = 1 AND (holder = ? AND epoch <= ? OR epoch < ?)",
                epoch,
                2);
    }

    /** {@code more}: how many blanks follow that are the epoch. */
    private Word change(String sql, int epoch, int more) {
        try (Connection connection = database.connection()) {
            boolean taken;
            try (PreparedStatement update = connection.prepareStatement(sql)) {
                update.setString(1, holder);
                update.setString(2, name);
                update.setInt(3, epoch);
                update.setLong(4, lengthMs * 1_000);
                update.setString(5, holder);
                for (int i = 0; i < more; i++) {
                    update.setInt(6 + i, epoch);
                }
                taken = update.executeUpdate() == 1;
            }
            Word now = look(connection);
            // free again at once: the database's clock was set forward
            return taken && now instanceof Word.Free free ? new Word.Ours(free.epoch()) : now;
        } catch (SQLException e) {
            return unknown(e);
        }
    }

    /** Leaves it to whoever comes. */
    public void release() throws SQLException {
        try (Connection connection = database.connection();
                PreparedStatement update = connection.prepareStatement(
                        "UPDATE usher_lease SET holder = '', expires_at = " + NOW + " WHERE id = 1 AND holder = ?")) {
            update.setString(1, holder);
            update.executeUpdate();
        }
    }

    private Word look(Connection connection) throws SQLException {
        try (PreparedStatement query =
                        connection.prepareStatement("SELECT holder, name, epoch," + " TIMESTAMPDIFF(MICROSECOND, " + NOW
                                + ", expires_at) DIV 1000 FROM usher_lease WHERE id = 1");
                ResultSet row = query.executeQuery()) {
            if (!row.next()) {
                return new Word.Unknown("table usher_lease is empty; insert its row as migration V5 does");
            }
            int epoch = row.getInt(3);
            long leftMs = row.getLong(4);
            if (row.getString(1).equals(holder)) {
                return new Word.Ours(epoch);
            }
            return row.getString(1).isEmpty() || leftMs <= 0
                    ? new Word.Free(epoch)
                    : new Word.HeldBy(row.getString(2), epoch, leftMs);
        }
    }

    private static Word unknown(SQLException e) {
        return new Word.Unknown(e.getMessage() == null ? e.toString() : e.getMessage());
    }
}
