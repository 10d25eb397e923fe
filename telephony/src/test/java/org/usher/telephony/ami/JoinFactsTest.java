package org.usher.telephony.ami;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JoinFactsTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '|',
            value = {
                "O\\'Brien, O'Brien",
                "\\\"Jo\\\" \\\\ Ä\\?, \"Jo\" \\ Ä?",
                "a\\r\\nb, a  b",
                "end\\, end\\",
                "Rot, Rot"
            })
    void shouldTakeAsterisksEscapesOutOfNames(String written, String meant) {
        AmiMessage row = AmiMessage.of("CallerIDName", written);

        assertThat(JoinFacts.ofRow(row).callerName()).isEqualTo(meant);
        assertThat(JoinFacts.ofEvent(row).callerName()).isEqualTo(meant);
    }
}
