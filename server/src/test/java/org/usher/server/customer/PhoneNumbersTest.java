package org.usher.server.customer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PhoneNumbersTest {
    private final PhoneNumbers german = new PhoneNumbers("DE");

    @ParameterizedTest
    @CsvSource({
        "030 123456, +4930123456",
        "+49 (0)30 123456, +4930123456",
        "004930123456, +4930123456",
        "+4930123456, +4930123456",
        "+33 1 42 68 53 00, +33142685300",
        "0171/1234567, +491711234567"
    })
    void shouldBringEveryWayToWriteANumberIntoOneForm(String given, String e164) {
        assertThat(german.normalise(given)).contains(e164);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "anonymous",
                "Anonymous",
                "unknown",
                "restricted",
                "unavailable",
                "private",
                "<unknown>",
                "11",
                "+999123456789",
                "00",
                "0800FLOWERS",
                "sip:030123456",
                "123456789012345678901234567890",
                "+",
                "***"
            })
    void shouldKnowWhatIsNoNumber(String given) {
        assertThat(german.normalise(given)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"030 123456", "0171 1234567"})
    void shouldTakeNumbersWithoutCountryCodeForNobodysWhereNoRegionIsGiven(String given) {
        assertThat(new PhoneNumbers("").normalise(given)).isEmpty();
        assertThat(new PhoneNumbers("").normalise("+4930123456")).contains("+4930123456");
    }
}
