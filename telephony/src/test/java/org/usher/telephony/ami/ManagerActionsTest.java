package org.usher.telephony.ami;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.asteriskjava.manager.internal.ActionEncoder;
import org.junit.jupiter.api.Test;
import org.usher.core.api.Effect;

/** What goes over the wire. */
class ManagerActionsTest {
    private final ActionEncoder encoder = new ActionEncoder();

    @Test
    void shouldWriteARedirectAsAsteriskReadsIt() {
        var redirect = ManagerActions.redirect("PJSIP/trunk-1", "usher-connect", "o77");
        redirect.setActionId("usher-5");
        assertThat(encoder.encode(redirect).lines().sorted())
                .containsExactly(
                        "",
                        "action: Redirect",
                        "actionid: usher-5",
                        "channel: PJSIP/trunk-1",
                        "context: usher-connect",
                        "exten: o77",
                        "priority: 1");
    }

    @Test
    void shouldNotLetAValueBecomeAnAction() {
        String wire = encoder.encode(ManagerActions.setVariable(
                "PJSIP/trunk-1", "USHER_ARGS", "x\r\n\r\nAction: Originate\r\nApplication: System"));
        assertThat(wire.lines()).noneMatch(line -> line.startsWith("Action:"));
        assertThat(wire.indexOf("\r\n\r\n")).isEqualTo(wire.length() - 4);
    }

    @Test
    void shouldNeverShowTheSecret() {
        Secret secret = Secret.of("s3cret");
        assertThat(secret).hasToString("(secret)");
        assertThat(LinkSettings.of(1, "127.0.0.1", 5038, "usher", secret).toString())
                .doesNotContain("s3cret");
        // md5("123456s3cret")
        assertThat(secret.answerTo("123456")).isEqualTo("5ed1f0dc9003f2a40604fea3cf6cd609");
    }

    @Test
    void shouldRefuseAnOfferOfADeviceOnAnotherPbx() {
        OfferArgs args = new OfferArgs(2, 7);
        Effect.Offer offer = new Effect.Offer(77, 0, 1, 1, 1, List.of(new Effect.Rung(1, List.of(11))), 15_000, 0);
        assertThat(args.of(offer, Names.of(Centre.configuration("alice"))).problem())
                .contains("device 11", "PBX 2");
    }
}
