package org.usher.server.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SecretHashTest {
    @Test
    void shouldTakeThePinAndNoOther() {
        SecretHash hash = SecretHash.of(Secret.of("4711"));
        assertThat(hash.text()).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
        assertThat(hash.matches(Secret.of("4711"))).isTrue();
        assertThat(hash.matches(Secret.of("4712"))).isFalse();
        assertThat(hash.matches(Secret.of(""))).isFalse();
        assertThat(SecretHash.parse(hash.text())).contains(hash);
        assertThat(hash.toString()).isEqualTo("***");
    }

    @Test
    void shouldSaltEachHashAnew() {
        assertThat(SecretHash.of(Secret.of("4711"))).isNotEqualTo(SecretHash.of(Secret.of("4711")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "4711",
                "$argon2i$v=19$m=19456,t=2,p=1$tbrDaMiBWTlp5xU2/z2HEg$ij9bi/y0cFN+oJ33DSz5jaBR+Ibk7whBySrXenFOGUE",
                "$argon2id$v=19$m=0,t=2,p=1$tbrDaMiBWTlp5xU2/z2HEg$ij9bi/y0cFN+oJ33DSz5jaBR+Ibk7whBySrXenFOGUE",
                "$argon2id$v=19$m=999999,t=2,p=1$tbrDaMiBWTlp5xU2/z2HEg$ij9bi/y0cFN+oJ33DSz5jaBR+Ibk7whBySrXenFOGUE",
                "$argon2id$v=19$m=19456,t=99,p=1$tbrDaMiBWTlp5xU2/z2HEg$ij9bi/y0cFN+oJ33DSz5jaBR+Ibk7whBySrXenFOGUE",
                "$argon2id$v=19$m=19456,t=2,p=0$tbrDaMiBWTlp5xU2/z2HEg$ij9bi/y0cFN+oJ33DSz5jaBR+Ibk7whBySrXenFOGUE",
                "$argon2id$v=19$m=19456,t=2,p=1$tbrDaMiBWTlp5xU2/z2HEg$",
            })
    void shouldRefuseWhatIsNoHashOrOneThatTakesTooMuch(String text) {
        assertThat(SecretHash.parse(text)).isEmpty();
    }

    @Test
    void shouldKnowWhatMayBeAPin() {
        assertThat(Pin.isPin("0000")).isTrue();
        assertThat(Pin.isPin("123456789012")).isTrue();
        assertThat(Pin.isPin("123")).isFalse();
        assertThat(Pin.isPin("1234567890123")).isFalse();
        assertThat(Pin.isPin("12a4")).isFalse();
    }
}
