package org.usher.telephony.ami;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.asteriskjava.manager.internal.ActionEncoder;
import org.junit.jupiter.api.Test;
import org.usher.core.api.AnswerMode;
import org.usher.core.api.Configuration;
import org.usher.core.api.DeviceKind;
import org.usher.core.api.Effect;
import org.usher.core.api.RoutingPlan;
import org.usher.core.api.Urgency;

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
    void shouldRefuseAnOfferOfADeviceThatIsUnknown() {
        OfferArgs args = new OfferArgs(2, 7);
        Effect.Offer offer = new Effect.Offer(77, 0, 1, 1, 1, List.of(new Effect.Rung(1, List.of(12))), 15_000, 0);
        assertThat(args.of(offer, Names.of(Centre.configuration("alice"))).problem())
                .contains("device 12");
    }

    @Test
    void shouldReachThePhonesOfAnotherBoxThroughTheTrunkThere() {
        Configuration centre = new Configuration(
                1,
                List.of(),
                List.of(),
                List.of(
                        new Configuration.Device(11, 1, "alice", DeviceKind.PHONE, true),
                        new Configuration.Device(12, 2, "alice", DeviceKind.PHONE, true),
                        new Configuration.Device(13, 2, "0170555", DeviceKind.EXTERNAL, false)),
                List.of(),
                List.of(),
                Configuration.Settings.DEFAULT);
        Names names = Names.of(centre);
        Effect.Offer offer =
                new Effect.Offer(77, 0, 1, 1, 5, List.of(new Effect.Rung(1, List.of(11, 12, 13))), 15_000, 0);
        assertThat(new OfferArgs(1, 7).of(offer, names).value())
                .isEqualTo("77,7,15000,PJSIP/alice&PJSIP/alice@usher-box-2&PJSIP/outside*0170555@usher-box-2,,0,,,"
                        + "alice&alice@usher-box-2");
        assertThat(names.deviceId(1, Leg.phone("PJSIP/usher-box-2-0000002a", "alice@usher-box-2")))
                .isEqualTo(12);
        assertThat(names.deviceId(1, Leg.phone("PJSIP/usher-box-2-0000002a", "outside*0170555@usher-box-2")))
                .isEqualTo(13);
        assertThat(names.deviceId(1, Leg.phone("PJSIP/alice-0000002a", "alice/sip:alice@127.0.0.1:5060")))
                .isEqualTo(11);
        assertThat(names.deviceId(1, Leg.phone("PJSIP/usher-box-2-0000002a", "")))
                .isZero();
    }

    @Test
    void shouldSayWhichPhonesAreOutsideWhichPickUpThemselvesAndWhatTheirAgentsHear() {
        Configuration.Queue queue = new Configuration.Queue(
                5,
                "billing",
                "Billing",
                AnswerMode.ON_ENTRY,
                0,
                RoutingPlan.ANYONE,
                15_000,
                0,
                0,
                0,
                0,
                new Configuration.ServiceLevelTarget(80, 20_000),
                Configuration.Rules.DEFAULT,
                Urgency.DEFAULT,
                new Configuration.Treatment(org.usher.core.api.Recording.ON_DEMAND, "", "custom/billing, please"),
                Configuration.Channels.DEFAULT);
        Configuration centre = new Configuration(
                1,
                List.of(),
                List.of(queue),
                List.of(
                        new Configuration.Device(11, 2, "alice", DeviceKind.PHONE, true),
                        new Configuration.Device(12, 2, "+4930123", DeviceKind.EXTERNAL, false),
                        new Configuration.Device(13, 2, "bob", DeviceKind.PHONE, true)),
                List.of(),
                List.of(),
                Configuration.Settings.DEFAULT);
        Effect.Offer offer = new Effect.Offer(
                77,
                0,
                1,
                1,
                5,
                List.of(new Effect.Rung(1, List.of(11, 12)), new Effect.Rung(2, List.of(13))),
                15_000,
                245_000);

        assertThat(new OfferArgs(2, 7).of(offer, Names.of(centre)).value())
                .isEqualTo("77,7,15000,PJSIP/alice&Local/+4930123@usher-external/n&PJSIP/bob,Billing,245,demand,"
                        + "custom%2Fbilling%2C%20please,alice&bob");
    }

    @Test
    void shouldKnowPhonesByTheirChannelsAndNoPhoneOutsideByAnEndpointOfItsNumber() {
        Names names = Names.of(Centre.configuration("alice", "100"));
        assertThat(names.deviceId(Centre.PBX, Leg.endpoint("PJSIP/alice-0000002a")))
                .isEqualTo(11);
        assertThat(names.deviceId(Centre.PBX, Leg.endpoint("Local/100@usher-external-0000002a;1")))
                .isEqualTo(12);
        assertThat(names.deviceId(Centre.PBX, Leg.endpoint("Local/100@usher-external-0000002a;2")))
                .as("the far half")
                .isZero();
        assertThat(names.deviceId(Centre.PBX, Leg.endpoint("Local/100@from-agents-0000002a;1")))
                .isZero();
        assertThat(names.deviceId(Centre.PBX, Leg.endpoint("PJSIP/100-0000002a")))
                .isZero();
    }
}
