package org.usher.server.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.usher.server.customer.Customer;
import org.usher.server.customer.CustomerFileException;
import org.usher.server.customer.CustomerImport;
import org.usher.server.customer.CustomerIntake;
import org.usher.server.customer.CustomerTables;
import org.usher.server.customer.Lookup;
import org.usher.server.customer.PhoneNumbers;
import org.usher.server.customer.Question;

/** Files of customers, taken into a real MariaDB. */
final class CustomerImportIT extends HistoryOnMariaDb {
    private static final String TWO = """
            id,name,language,vip,numbers
            C-1,Zoë Ünal,fr,true,030 111111;030 111112
            C-2,Ben,,,030 222222
            """;
    private int changes;
    private CustomerImport customers;

    @BeforeEach
    void empty() throws SQLException {
        changes = 0;
        run("DELETE FROM customer_numbers");
        run("DELETE FROM customers");
        customers = new CustomerImport(database, new PhoneNumbers("DE"), () -> changes++);
    }

    @Test
    void shouldBeFoundByTheirNumbersAndStandThereOnceHoweverOftenTheyAreTakenIn() throws Exception {
        assertThat(customers.take(TWO)).isEqualTo(new CustomerIntake.Done(2, 2, 3));
        List<String> once = all();
        assertThat(once).hasSize(5);
        assertThat(customers.take(TWO)).isEqualTo(new CustomerIntake.Done(2, 0, 3));
        assertThat(all()).isEqualTo(once);
        assertThat(changes).isEqualTo(2);
        try (CustomerTables tables = new CustomerTables(database)) {
            assertThat(tables.find(new Question.ByNumber("+4930111112")).join())
                    .isEqualTo(new Lookup.Known(new Customer("C-1", "Zoë Ünal", "fr", "", true, "", Set.of())));
        }
    }

    @Test
    void shouldChangeTheFilesColumnsAloneAndForgetNumbersThatItDoesNotName() throws Exception {
        customers.take(TWO);
        run("UPDATE customers SET last_agent = 'anna', segment = 'gold' WHERE customer_id = 'C-1'");
        customers.take("""
                id,name,open_matters,numbers,shared_numbers
                C-1,Zoë,claim;complaint,030 111112,030 333333
                """);
        assertThat(all())
                .containsExactly(
                        "C-1 Zoë fr gold 1 anna 0 claim,complaint",
                        "C-2 Ben   0  0 ",
                        "+4930111112 C-1 0",
                        "+4930222222 C-2 0",
                        "+4930333333 C-1 1");
        customers.take("id,name\nC-1,Zoë Ünal\n");
        assertThat(all()).hasSize(5).contains("+4930111112 C-1 0", "C-1 Zoë Ünal fr gold 1 anna 0 claim,complaint");
    }

    @Test
    void shouldTakeNothingInIfAnyLineIsWrong() throws Exception {
        customers.take(TWO);
        List<String> before = all();
        assertThatThrownBy(() -> customers.take(TWO.replace("Ben", "Benjamin") + "C-3,Ada,,perhaps,\n"))
                .isInstanceOf(CustomerFileException.class);
        assertThat(all()).isEqualTo(before);
        assertThat(changes).isEqualTo(1);
    }

    @Test
    void shouldTakeNothingInIfTheDatabaseFailsHalfway() throws Exception {
        customers.take(TWO);
        List<String> before = all();
        run("CREATE TRIGGER refuses BEFORE INSERT ON customer_numbers FOR EACH ROW"
                + " SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'for the test'");
        try {
            assertThatThrownBy(() -> customers.take(TWO.replace("Ben", "Benjamin")))
                    .isInstanceOf(SQLException.class);
        } finally {
            run("DROP TRIGGER refuses");
        }
        assertThat(all()).isEqualTo(before);
    }

    private void run(String sql) throws SQLException {
        try (Connection connection = database.connection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Every row of both tables. */
    private List<String> all() throws SQLException {
        List<String> rows = new ArrayList<>();
        for (String sql : List.of(
                "SELECT CONCAT_WS(' ', customer_id, name, language, segment, vip, last_agent, last_agent_fixed, open_matters)"
                        + " FROM customers ORDER BY customer_id",
                "SELECT CONCAT_WS(' ', number, customer_id, shared) FROM customer_numbers ORDER BY number")) {
            try (Connection connection = database.connection();
                    Statement statement = connection.createStatement();
                    ResultSet found = statement.executeQuery(sql)) {
                while (found.next()) {
                    rows.add(found.getString(1));
                }
            }
        }
        return rows;
    }
}
