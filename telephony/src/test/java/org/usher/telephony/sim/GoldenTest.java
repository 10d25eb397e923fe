package org.usher.telephony.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.usher.telephony.ami.AmiMessage;

/**
 * The model against recordings of a real Asterisk with the shipped dialplan and filter. The actions of the recording are given to the
 * model, its people do what the recorded ones did, and what the model says is compared: the order of everything up to the talk, the
 * order on each channel to its end, the states of each phone, the values that matter, and the names of the headers.
 */
class GoldenTest {
    /** What a leg of its own accord, or several threads of Asterisk at the end of a call, report comes in any order across channels. */
    private static final Set<String> ANY_TIME =
            Set.of("Newstate", "Hangup", "SoftHangupRequest", "BridgeLeave", "DeviceStateChange", "ContactStatus");

    private static final Set<String> VALUES = Set.of(
            "ChannelStateDesc",
            "DialStatus",
            "Offer",
            "Status",
            "HangupCause",
            "Answered",
            "Cause",
            "BridgeNumChannels",
            "Queue",
            "Skills",
            "CallLanguage",
            "CallPriority",
            "Customer",
            "Data",
            "Dialled",
            "Contact");

    private static final long ONE_OF_MANY_ANSWERS_MS = 2_000;

    private final ModelDriver driver = ModelDriver.withOpenQueue();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "answered-agent-hangs-up",
                "answered-caller-hangs-up",
                "no-answer",
                "busy",
                "declined",
                "agent-unregistered",
                "abandon-ringing",
                "withdrawn",
                "two-contacts",
                "two-devices-one-unregistered",
                "forwarded-302",
                "stale-orders",
                "hold"
            })
    void shouldSayWhatARealAsteriskSaid(String name) {
        List<AmiMessage> real = Recording.of(name).messages();
        registerPhones(real);
        replay(real);
        List<AmiMessage> modelled = driver.received;

        assertThat(inOrder(modelled)).as("order up to the talk").isEqualTo(inOrder(real));
        assertThat(byChannel(modelled)).as("order on each channel").isEqualTo(byChannel(real));
        assertThat(states(modelled)).as("states of phones").isEqualTo(states(real));
        assertThat(headerNames(modelled)).as("names of headers").isEqualTo(headerNames(real));
    }

    // ---- people and router do what they did

    private void registerPhones(List<AmiMessage> real) {
        Map<String, List<Supplier<PhoneBehaviour>>> contacts = new LinkedHashMap<>();
        for (AmiMessage m : real) {
            if (m.event().equals("Newchannel")) {
                break;
            }
            if (m.get("ContactStatus").equals("NonQualified")) {
                String endpoint = m.get("EndpointName");
                List<Supplier<PhoneBehaviour>> known = contacts.computeIfAbsent(endpoint, _ -> new ArrayList<>());
                PhoneBehaviour behaviour = behaviour(real, endpoint, known.size());
                known.add(() -> behaviour);
            }
        }
        driver.model.phone("alice", List.of());
        driver.model.phone("bob", List.of());
        driver.received.clear();
        contacts.forEach(driver.model::phone);
    }

    /** What the phone did that became this endpoint's leg of this number. */
    private static PhoneBehaviour behaviour(List<AmiMessage> real, String endpoint, int number) {
        List<String> legs = real.stream()
                .filter(m -> m.event().equals("Newchannel") && m.get("Channel").startsWith("PJSIP/" + endpoint))
                .map(m -> m.get("Channel"))
                .toList();
        if (number >= legs.size()) {
            return new PhoneBehaviour.RingsOut();
        }
        String leg = legs.get(number);
        boolean rang = said(real, "Newstate", leg, "Ringing") > 0;
        long dialEnds = real.stream()
                .filter(m -> m.event().equals("DialEnd") && m.get("DestChannel").equals(leg))
                .count();
        if (!rang && dialEnds == 2) {
            return new PhoneBehaviour.Forwards();
        }
        if (!rang && said(real, "HangupRequest", leg, "") > 0) {
            return new PhoneBehaviour.Busy();
        }
        boolean oneOfMany = legs.size() > 1;
        return oneOfMany && said(real, "Newstate", leg, "Up") > 0
                ? new PhoneBehaviour.Answers(ONE_OF_MANY_ANSWERS_MS, PhoneBehaviour.NEVER)
                : new PhoneBehaviour.RingsOut();
    }

    private static long said(List<AmiMessage> real, String event, String channel, String state) {
        return real.stream()
                .filter(m -> m.event().equals(event)
                        && m.get("Channel").equals(channel)
                        && (state.isEmpty() || m.get("ChannelStateDesc").equals(state)))
                .count();
    }

    private void replay(List<AmiMessage> real) {
        for (AmiMessage m : real) {
            if (m.has("Action")) {
                act(m);
            } else {
                people(m);
            }
            driver.run(20);
        }
    }

    private void act(AmiMessage action) {
        List<String> headers = new ArrayList<>();
        action.forEach((name, value) -> {
            if (!name.equals("Action") && !name.equals("ActionID")) {
                headers.add(name);
                headers.add(name.equals("Channel") ? driver.lastCaller() : value);
            }
        });
        driver.act(action.get("Action"), headers.toArray(String[]::new));
    }

    private void people(AmiMessage m) {
        boolean caller = m.get("Channel").startsWith("PJSIP/trunk");
        String endpoint = m.get("Channel").replaceFirst("^PJSIP/", "").replaceFirst("-[0-9a-f]+$", "");
        switch (m.event()) {
            case "Newchannel" -> {
                if (caller) {
                    driver.model.call(CallerScript.forQueue(m.get("Exten"))
                            .withDialled(m.get("Exten"))
                            .withCaller("5551", "Caller"));
                }
            }
            case "Newstate" -> {
                if (!caller && m.get("ChannelStateDesc").equals("Up")) {
                    answer(endpoint);
                }
            }
            case "HangupRequest" -> {
                if (caller) {
                    driver.model.hangUp(driver.lastCaller());
                } else if (m.get("Cause").equals("21")) {
                    driver.model.order(endpoint, PhoneOrder.DECLINE);
                } else if (m.get("Cause").equals("16")) {
                    driver.model.order(endpoint, PhoneOrder.HANG_UP);
                }
            }
            case "Hold" -> driver.model.order(endpoint, PhoneOrder.HOLD);
            case "Unhold" -> driver.model.order(endpoint, PhoneOrder.RESUME);
            case "DialEnd" -> {
                if (m.get("DialStatus").equals("NOANSWER")) {
                    driver.run(1_500);
                }
            }
            default -> {}
        }
    }

    /** An order would go to the first of several phones; there the one that answered does so by itself. */
    private void answer(String endpoint) {
        if (driver.model.contacts(endpoint) > 1) {
            driver.run(ONE_OF_MANY_ANSWERS_MS);
        } else {
            driver.model.order(endpoint, PhoneOrder.ANSWER);
        }
    }

    // ---- what was said, comparable

    private static Stream<AmiMessage> calls(List<AmiMessage> messages) {
        return messages.stream()
                .filter(m -> m.has("Event") && m.get("Channel").startsWith("PJSIP/"))
                .filter(m -> !m.event().equals("OperatorBack")); // the operator's own event, not Usher's
    }

    private static List<String> inOrder(List<AmiMessage> messages) {
        Map<String, String> names = new LinkedHashMap<>();
        return calls(messages)
                .filter(m -> !ANY_TIME.contains(m.get("Event")))
                .map(m -> inShort(m, names))
                .toList();
    }

    private static Map<String, List<String>> byChannel(List<AmiMessage> messages) {
        Map<String, String> names = new LinkedHashMap<>();
        Map<String, List<String>> channels = new LinkedHashMap<>();
        calls(messages).forEach(m -> {
            String line = inShort(m, names);
            channels.computeIfAbsent(names.get(m.get("Channel")), _ -> new ArrayList<>())
                    .add(line);
        });
        return channels;
    }

    /** Event, channels by their endpoint and number, and the values that matter. */
    private static String inShort(AmiMessage m, Map<String, String> names) {
        StringBuilder line = new StringBuilder(m.event());
        boolean operators =
                m.get("Context").equals("operator") || m.get("Context").equals("from-trunk");
        m.forEach((name, value) -> {
            if (name.equals("Channel") || name.equals("DestChannel")) {
                line.append(' ')
                        .append(names.computeIfAbsent(
                                value, channel -> channel.replaceFirst("-[0-9a-f]+$", "") + "#" + (names.size() + 1)));
            } else if (name.endsWith("ChanVariable")
                    || (name.equals("Context") && value.startsWith("usher-"))
                    || (VALUES.contains(name) && !(operators && name.equals("Cause")))) {
                line.append(' ').append(name).append('=').append(value);
            }
        });
        return line.toString();
    }

    private static Map<String, List<String>> states(List<AmiMessage> messages) {
        Map<String, List<String>> states = new LinkedHashMap<>();
        for (AmiMessage m : messages) {
            if (m.event().equals("DeviceStateChange") && !m.get("Device").equals("PJSIP/trunk")) {
                if (!m.get("State")
                        .equals("UNAVAILABLE")) { // phones are switched off after the story, or after the recording
                    states.computeIfAbsent(m.get("Device"), _ -> new ArrayList<>())
                            .add(m.get("State"));
                }
            }
        }
        return states;
    }

    /** For each event the names of its headers, in order. */
    private static Map<String, Set<List<String>>> headerNames(List<AmiMessage> messages) {
        Map<String, Set<List<String>>> names = new TreeMap<>();
        calls(messages).forEach(m -> {
            Set<String> headers = new LinkedHashSet<>();
            m.forEach((name, value) -> headers.add(name));
            headers.remove("TechCause"); // SIP's own code of a failed leg; nobody reads it
            names.computeIfAbsent(m.event(), _ -> new LinkedHashSet<>()).add(List.copyOf(headers));
        });
        return names;
    }
}
