package org.usher.server.customer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of customers: what is read, and what is said of what is wrong. */
final class CustomerFileTest {
    private static final PhoneNumbers GERMAN = new PhoneNumbers("DE");

    private static List<CustomerFault> faults(String text) {
        CustomerFileException refused =
                catchThrowableOfType(CustomerFileException.class, () -> CustomerFile.read(text, GERMAN));
        assertThat(refused).as("it was taken").isNotNull();
        return refused.faults();
    }

    @Test
    void shouldReadEveryColumnInAnyOrderAndNumbersInOneForm() throws Exception {
        List<CustomerLine> lines = CustomerFile.read("""
                \ufeffname,id,vip,language,segment,last_agent,last_agent_fixed,open_matters,numbers,shared_numbers
                "Ünal, Zoë",C-1,yes,fr,gold,anna,TRUE,claim;complaint,030 1234567; +49 30 1234568,030/7654321

                Ben,C-2,,,,,,,,
                """, GERMAN);
        assertThat(lines)
                .containsExactly(
                        new CustomerLine(
                                2,
                                "C-1",
                                Map.of(
                                        "name", "Ünal, Zoë",
                                        "vip", "1",
                                        "language", "fr",
                                        "segment", "gold",
                                        "last_agent", "anna",
                                        "last_agent_fixed", "1",
                                        "open_matters", "claim;complaint"),
                                true,
                                List.of("+49301234567", "+49301234568"),
                                List.of("+49307654321")),
                        new CustomerLine(
                                4,
                                "C-2",
                                Map.of(
                                        "name", "Ben",
                                        "vip", "0",
                                        "language", "",
                                        "segment", "",
                                        "last_agent", "",
                                        "last_agent_fixed", "0",
                                        "open_matters", ""),
                                true,
                                List.of(),
                                List.of()));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "id,C 1,is no id",
                "name,,is no name",
                "language,fr de,is not a word",
                "segment,gold!,is not a word",
                "vip,maybe,is neither yes nor no",
                "last_agent,anna & co,is not a word",
                "last_agent_fixed,2,is neither yes nor no",
                "open_matters,claim complaint,is no list of words",
                "numbers,030 1234567;anonymous,is no number of the public network",
                "shared_numbers,11,is no number of the public network"
            })
    void shouldNameLineColumnValueAndFix(String column, String value, String wrong) {
        String given = value == null ? "" : value;
        String header = column.equals("id") || column.equals("name") ? "id,name" : "id,name," + column;
        String bad = column.equals("id") ? given + ",Ada" : column.equals("name") ? "C-9," + given : "C-9,Ada," + given;
        String good = "C-1,Ben" + (header.equals("id,name") ? "" : ",");
        assertThat(faults(header + "\n" + good + "\n" + bad + "\n"))
                .singleElement()
                .satisfies(fault -> {
                    assertThat(fault.line()).isEqualTo(3);
                    assertThat(fault.column()).isEqualTo(column);
                    assertThat(fault.value()).isEqualTo(given.contains(";") ? "anonymous" : given);
                    assertThat(fault.wrong()).isEqualTo(wrong);
                    assertThat(fault.fix()).isNotEmpty();
                });
    }

    @Test
    void shouldSayWhatIsWrongWithTheFileAsAWhole() {
        assertThat(faults("id,colour\nC-1,red\n"))
                .extracting(fault -> fault.line() + " " + fault.column() + " " + fault.wrong())
                .containsExactly("1 colour is no column", "1 name is missing");
        assertThat(faults("")).extracting(CustomerFault::column).containsExactly("id", "name");
        assertThat(faults("id,name\nC-1\n").getFirst().wrong()).isEqualTo("has 1 cells, and there are 2 columns");
        assertThat(faults("id,name\nC-1,\"Ben\n").getFirst().wrong()).startsWith("is no CSV");
        assertThat(faults("id,name\nC-1,Ben\nC-2,Ada\nC-1,Ben\n"))
                .singleElement()
                .satisfies(fault -> {
                    assertThat(fault.line()).isEqualTo(4);
                    assertThat(fault.wrong()).isEqualTo("stands in line 2 already");
                });
        assertThat(faults("id,name,numbers,shared_numbers\nC-1,Ben,030 1234567,+49 30 1234567\n")
                        .getFirst()
                        .wrong())
                .isEqualTo("is among numbers, too");
        assertThat(faults("id,name\n" + "x y,\n".repeat(500))).hasSize(CustomerFile.MAX_PROBLEMS);
    }
}
