package org.usher.server.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.usher.server.customer.Customer;
import org.usher.server.customer.CustomerTables;
import org.usher.server.customer.Lookup;
import org.usher.server.customer.Question;

/** Customers on a real MariaDB. */
final class CustomersIT extends HistoryOnMariaDb {
    @BeforeEach
    void fill() throws SQLException {
        try (Connection connection = database.connection();
                Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM customer_numbers");
            statement.execute("DELETE FROM customers");
            statement.execute(
                    "INSERT INTO customers (customer_id, name, language, segment, vip, last_agent, open_matters)"
                            + " VALUES ('C-1', 'Zoë Ünal', 'fr', 'gold', TRUE, 'anna', 'claim, complaint,')");
            statement.execute("INSERT INTO customers (customer_id, name) VALUES ('C-2', 'Ben'), ('C-3', 'Ada')");
            statement.execute("INSERT INTO customer_numbers (number, customer_id, shared) VALUES"
                    + " ('+4930111111', 'C-1', FALSE), ('+4930111112', 'C-1', FALSE),"
                    + " ('+4930222222', 'C-2', FALSE), ('+4930222222', 'C-3', FALSE),"
                    + " ('+4930333333', 'C-3', TRUE), ('+4930444444', 'C-9', FALSE)");
        }
    }

    @Test
    void shouldFindACustomerByAnyOfHisNumbersOrHisId() {
        Lookup zoe = new Lookup.Known(
                new Customer("C-1", "Zoë Ünal", "fr", "gold", true, "anna", Set.of("claim", "complaint")));
        try (CustomerTables tables = new CustomerTables(database)) {
            assertThat(tables.find(new Question.ByNumber("+4930111111")).join()).isEqualTo(zoe);
            assertThat(tables.find(new Question.ByNumber("+4930111112")).join()).isEqualTo(zoe);
            assertThat(tables.find(new Question.ById("C-1")).join()).isEqualTo(zoe);
            assertThat(tables.find(new Question.ById("C-2")).join())
                    .isEqualTo(new Lookup.Known(new Customer("C-2", "Ben", "", "", false, "", Set.of())));
        }
    }

    @Test
    void shouldTakeNoIdentityFromASharedNumberAndKnowNobodyElse() {
        try (CustomerTables tables = new CustomerTables(database)) {
            assertThat(tables.find(new Question.ByNumber("+4930222222")).join()).isEqualTo(new Lookup.Shared());
            assertThat(tables.find(new Question.ByNumber("+4930333333")).join()).isEqualTo(new Lookup.Shared());
            assertThat(tables.find(new Question.ByNumber("+4930444444")).join()).isEqualTo(new Lookup.Unknown());
            assertThat(tables.find(new Question.ById("' OR 1=1 -- ")).join()).isEqualTo(new Lookup.Unknown());
            assertThat(tables.find(new Question.ById("ünknown")).join()).isEqualTo(new Lookup.Unknown());
        }
    }

    @Test
    void shouldSayAtOnceThatTheDatabaseIsAway() {
        try (Database away = new Database(
                        new DatabaseSettings("jdbc:mariadb://127.0.0.1:1/usher", null, null, Path.of("target")));
                CustomerTables tables = new CustomerTables(away)) {
            assertThatThrownBy(() -> tables.find(new Question.ById("C-1")).join())
                    .hasCauseInstanceOf(SQLTransientConnectionException.class);
        }
    }
}
