package org.usher.telephony.sim;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.usher.telephony.ami.AmiMessage;

/** Gives the model the actions of a recording, and has its people do what the recorded ones did. */
final class Reenactment {
    private static final long ONE_OF_MANY_ANSWERS_MS = 2_000;
    static final String OUTSIDE = "outside";
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

    /** What an agent pressed in the middle of a transfer by keys: a recording shows what came of it. */
    private static final Map<String, String> PRESSED_MEANWHILE =
            Map.of("atxfer-cancelled", "*1", "atxfer-swapped", "*4");
    /** Numbers that an agent pressed and that are nobody's. */
    private static final String NOBODYS = "#19999";
    /** A target of a transfer by keys that does not answer is given up by then. */
    private static final long NOT_ANSWERED_MS = 20_000;
    /** Asterisk has taken a Local channel out by then. */
    private static final long OPTIMISED_MS = 1_000;
    /** Longer than an announcement. */
    private static final long PROMPT_MS = 3_000;
    /** The watchdog has noticed by then that the heart has stopped. */
    private static final long DEAD_MS = 8_000;
    /** Longer than a whisper, or than one outside is asked for a key. */
    private static final long SPOKEN_MS = 30_000;

    private static final Pattern DIALLED_BY_KEY = Pattern.compile("Local/(.+)@from-agents-.*;1");

    private final ModelDriver driver = ModelDriver.withOpenQueue();
    private final String name;
    private final List<AmiMessage> recorded;
    /** Whether agents transfer by keys, and their holds are Asterisk's doing. */
    private final boolean byKeys;
    /** The recorded Newchannel messages so far. */
    private final List<AmiMessage> channels = new ArrayList<>();
    /** Unique ids in the model of the calls that agents make themselves, by the recorded channel. */
    private final Map<String, String> ownCalls = new HashMap<>();

    Reenactment(String name, List<AmiMessage> recorded) {
        this.name = name;
        this.recorded = recorded;
        this.byKeys = name.startsWith("atxfer-") || name.startsWith("blindxfer-") || name.startsWith("conference-then");
    }

    /** What the model says meanwhile. */
    List<AmiMessage> received() {
        registerPhones();
        replay();
        return driver.received;
    }

    private void registerPhones() {
        Map<String, List<Supplier<PhoneBehaviour>>> contacts = new LinkedHashMap<>();
        for (AmiMessage m : recorded) {
            if (m.get("ContactStatus").equals("NonQualified")) {
                String endpoint = m.get("EndpointName");
                List<Supplier<PhoneBehaviour>> known = contacts.computeIfAbsent(endpoint, _ -> new ArrayList<>());
                PhoneBehaviour behaviour = behaviour(endpoint, known.size());
                known.add(() -> behaviour);
            }
        }
        driver.model.phone("alice", List.of());
        driver.model.phone("bob", List.of());
        driver.model.phone(OUTSIDE, new PhoneBehaviour.RingsOut());
        for (String door : List.of("closed", "full", "empty")) {
            driver.model.setGlobal("USHER_Q_" + door, "entry:" + door.toUpperCase(Locale.ROOT));
        }
        driver.received.clear();
        contacts.forEach(driver.model::phone);
    }

    /** What the phone did that became this endpoint's leg of this number. */
    private PhoneBehaviour behaviour(String endpoint, int number) {
        List<String> legs = recorded.stream()
                .filter(m -> m.event().equals("Newchannel") && m.get("Channel").startsWith("PJSIP/" + endpoint))
                .map(m -> m.get("Channel"))
                .toList();
        if (number >= legs.size()) {
            return new PhoneBehaviour.RingsOut();
        }
        String leg = legs.get(number);
        boolean rang = said("Newstate", leg, "Ringing") > 0;
        if (recorded.stream()
                .anyMatch(m -> m.event().equals("HangupRequest")
                        && m.get("Channel").equals(leg)
                        && m.get("Cause").equals("19"))) {
            return new PhoneBehaviour.Unavailable();
        }
        long dialEnds = recorded.stream()
                .filter(m -> m.event().equals("DialEnd") && m.get("DestChannel").equals(leg))
                .count();
        if (!rang && dialEnds == 2) {
            return new PhoneBehaviour.Forwards();
        }
        if (!rang && said("HangupRequest", leg, "") > 0) {
            return new PhoneBehaviour.Busy();
        }
        boolean oneOfMany = legs.size() > 1;
        return oneOfMany && said("Newstate", leg, "Up") > 0
                ? new PhoneBehaviour.Answers(ONE_OF_MANY_ANSWERS_MS, PhoneBehaviour.NEVER)
                : new PhoneBehaviour.RingsOut();
    }

    private long said(String event, String channel, String state) {
        return recorded.stream()
                .filter(m -> m.event().equals(event)
                        && m.get("Channel").equals(channel)
                        && (state.isEmpty() || m.get("ChannelStateDesc").equals(state)))
                .count();
    }

