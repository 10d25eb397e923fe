package org.usher.telephony.contract;

import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.usher.telephony.rig.AmiClient;
import org.usher.telephony.rig.AmiPacket;
import org.usher.telephony.rig.RealAsterisk;
import org.usher.telephony.rig.SippPhone;

/** A real Asterisk with the shipped configuration, one for all stories of a class, and SIPp at its phones, others in each story. */
final class RealPbx implements PbxUnderTest {
    private static final double CALLER_HZ = 425;
    private static final double PHONE_HZ = 750;

    private static final double OWN_HZ = 1_450;
    private static final double OUTSIDE_HZ = 1_900;

    private final RealAsterisk asterisk;
    private final AmiClient observer;
    private final List<SippPhone> people = new ArrayList<>();

    RealPbx(RealAsterisk asterisk) {
        this.asterisk = asterisk;
        this.observer = asterisk.rigAmi();
    }

    /** The Asterisk for a class of stories. */
    static RealAsterisk start() {
        return start(RealAsterisk.builder(), UnaryOperator.identity());
    }

    /** @param phones what else is to be changed of pjsip-usher.conf */
    static RealAsterisk start(RealAsterisk.Builder builder, UnaryOperator<String> phones) {
        return builder.edit(
                        "pjsip-usher.conf", text -> phones.apply(text).replace("rtp_timeout = 30", "rtp_timeout = 2"))
                .start();
    }

    @Override
    public int amiPort() {
        return asterisk.amiPort();
    }

    @Override
    public String user() {
        return RealAsterisk.USHER_USER;
    }

    @Override
    public String secret() {
        return RealAsterisk.USHER_SECRET;
    }

    @Override
    public String global(String name) {
        return observer.action("Getvar", "Variable", name).get("Value");
    }

    @Override
    public void setGlobal(String name, String value) {
        observer.action("Setvar", "Variable", name, "Value", value);
    }

    @Override
    public Phone phone(String endpoint, Manner manner) {
        SippPhone.Agent agent = SippPhone.agent(asterisk, endpoint, PHONE_HZ);
        SippPhone phone = switch (manner) {
            case ON_ORDER -> agent.onlyOnOrder().register();
            case WHEN_TOLD -> agent.onlyOnOrder().knowsTalk().register();
            case BUSY -> agent.rejects("486 Busy Here").register();
            case FORWARDS -> agent.forwardsTo("bob").register();
        };
        people.add(phone);
        return new SippAgent(phone);
    }

    @Override
    public boolean talksOrWaits(String endpoint) {
        return observer.list("Status").stream()
                .anyMatch(row -> (row.get("Channel").startsWith("PJSIP/" + endpoint + "-")
                                || (endpoint.equals("Local/")
                                        && row.get("Channel").startsWith(endpoint)))
                        && (!row.get("BridgeID").isEmpty() || row.is("Application", "WaitExten")));
    }

    @Override
    public Phone answerOutside() {
        SippPhone outside = SippPhone.outside(asterisk, OUTSIDE_HZ).switchOn();
        people.add(outside);
        setGlobal("OUTSIDE_PORT", String.valueOf(outside.port()));
        return new SippAgent(outside);
    }

    @Override
    public Phone outside(Manner manner) {
        SippPhone.Agent set = SippPhone.outside(asterisk, OUTSIDE_HZ);
        SippPhone.Agent ready = switch (manner) {
            case ON_ORDER, WHEN_TOLD -> set.onlyOnOrder();
            case BUSY -> set.rejects("486 Busy Here");
            case FORWARDS -> set.forwardsTo("bob");
        };
        SippPhone outside = ready.switchOn();
        people.add(outside);
        setGlobal("OUTSIDE_PORT", String.valueOf(outside.port()));
        return new SippAgent(outside);
    }

    @Override
    public void awaitRinging() {
        await().atMost(15, TimeUnit.SECONDS)
                .pollInterval(20, TimeUnit.MILLISECONDS)
                .until(() -> observer.list("Status").stream()
                        .anyMatch(row -> row.get("Channel").startsWith("PJSIP/trunk-")
                                && row.is("ChannelStateDesc", "Ringing")));
    }

    @Override
    public void awaitReached() {
        await().atMost(15, TimeUnit.SECONDS)
                .pollInterval(20, TimeUnit.MILLISECONDS)
                .until(() -> observer.list("Status").stream()
                        .anyMatch(row -> row.is("Context", "usher-callback")
                                && row.is("Application", "Dial")
                                && !row.get("BridgeID").isEmpty()));
    }

