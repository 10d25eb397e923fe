package org.usher.telephony.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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
        List<AmiMessage> modelled = new Reenactment(real).received();

        assertThat(inOrder(modelled)).as("order up to the talk").isEqualTo(inOrder(real));
        assertThat(byChannel(modelled)).as("order on each channel").isEqualTo(byChannel(real));
        assertThat(states(modelled)).as("states of phones").isEqualTo(states(real));
        assertThat(headerNames(modelled)).as("names of headers").isEqualTo(headerNames(real));
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
        return m.get("Channel").startsWith("PJSIP/" + Reenactment.OUTSIDE);
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
                    m.get("Device").equals("PJSIP/trunk") || m.get("Device").equals("PJSIP/" + Reenactment.OUTSIDE);
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