    private void replay() {
        boolean transfers = recorded.stream().anyMatch(m -> m.event().endsWith("Transfer"));
        for (AmiMessage m : recorded) {
            if (m.event().equals("Newchannel")) {
                channels.add(m);
            }
            if (transfers && !byKeys && m.event().equals("Unhold")) {
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
        if (action.get("Context").equals("usher-say")) {
            driver.run(PROMPT_MS);
        }
    }

    /** Who is outside is called through the trunk; in the model he has a phone of his own. */
    private static String endpointOf(String channel) {
        return channel.replaceFirst("^PJSIP/", "")
                .replaceFirst("-[0-9a-f]+(;[12])?$", "$1")
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
        if (m.event().equals("UsherRouter")) {
            driver.heartStops();
            driver.run(DEAD_MS);
        }
        if (channel.startsWith("Local/") && !m.event().equals("DialEnd")) {
            return; // nobody sits there
        }
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
                    driver.model.order(trunk ? OUTSIDE : endpoint, PhoneOrder.DECLINE);
                } else if (m.get("Cause").equals("16")) {
                    driver.model.order(trunk ? OUTSIDE : endpoint, PhoneOrder.HANG_UP);
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
            case "Hold" -> {
                if (byKeys) {
                    beginByKeys(m, endpoint);
                } else {
                    driver.model.order(endpoint, PhoneOrder.HOLD);
                }
            }
            case "Unhold" -> {
                if (!byKeys) {
                    driver.model.order(endpoint, PhoneOrder.RESUME);
                } else if (name.equals("atxfer-not-answered")) {
                    driver.run(NOT_ANSWERED_MS);
                } else if (PRESSED_MEANWHILE.containsKey(name)) {
                    driver.model.pressAt(endpoint, PRESSED_MEANWHILE.get(name));
                }
            }
            case "BlindTransfer" -> {
                if (!byKeys) {
                    driver.model.transfer(endpointOf(m.get("TransfererChannel")), m.get("Extension"));
                }
            }
            case "AttendedTransfer" -> attendedTransfer(m, endpointOf(m.get("OrigTransfererChannel")));
            case "BridgeEnter" -> {
                if (!m.get("SwapUniqueid").isEmpty()) {
                    driver.run(OPTIMISED_MS);
                }
            }
            case "DialEnd" -> dialEnd(m);
            case "UsherDigit" -> driver.model.press(modelled(channel), m.get("Digit"));
            default -> {}
        }
    }

    /** The first hold of a transfer by keys: what the agent pressed is told by what follows. */
    private void beginByKeys(AmiMessage hold, String endpoint) {
        List<AmiMessage> after = recorded.subList(recorded.indexOf(hold), recorded.size());
        boolean again = recorded.subList(0, recorded.indexOf(hold)).stream()
                .anyMatch(m -> m.event().equals("Hold"));
        if (!again) {
            String keys = after.stream()
                    .flatMap(m -> Stream.of(
                            dialledByKey(m), m.event().equals("BlindTransfer") ? "#1" + m.get("Extension") : ""))
                    .filter(pressed -> !pressed.isEmpty())
                    .findFirst()
                    .orElse(NOBODYS);
            driver.model.pressAt(endpoint, keys);
        }
    }

    private static String dialledByKey(AmiMessage m) {
        Matcher local = DIALLED_BY_KEY.matcher(m.get("Channel"));
        return m.event().equals("Newchannel") && local.matches() ? "*2" + local.group(1) : "";
    }

    private void attendedTransfer(AmiMessage m, String endpoint) {
        if (!byKeys) {
            driver.model.transferInto(endpoint, Objects.requireNonNull(ownCalls.get(m.get("SecondTransfererChannel"))));
        } else if (m.get("DestType").equals("Threeway")) {
            driver.model.pressAt(endpoint, "*3");
        } else if (said("HangupRequest", m.get("OrigTransfererChannel"), "") == 0) {
            driver.model.pressAt(endpoint, "*2");
        }
    }

    private void dialEnd(AmiMessage m) {
        boolean asked = m.get("Context").equals("usher-outward");
        switch (m.get("DialStatus")) {
            case "NOANSWER" -> driver.run(RINGING_MS);
            case "CONTINUE" -> {
                if (name.equals("external-declined")) {
                    driver.model.pressAt(OUTSIDE, "2");
                } else if (name.equals("external-voicemail")) {
                    driver.run(SPOKEN_MS);
                }
            }
            case "ANSWER" -> {
                if (asked) {
                    driver.model.pressAt(OUTSIDE, "1");
                } else if (name.startsWith("whisper-")) {
                    driver.run(SPOKEN_MS);
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
                    .withComebacks(comebacks(newChannel.get("Channel")))
                    .withVariables(inputs(newChannel.get("Channel"), number))
                    .withCaller("5551", "Caller"));
        } else {
            ownCalls.put(newChannel.get("Channel"), driver.model.ownCall(endpoint, number));
        }
    }

    private Stream<AmiMessage> joins(String channel) {
        return recorded.stream()
                .filter(m -> m.get("UserEvent").equals("UsherJoin")
                        && m.get("Channel").equals(channel));
    }

    /** How often the operator's dialplan of the tests sent him to Usher again. */
    private int comebacks(String channel) {
        List<String> said = recorded.stream()
                .filter(m -> m.get("Channel").equals(channel) && m.has("UserEvent"))
                .map(m -> m.get("UserEvent"))
                .toList();
        return said.lastIndexOf("UsherJoin") > said.indexOf("OperatorBack") && said.contains("OperatorBack") ? 1 : 0;
    }

    /** What the operator's dialplan of the tests made of the caller's SIP headers. */
    private Map<String, String> inputs(String channel, String queue) {
        Map<String, String> variables = new HashMap<>(Map.of("USHER_QUEUE", queue));
        if (name.equals("door-invalid")) {
            variables.put("USHER_PRIORITY", "high");
        }
        joins(channel)
                .findFirst()
                .ifPresent(join -> INPUTS.forEach((header, variable) -> {
                    if (!join.get(header).isEmpty()) {
                        variables.put(variable, URLDecoder.decode(join.get(header), StandardCharsets.UTF_8));
                    }
                }));
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
}