    @Override
    public void awaitQuestion() {
        await().atMost(15, TimeUnit.SECONDS)
                .pollInterval(20, TimeUnit.MILLISECONDS)
                .until(() -> observer.list("Status").stream()
                        .anyMatch(row -> row.is("Context", "usher-press") && row.is("Application", "Read")));
    }

    @Override
    public void awaitEntering() {
        await().atMost(15, TimeUnit.SECONDS)
                .pollInterval(20, TimeUnit.MILLISECONDS)
                .until(() -> observer.list("Status").stream()
                        .anyMatch(
                                row -> row.is("Context", "usher-callback-ask") && row.is("Application", "ReadExten")));
    }

    @Override
    public void awaitChoosing() {
        await().atMost(15, TimeUnit.SECONDS)
                .pollInterval(20, TimeUnit.MILLISECONDS)
                .until(() -> observer.list("Status").stream()
                        .anyMatch(row -> row.is("Context", "usher-callback-ask")
                                && row.is("Exten", "key")
                                && row.is("Application", "Read")));
    }

    private record SippCall(SippPhone line) implements OwnCall {
        @Override
        public void hangUp() {
            line.hangUp();
        }
    }

    private final class SippAgent implements Phone {
        private final SippPhone phone;

        private SippAgent(SippPhone phone) {
            this.phone = phone;
        }

        @Override
        public OwnCall call(String number) {
            SippPhone line = SippPhone.ownCall(asterisk, phone.name(), OWN_HZ, number);
            people.add(line);
            return new SippCall(line);
        }

        @Override
        public void transfer(String number) {
            phone.transfer(number);
        }

        @Override
        public void transferInto(OwnCall call) {
            phone.transferInto(((SippCall) call).line());
        }

        @Override
        public void unregister() {
            phone.unregister();
        }

        @Override
        public void losePower() {
            phone.switchOff();
        }

        @Override
        public void answer() {
            phone.answer();
        }

        @Override
        public void decline() {
            phone.reject();
        }

        @Override
        public void hangUp() {
            phone.hangUp();
        }

        @Override
        public void hold() {
            phone.hold();
        }

        @Override
        public void resume() {
            phone.resume();
        }

        @Override
        public void press(String keys) {
            pressKeys(phone, keys);
        }

        @Override
        public void remove() {
            phone.close();
        }
    }

    @Override
    public Caller call(String queue, Map<String, String> inputs) {
        SippPhone.Caller caller = SippPhone.caller(asterisk, CALLER_HZ);
        inputs.forEach((variable, value) -> caller.header(headerOf(variable), value));
        SippPhone phone = caller.dial(queue);
        people.add(phone);
        return new Caller() {
            @Override
            public void hangUp() {
                // before its own call has come about SIPp takes no orders
                await().atMost(10, TimeUnit.SECONDS)
                        .pollInterval(20, TimeUnit.MILLISECONDS)
                        .until(() -> phone.messages().contains("ACK sip:")
                                || phone.messages().contains("183 Session Progress"));
                phone.hangUp();
            }

            @Override
            public void press(String keys) {
                pressKeys(phone, keys);
            }
        };
    }

    private static void pressKeys(SippPhone phone, String keys) {
        await().atMost(10, TimeUnit.SECONDS)
                .pollInterval(20, TimeUnit.MILLISECONDS)
                .until(() -> phone.audio().flowsBothWays());
        phone.press(keys);
    }

    /** The header in which the tests' operator reads an input: USHER_SKILLS comes in X-Skills. */
    private static String headerOf(String variable) {
        String word = variable.substring("USHER_".length());
        return "X-" + word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT);
    }

    @Override
    public void close() {
        people.forEach(SippPhone::close);
        await().atMost(10, TimeUnit.SECONDS)
                .pollInterval(20, TimeUnit.MILLISECONDS)
                .until(this::isQuiet);
        observer.close();
    }

    /** Hangs up what the story has left behind; true if nothing is left. */
    private boolean isQuiet() {
        List<AmiPacket> left = observer.list("CoreShowChannels").stream()
                .filter(row -> !row.get("Channel").startsWith("Local/run@usher-watch"))
                .toList();
        left.forEach(row -> observer.action("Hangup", "Channel", row.get("Channel")));
        return left.isEmpty();
    }
}
