package org.usher.server.people;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.usher.server.security.Secret;
import org.usher.server.security.SecretHash;

final class PasswordsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            elevenchars           | too short
            abababababab          | same characters
            iamannaandilikecats   | guessed
            the wild Meier family | guessed
            password1234567       | guessed
            """)
    void shouldRefuseWhatIsShortOrHasToDoWithTheName(String password, String why) {
        assertThat(Passwords.unfit(Secret.of(password), "anna", "Anna-Lena Meier"))
                .hasValueSatisfying(said -> assertThat(said).contains(why));
    }

    @Test
    void shouldTakeLongOnesOfAnyCharactersAndCountCharactersAndNotUnits() {
        assertThat(Passwords.unfit(Secret.of("correct horse battery"), "anna", "Anna"))
                .isEmpty();
        assertThat(Passwords.unfit(Secret.of("abcdefgh".repeat(32)), "anna", "Anna"))
                .isEmpty();
        assertThat(Passwords.unfit(Secret.of("abcdefgh".repeat(32) + "x"), "anna", "Anna"))
                .isNotEmpty();
        assertThat(Passwords.unfit(Secret.of("🐎🐖🐄🐑🐐🐓🐕🐈🦆🐇🐝🐞"), "anna", "Anna"))
                .isEmpty();
        assertThat(Passwords.unfit(Secret.of("🐎🐖🐄🐑🐐🐓"), "anna", "Anna")).isNotEmpty();
    }

    @Test
    void shouldTakeTheSameKeysForTheSamePasswordOnEveryMachine() {
        SecretHash hash = Passwords.hash(Secret.of("Müllers Mühle klappert"));
        assertThat(Passwords.matches(hash, Secret.of("Mu\u0308llers Mu\u0308hle klappert")))
                .isTrue();
        assertThat(Passwords.matches(hash, Secret.of("Mullers Muhle klappert"))).isFalse();
    }
}
