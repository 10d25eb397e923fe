package org.usher.server.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class TokenGateTest {
    private static final String TOKEN = "0123456789abcdef-wall";

    private final TokenGate gate = new TokenGate(
            List.of(
                    new TokenGate.Token("lobby", TokenRole.WALLBOARD.scopes(), Secret.of(TOKEN)),
                    new TokenGate.Token("crm", Set.of(Scope.CONTACTS_READ), Secret.of("0123456789abcdef-crm"))),
            TokenRole.ANONYMOUS);

    @Test
    void shouldKnowTheHolderOfAToken() {
        assertThat(identify(TOKEN))
                .isEqualTo(new Gate.Identity.Known(
                        new Principal.Integration("lobby", Set.of(Scope.WALLBOARD_READ, Scope.METRICS_READ))));
        assertThat(identify("0123456789abcdef-crm"))
                .isEqualTo(new Gate.Identity.Known(new Principal.Integration("crm", Set.of(Scope.CONTACTS_READ))));
    }

    @Test
    void shouldRefuseATokenThatIsWrongRatherThanTreatItAsNone() {
        assertThat(identify(TOKEN + "x")).isEqualTo(new Gate.Identity.UnknownToken());
        assertThat(identify("")).isEqualTo(new Gate.Identity.UnknownToken());
    }

    @Test
    void shouldGiveARequestWithoutTokenWhatNobodyInParticularMayDo() {
        assertThat(gate.identify(Credentials.NONE))
                .isEqualTo(new Gate.Identity.Known(new Principal.Anonymous(Set.of())));
    }

    @Test
    void shouldNeverPrintASecret() {
        assertThat(new TokenGate.Token("lobby", TokenRole.WALLBOARD.scopes(), Secret.of(TOKEN)) + " "
                        + new Credentials.Bearer(Secret.of(TOKEN)) + " " + new Credentials.Cookie(Secret.of(TOKEN)))
                .doesNotContain(TOKEN)
                .contains("***");
    }

    private Gate.Identity identify(String token) {
        return gate.identify(new Credentials.Bearer(Secret.of(token)));
    }
}
