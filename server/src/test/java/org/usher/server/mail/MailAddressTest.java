package org.usher.server.mail;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** To whom a mail may go, and what else somebody might write there. */
final class MailAddressTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"eva@home.example", "E.va+chat@mail.home.example", "o'hara@x.co", "eva@xn--mnchen-3ya.example"})
    void shouldTakeOnePlainAddress(String text) {
        assertThat(MailAddress.of(text).orElseThrow().reveal()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "eva",
                "@home.example",
                "eva@",
                "eva@home",
                "eva@localhost",
                "eva@[127.0.0.1]",
                "eva@127.0.0.1",
                "eva@-home.example",
                "eva@home..example",
                ".eva@home.example",
                "e..va@home.example",
                "eva@home.example\n",
                "eva@home.example\r\nBcc: bob@home.example",
                "eva@home.example\r\nRCPT TO:<bob@home.example>",
                "eva\u0000@home.example",
                "eva@home.example,bob@home.example",
                "eva@home.example bob@home.example",
                "eva@home.example;bob@home.example",
                "Eva <eva@home.example>",
                "<eva@home.example>",
                "\"eva\"@home.example",
                "eva(x)@home.example",
                "eva@home.example>",
                "eva%0d%0a@home .example",
                "ev\u00e4@home.example",
                "@relay.example:eva@home.example",
                "eva@bob@home.example"
            })
    void shouldRefuseWhatCouldMeanMore(String text) {
        assertThat(MailAddress.of(text)).isEmpty();
    }

    @Test
    void shouldRefuseWhatIsTooLong() {
        assertThat(MailAddress.of("e".repeat(65) + "@home.example")).isEmpty();
        assertThat(MailAddress.of("eva@" + "home.".repeat(60) + "example")).isEmpty();
    }

    @Test
    void shouldShowNobody() {
        assertThat(new Mail(MailAddress.of("eva@home.example").orElseThrow(), "Your chat", "about me"))
                .hasToString("a mail of 8 characters");
        assertThat(MailAddress.of("eva@home.example").toString()).doesNotContain("eva");
    }
}
