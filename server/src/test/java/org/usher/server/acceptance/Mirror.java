package org.usher.server.acceptance;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** The history as somebody with SQL sees it, in the MariaDB that Usher runs. */
public final class Mirror {
    private Mirror() {}

    /** The offers of a contact in their order, each as {@code agent outcome}. */
    static List<String> offersOf(UsherFiles files, long contactId) {
        return rows(files, """
                SELECT CONCAT(n.name, ' ', COALESCE(o.outcome, 'OPEN')) FROM offers o
                JOIN config_names n ON n.kind = 'AGENT' AND n.id = o.agent_id
                 AND n.from_ms <= o.made_at_ms AND o.made_at_ms < n.until_ms
                WHERE o.contact_id = ? ORDER BY o.offer_id""", contactId);
    }

    /** The stays of a contact in lines, each as {@code outcome}. */
    static List<String> entriesOf(UsherFiles files, long contactId) {
        return rows(
                files,
                "SELECT COALESCE(outcome, 'WAITING') FROM queue_entries WHERE contact_id = ? ORDER BY entry_id",
                contactId);
    }

    /** The states that the agent came to, in their order. */
    static List<String> statesOf(UsherFiles files, String agent) {
        return rows(files, """
                SELECT s.to_state FROM agent_states s
                JOIN config_names n ON n.kind = 'AGENT' AND n.id = s.agent_id
                 AND n.from_ms <= s.at_ms AND s.at_ms < n.until_ms
                WHERE n.name = ? ORDER BY s.log_index, s.number""", agent);
    }

    /** How many talks of the agent's are over. */
    static int talksOf(UsherFiles files, String agent) {
        return rows(files, """
                SELECT t.talk_id FROM talks t
                JOIN config_names n ON n.kind = 'AGENT' AND n.id = t.agent_id
                 AND n.from_ms <= t.connected_at_ms AND t.connected_at_ms < n.until_ms
                WHERE n.name = ? AND t.ended_at_ms IS NOT NULL""", agent).size();
    }

    /** Port and password of the MariaDB in this directory. */
    public static Properties login(UsherFiles files) {
        Properties login = new Properties();
        try (Reader reader = Files.newBufferedReader(files.home().resolve("data/mariadb/login.properties"))) {
            login.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return login;
    }

    private static List<String> rows(UsherFiles files, String sql, Object of) {
        Properties login = login(files);
        String url = "jdbc:mariadb://127.0.0.1:" + login.getProperty("port") + "/usher?sslMode=disable";
        try (Connection connection = DriverManager.getConnection(url, "usher", login.getProperty("password"));
                PreparedStatement query = connection.prepareStatement(sql)) {
            query.setObject(1, of);
            List<String> rows = new ArrayList<>();
            try (ResultSet result = query.executeQuery()) {
                while (result.next()) {
                    rows.add(result.getString(1));
                }
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}
