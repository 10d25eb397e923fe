package org.usher.server.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class CrmLinkTest {
    @Test
    void shouldFillInWhatIsKnownPercentEncoded() {
        CrmLink link = CrmLink.of("https://crm.example.org/find?number={number}&name={name}&q={queue}#{contact}");
        assertThat(link.with(Map.of("number", "+49 30/123", "name", "Müller & \"Söhne\"", "contact", "42")))
                .contains(
                        "https://crm.example.org/find?number=%2B49%2030%2F123&name=M%C3%BCller%20%26%20%22S%C3%B6hne%22&q=#42");
    }

    @Test
    void shouldHaveNoLinkWithoutATemplate() {
        assertThat(CrmLink.NONE.with(Map.of("number", "1"))).isEmpty();
    }

    @Test
    void shouldRefuseWhatIsNoAddressOrLetsACallerNameTheHost() {
        assertThat(CrmLink.problem("javascript:alert({number})")).isPresent();
        assertThat(CrmLink.problem("ftp://crm.example.org/{number}")).isPresent();
        assertThat(CrmLink.problem("https://{customer}/")).isPresent();
        assertThat(CrmLink.problem("https://crm{customer}.example.org/")).isPresent();
        assertThat(CrmLink.problem("/find/{number}")).isPresent();
        assertThat(CrmLink.problem("https://crm.example.org/{phone}"))
                .contains("has {phone}, and known are only" + " [contact, customer, dialled, name, number, queue]");
        assertThat(CrmLink.problem("http://127.0.0.1:8090/{number}?{contact}")).isEmpty();
    }
}
