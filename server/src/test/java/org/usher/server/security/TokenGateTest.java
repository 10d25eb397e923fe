package org.usher.server.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class TokenGateTest {
    private static final String TOKEN = "0123456789abcdef-wall";

    private final TokenGate gate = new TokenGate(
            List.of(
                    new TokenGate.Token("lobby", Role.WALLBOARD, Secret.of(TOKEN)),
                    new TokenGate.Token("boss", Role.ADMIN, Secret.of("0123456789abcdef-boss"))),
            Role.ANONYMOUS);

    @Test
    void shouldKnowTheHolderOfAToken() {
        assertThat(gate.identify(TOKEN)).contains(new Principal("lobby", Role.WALLBOARD));
    }

    @Test
    void shouldRefuseATokenThatIsWrongRatherThanTreatItAsNone() {
        assertThat(gate.identify(TOKEN + "x")).isEmpty();
        assertThat(gate.identify("")).isEmpty();
    }

    @Test
    void shouldGiveARequestWithoutTokenTheAnonymousRole() {
        assertThat(gate.identify(null)).contains(new Principal("anonymous", Role.ANONYMOUS));
    }

    @Test
    void shouldLetEachRoleDoWhatTheRolesBelowItMay() {
        Principal supervisor = new Principal("s", Role.SUPERVISOR);

        assertThat(Access.PUBLIC.allows(supervisor)).isTrue();
        assertThat(Access.WALLBOARD.allows(supervisor)).isTrue();
        assertThat(Access.SUPERVISOR.allows(supervisor)).isTrue();
        assertThat(Access.ADMIN.allows(supervisor)).isFalse();
        assertThat(Access.WALLBOARD.allows(new Principal("anonymous", Role.ANONYMOUS)))
                .isFalse();
    }

    @Test
    void shouldNeverPrintASecret() {
        assertThat(new TokenGate.Token("lobby", Role.WALLBOARD, Secret.of(TOKEN)).toString())
                .doesNotContain(TOKEN)
                .contains("***");
    }
}
