package org.usher.telephony.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
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

    private static final Set<String> ENDS = Set.of("BridgeLeave", "SoftHangupRequest", "Hangup");

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
    private static final String OUTSIDE = "outside";
    /** No phone of the recordings that nobody answers rings longer. */
    private static final long RINGING_MS = 3_000;
    /** Q.850 cause of a channel that Asterisk hangs up because it hears nothing. */
    private static final String NO_AUDIO = "44";

    private static final Map<String, String> INPUTS = Map.of(
            "Skills", "USHER_SKILLS",
            "CallLanguage", "USHER_LANGUAGE",
            "CallPriority", "USHER_PRIORITY",
            "Customer", "USHER_CUSTOMER",
            "Data", "USHER_DATA");

    private final ModelDriver driver = ModelDriver.withOpenQueue();
    private List<AmiMessage> recorded = List.of();
    /** The recorded Newchannel messages so far. */
    private final List<AmiMessage> channels = new ArrayList<>();
    /** Unique ids in the model of the calls that agents make themselves, by the recorded channel. */
    private final Map<String, String> ownCalls = new HashMap<>();

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
                "hold",
                "abandon-waiting",
                "agent-phone-dies",
                "attended-cancelled",
                "attended-into-queue-ringing",
                "attended-into-queue-talking",
                "attended-into-queue-waiting",
                "attended-outside",
                "attended-then-phone-dies",
                "attended-to-agent",
                "attended-while-ringing",
                "blind-into-queue",
                "blind-outside",
                "blind-to-nowhere",
                "blind-transfer",
                "conference-in-the-phone",
                "emergency-call-during-offer",
                "emergency-call-during-talk",
                "own-call",
                "unregistered-while-ringing"
            })
    void shouldSayWhatARealAsteriskSaid(String name) {
        List<AmiMessage> real = Recording.of(name).messages();
        recorded = real;
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
            if (m.get("ContactStatus").equals("NonQualified")) {
                String endpoint = m.get("EndpointName");
                List<Supplier<PhoneBehaviour>> known = contacts.computeIfAbsent(endpoint, _ -> new ArrayList<>());
                PhoneBehaviour behaviour = behaviour(real, endpoint, known.size());
                known.add(() -> behaviour);
            }
        }
        driver.model.phone("alice", List.of());
        driver.model.phone("bob", List.of());
        driver.model.phone(OUTSIDE, new PhoneBehaviour.RingsOut());
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
        boolean transfers = real.stream().anyMatch(m -> m.event().endsWith("Transfer"));
        for (AmiMessage m : real) {
            if (m.event().equals("Newchannel")) {
                channels.add(m);
            }
            if (transfers && m.event().equals("Unhold")) {
                continue; // a phone that transfers gets it without having asked
            }
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
                headers.add(name.equals("Channel") ? modelled(value) : value);
            }
        });
        driver.act(action.get("Action"), headers.toArray(String[]::new));
    }

    /** Who is outside is called through the trunk; in the model he has a phone of his own. */
    private static String endpointOf(String channel) {
        return channel.replaceFirst("^PJSIP/", "")
                .replaceFirst("-[0-9a-f]+$", "")
                .replace(OUTSIDE, "trunk");
    }

    /** Name in the model of the channel that the recording names so: as many of its endpoint have come before it. */
    private String modelled(String channel) {
        String endpoint = endpointOf(channel);
        List<String> recorded = channelsOf(endpoint, channels);
        List<String> here = channelsOf(
                endpoint,
                driver.received.stream()
                        .filter(m -> m.event().equals("Newchannel"))
                        .toList());
        return here.get(recorded.indexOf(channel));
    }

    private static List<String> channelsOf(String endpoint, List<AmiMessage> newChannels) {
        return newChannels.stream()
                .map(m -> m.get("Channel"))
                .filter(channel -> endpointOf(channel).equals(endpoint))
                .toList();
    }

    /** Whether this channel calls; else it is called. */
    private boolean calls(String channel) {
        return channels.stream()
                .anyMatch(m -> m.get("Channel").equals(channel)
                        && m.get("ChannelStateDesc").equals("Ring"));
    }

    private void people(AmiMessage m) {
        String channel = m.get("Channel");
        String endpoint = endpointOf(channel);
        boolean trunk = endpoint.equals("trunk");
        switch (m.event()) {
            case "Newchannel" -> {
                if (calls(channel)) {
                    dial(m, endpoint);
                }
            }
            case "Newstate" -> {
                if (!calls(channel) && m.get("ChannelStateDesc").equals("Up")) {
                    answer(trunk ? OUTSIDE : endpoint);
                }
            }
            case "HangupRequest" -> {
                if (calls(channel)) {
                    driver.model.hangUp(modelled(channel));
                } else if (m.get("Cause").equals("21")) {
                    driver.model.order(endpoint, PhoneOrder.DECLINE);
                } else if (m.get("Cause").equals("16")) {
                    driver.model.order(endpoint, PhoneOrder.HANG_UP);
                }
            }
            case "SoftHangupRequest" -> {
                if (recorded.stream().anyMatch(h -> diesOf(channel, h))) {
                    driver.model.inject(new Fault.PhoneDies(endpoint));
                    driver.run(PbxSettings.standard().rtpTimeoutMs());
                }
            }
            case "ContactStatus" -> {
                if (m.get("ContactStatus").equals("Removed")) {
                    driver.model.phone(m.get("EndpointName"), List.of());
                }
            }
            case "Hold" -> driver.model.order(endpoint, PhoneOrder.HOLD);
            case "Unhold" -> driver.model.order(endpoint, PhoneOrder.RESUME);
            case "BlindTransfer" -> driver.model.transfer(endpointOf(m.get("TransfererChannel")), m.get("Extension"));
            case "AttendedTransfer" ->
                driver.model.transferInto(
                        endpointOf(m.get("OrigTransfererChannel")),
                        Objects.requireNonNull(ownCalls.get(m.get("SecondTransfererChannel"))));
            case "DialEnd" -> {
                if (m.get("DialStatus").equals("NOANSWER")) {
                    driver.run(RINGING_MS);
                }
            }
            default -> {}
        }
    }

    private static boolean diesOf(String channel, AmiMessage m) {
        return m.event().equals("Hangup")
                && m.get("Channel").equals(channel)
                && m.get("Cause").equals(NO_AUDIO);
    }

    private void dial(AmiMessage newChannel, String endpoint) {
        String number = newChannel.get("Exten");
        if (endpoint.equals("trunk")) {
            driver.model.call(CallerScript.forQueue(number)
                    .withDialled(number)
                    .withVariables(inputs(newChannel.get("Channel"), number))
                    .withCaller("5551", "Caller"));
        } else {
            ownCalls.put(newChannel.get("Channel"), driver.model.ownCall(endpoint, number));
        }
    }

    /** What the operator's dialplan of the tests made of the caller's SIP headers. */
    private Map<String, String> inputs(String channel, String queue) {
        AmiMessage join = recorded.stream()
                .filter(m -> m.get("UserEvent").equals("UsherJoin")
                        && m.get("Channel").equals(channel))
                .findFirst()
                .orElseThrow();
        Map<String, String> variables = new HashMap<>(Map.of("USHER_QUEUE", queue));
        INPUTS.forEach((header, variable) -> {
            if (!join.get(header).isEmpty()) {
                variables.put(variable, URLDecoder.decode(join.get(header), StandardCharsets.UTF_8));
            }
        });
        return variables;
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
        Set<String> replaced = messages.stream()
                .filter(m -> m.event().equals("AttendedTransfer"))
                .map(m -> m.get("SecondTransfererChannel"))
                .collect(Collectors.toSet());
        return messages.stream()
                // how a channel ends whose place another has taken is nobody's business
                .filter(m -> !(ENDS.contains(m.event()) && replaced.contains(m.get("Channel"))))
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

    private static boolean outside(AmiMessage m) {
        return m.get("Channel").startsWith("PJSIP/" + OUTSIDE);
    }

    /** Event, channels by their endpoint and number, and the values that matter. */
    private static String inShort(AmiMessage m, Map<String, String> names) {
        StringBuilder line = new StringBuilder(m.event());
        boolean operators =
                m.get("Context").equals("operator") || m.get("Context").equals("from-trunk") || outside(m);
        boolean cancelled = m.event().equals("HangupRequest")
                && m.get("ChannelStateDesc").equals("Ring"); // by a cause that is whatever SIP says
        boolean anyOrder = m.event().equals("BridgeLeave");
        m.forEach((name, value) -> {
            if (name.equals("Channel") || name.equals("DestChannel")) {
                line.append(' ')
                        .append(names.computeIfAbsent(
                                value,
                                channel -> channel.replaceFirst("-[0-9a-f]+$", "")
                                                .replace("/outside", "/trunk") + "#" + (names.size() + 1)));
            } else if (name.endsWith("ChanVariable")
                    || (name.equals("Context") && value.startsWith("usher-"))
                    || (VALUES.contains(name)
                            && !((operators || cancelled) && name.equals("Cause"))
                            && !(anyOrder && name.equals("BridgeNumChannels")))) {
                boolean seconds = name.equals("Answered") && !value.isEmpty();
                line.append(' ').append(name).append('=').append(seconds ? "n" : value);
            }
        });
        return line.toString();
    }

    private static Map<String, List<String>> states(List<AmiMessage> messages) {
        Map<String, List<String>> states = new LinkedHashMap<>();
        for (AmiMessage m : messages) {
            boolean trunk =
                    m.get("Device").equals("PJSIP/trunk") || m.get("Device").equals("PJSIP/" + OUTSIDE);
            if (m.event().equals("DeviceStateChange") && !trunk) {
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
