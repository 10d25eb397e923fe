package org.usher.telephony.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
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

    private static final Set<String> LOCAL_RACES = Set.of("Newstate", "HangupRequest", "SoftHangupRequest");

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
            "State",
            "Why",
            "Order",
            "Queue",
            "Skills",
            "CallLanguage",
            "CallPriority",
            "Customer",
            "Data",
            "Dialled",
            "Contact");

    /** Not held against the model, and why. */
    private static final Map<String, String> EXCLUDED =
            Map.of("fallback-while-ringing", "the recording begins in the middle of the first caller's talk");

    static List<String> recordings() {
        return Recording.names().stream()
                .filter(name -> !EXCLUDED.containsKey(name))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void shouldSayWhatARealAsteriskSaid(String name) {
        List<AmiMessage> real = Recording.of(name).messages();
        List<AmiMessage> modelled = new Reenactment(name, real).received();

        assertThat(inOrder(modelled)).as("order up to the talk").isEqualTo(inOrder(real));
        assertThat(byChannel(modelled)).as("order on each channel").isEqualTo(byChannel(real));
        assertThat(states(modelled)).as("states of phones").isEqualTo(states(real));
        assertThat(headerNames(modelled)).as("names of headers").isEqualTo(headerNames(real));
    }

    @Test
    void shouldExcludeOnlyWhatWasRecorded() {
        assertThat(Recording.names()).containsAll(EXCLUDED.keySet());
    }

    // ---- what was said, comparable

    private static Stream<AmiMessage> calls(List<AmiMessage> messages) {
        Set<String> replaced = messages.stream()
                .filter(m -> m.event().equals("AttendedTransfer"))
                .filter(m -> !m.get("OrigTransfererChannel").equals(m.get("SecondTransfererChannel")))
                .map(m -> m.get("SecondTransfererChannel"))
                .collect(Collectors.toSet());
        Set<AmiMessage> moves = movesOfLocals(messages);
        return messages.stream()
                // how a channel ends whose place another has taken is nobody's business
                .filter(m -> !(ENDS.contains(m.event()) && replaced.contains(m.get("Channel"))))
                .filter(m -> !moves.contains(m))
                .filter(m -> m.has("Event") && (m.get("Channel").startsWith("PJSIP/") || isTold(m) || isTransfer(m)))
                .filter(m -> !m.event().equals("OperatorBack")); // the operator's own event, not Usher's
    }

    /** Of a Local channel's halves all but which of them asks the other to go, and how it looks meanwhile; nothing of the watchdog's. */
    private static boolean isTold(AmiMessage m) {
        String channel = m.get("Channel");
        boolean offersLeg = channel.contains("@usher-external") && channel.endsWith(";1");
        return channel.startsWith("Local/")
                && !channel.contains("@usher-watch")
                && (offersLeg || !LOCAL_RACES.contains(m.event()));
    }

    /**
     * When Asterisk takes a Local channel out from between two, either of them may move into the other's bridge: whichever half has heard
     * something first.
     */
    private static Set<AmiMessage> movesOfLocals(List<AmiMessage> messages) {
        Set<String> halves = messages.stream()
                .filter(m -> m.event().equals("Newchannel") && m.get("Channel").startsWith("Local/"))
                .map(m -> m.get("Uniqueid"))
                .collect(Collectors.toSet());
        Set<AmiMessage> moves = Collections.newSetFromMap(new IdentityHashMap<>());
        Map<String, AmiMessage> lastLeft = new LinkedHashMap<>();
        for (AmiMessage m : messages) {
            if (m.event().equals("BridgeLeave")) {
                lastLeft.put(m.get("Channel"), m);
            } else if (m.event().equals("BridgeEnter") && halves.contains(m.get("SwapUniqueid"))) {
                moves.add(m);
                moves.add(lastLeft.get(m.get("Channel")));
            }
        }
        return moves;
    }

    /** In the order of the wire; what a Local channel's half does, and those whom it dials, is another thread's work, and told apart. */
    private static Map<String, List<String>> inOrder(List<AmiMessage> messages) {
        Map<String, String> names = new LinkedHashMap<>();
        Map<String, String> diallers = messages.stream()
                .filter(m -> m.event().equals("DialBegin"))
                .collect(Collectors.toMap(m -> m.get("DestChannel"), m -> m.get("Channel")));
        Map<String, List<String>> courses = new TreeMap<>();
        calls(messages).forEach(m -> {
            String line = inShort(m, names);
            String thread = diallers.getOrDefault(m.get("Channel"), m.get("Channel"));
            String course = thread.startsWith("Local/") ? names.get(thread) : "";
            if (!ANY_TIME.contains(m.event()) && !isTransfer(m)) {
                courses.computeIfAbsent(course, _ -> new ArrayList<>()).add(line);
            }
        });
        return courses;
    }

    private static Map<String, List<String>> byChannel(List<AmiMessage> messages) {
        Map<String, String> names = new LinkedHashMap<>();
        Map<String, List<String>> channels = new LinkedHashMap<>();
        calls(messages).forEach(m -> {
            String line = inShort(m, names);
            channels.computeIfAbsent(names.getOrDefault(m.get("Channel"), "transfers"), _ -> new ArrayList<>())
                    .add(line);
        });
        return channels;
    }

    private static boolean outside(AmiMessage m) {
        return m.get("Channel").startsWith("PJSIP/" + Reenactment.OUTSIDE);
    }

    private static boolean isTransfer(AmiMessage m) {
        return m.event().endsWith("Transfer");
    }

    /** Who has given whom away; of its some ninety headers no others are read. */
    private static String transferInShort(AmiMessage m, Map<String, String> names) {
        StringBuilder line = new StringBuilder(m.event() + " " + m.get("Result") + " " + m.get("DestType"));
        for (String who : List.of("Transferer", "OrigTransferer", "SecondTransferer", "Transferee")) {
            line.append(' ').append(names.getOrDefault(m.get(who + "Channel"), "-"));
        }
        return line.toString();
    }

    /** Event, channels by their endpoint and number, and the values that matter. */
    private static String inShort(AmiMessage m, Map<String, String> names) {
        if (isTransfer(m)) {
            return transferInShort(m, names);
        }
        StringBuilder line = new StringBuilder(m.event());
        boolean operators =
                m.get("Context").equals("operator") || m.get("Context").equals("from-trunk") || outside(m);
        // the causes of calls that are not Usher's, and of one cancelled before it was answered, are whatever SIP says
        boolean ofLocal =
                m.get("Channel").startsWith("Local/") && !m.get("Channel").contains("@usher-external");
        boolean cancelled = ofLocal
                || m.get("ChannelStateDesc").equals("Ring")
                || (m.get("ChannelStateDesc").equals("Ringing")
                        && m.variable("ChanVariable", "USHER_OFFER").isEmpty());
        boolean anyOrder = m.event().equals("BridgeLeave");
        m.forEach((name, value) -> {
            if (name.equals("Channel") || name.equals("DestChannel")) {
                line.append(' ')
                        .append(names.computeIfAbsent(
                                value,
                                channel ->
                                        channel.replaceFirst("-[0-9a-f]+(;[12])?$", "$1")
                                                        .replace("/outside", "/trunk") + "#" + (names.size() + 1)));
            } else if (name.endsWith("ChanVariable")
                    || (name.equals("Context")
                            && value.startsWith("usher-")
                            && !m.event().equals("UsherLeft")) // said before and after usher-connect is left
                    || (VALUES.contains(name)
                            && !((operators || cancelled) && name.equals("Cause"))
                            && !(ofLocal && m.event().equals("Hangup") && name.equals("ChannelStateDesc"))
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
            if (m.event().equals("DeviceStateChange") && m.get("Device").startsWith("PJSIP/") && !trunk) {
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
        calls(messages).filter(m -> !isTransfer(m)).forEach(m -> {
            Set<String> headers = new LinkedHashSet<>();
            m.forEach((name, value) -> headers.add(name));
            headers.remove("TechCause"); // SIP's own code of a failed leg
            if (m.event().equals("HangupRequest") && m.get("ChannelStateDesc").equals("Ring")) {
                headers.remove("Cause"); // of one cancelled before it was answered; see above
            }
            names.computeIfAbsent(m.event(), _ -> new LinkedHashSet<>()).add(List.copyOf(headers));
        });
        return names;
    }
}
