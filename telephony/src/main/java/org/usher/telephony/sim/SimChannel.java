package org.usher.telephony.sim;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.usher.telephony.ami.AmiMessage;

/** One channel of the PBX: a caller's, or one leg to an agent's phone. */
final class SimChannel {

    /** Channel states with Asterisk's numbers and names. */
    enum State {
        DOWN(0, "Down"),
        RING(4, "Ring"),
        RINGING(5, "Ringing"),
        UP(6, "Up");

        final int number;
        final String words;

        State(int number, String words) {
            this.number = number;
            this.words = words;
        }
    }

    /** Where a caller's channel is in the dialplan. */
    enum Stage {
        /** Running from step to step. */
        DIALPLAN,
        /** In the waiting room, in the blocking WaitExten. */
        WAITING,
        /** A prompt plays to one who waits. */
        PROMPT,
        /** In Dial, nobody has answered yet. */
        DIALLING,
        /** In a bridge with an agent. */
        TALKING,
        /** In the operator's own plan for when Usher is away. */
        FALLBACK,
        GONE;

        private static final Map<Stage, Set<Stage>> LEGAL = Map.of(
                DIALPLAN, EnumSet.of(DIALPLAN, WAITING, PROMPT, DIALLING, FALLBACK, GONE),
                WAITING, EnumSet.of(DIALPLAN, GONE),
                PROMPT, EnumSet.of(DIALPLAN, GONE),
                DIALLING, EnumSet.of(DIALPLAN, TALKING, GONE),
                TALKING, EnumSet.of(DIALPLAN, WAITING, DIALLING, GONE), // the latter two by an attended transfer
                FALLBACK, EnumSet.of(DIALPLAN, GONE),
                GONE, EnumSet.noneOf(Stage.class));

        private boolean mayBecome(Stage next) {
            return LEGAL.getOrDefault(this, Set.of()).contains(next);
        }
    }

    static final String UNKNOWN = "<unknown>";

    private final String name;
    private final String uniqueId;
    private final String linkedId;
    private final long createdAtMs;
    private final Map<String, String> variables = new LinkedHashMap<>();
    private State state;
    private Stage stage = Stage.DIALPLAN;
    private String callerNumber = UNKNOWN;
    private String callerName = UNKNOWN;
    private String connectedNumber = UNKNOWN;
    private String connectedName = UNKNOWN;
    private String context = "";
    private String exten = "s";
    private int priority = 1;
    private String application = "";
    private String applicationData = "";
    private int hangupCause;
    private int journey;
    private long waitingSinceMs;
    private @Nullable Bridge bridge;
    private @Nullable Dialling dialling;
    private @Nullable LocalPair local;
    private boolean leaving;
    private String notedAs = "";
    private String hungUpBy = "";

    SimChannel(String name, String uniqueId, String linkedId, State state, long createdAtMs) {
        this.name = name;
        this.uniqueId = uniqueId;
        this.linkedId = linkedId;
        this.state = state;
        this.createdAtMs = createdAtMs;
    }

    String name() {
        return name;
    }

    String uniqueId() {
        return uniqueId;
    }

    String linkedId() {
        return linkedId;
    }

    long createdAtMs() {
        return createdAtMs;
    }

    State state() {
        return state;
    }

    void state(State next) {
        state = next;
    }

    Stage stage() {
        return stage;
    }

    /** The one way from stage to stage. */
    void become(Stage next) {
        if (!stage.mayBecome(next)) {
            throw new IllegalStateException(name + " cannot go from " + stage + " to " + next);
        }
        stage = next;
    }

    /** What the phone is called whose talk on this channel is noted when it ends; empty if none is. */
    String notedAs() {
        return notedAs;
    }

    void notedAs(String phone) {
        notedAs = phone;
    }

    /** 1: whoever is at this channel's end has hung up; 0: the other side has; empty: nobody has. */
    String hungUpBy() {
        return hungUpBy;
    }

    void hungUpBy(String side) {
        hungUpBy = side;
    }

    boolean gone() {
        return stage == Stage.GONE;
    }

    void callerId(String number, String callersName) {
        callerNumber = number;
        callerName = callersName;
    }

    void connectedLine(String number, String connectedTo) {
        connectedNumber = number;
        connectedName = connectedTo;
    }

    String callerNumber() {
        return callerNumber;
    }

    String callerName() {
        return callerName;
    }

    /** Goes to this place of the dialplan. */
    void at(String newContext, String newExten, int newPriority) {
        context = newContext;
        exten = newExten;
        priority = newPriority;
    }

    String context() {
        return context;
    }

    String exten() {
        return exten;
    }

    void running(String newApplication, String data) {
        application = newApplication;
        applicationData = data;
    }

    String application() {
        return application;
    }

    String applicationData() {
        return applicationData;
    }

    Map<String, String> variables() {
        return variables;
    }

    /** The channel variable of this name, or an empty text. */
    String variable(String variable) {
        return variables.getOrDefault(variable, "");
    }

    int hangupCause() {
        return hangupCause;
    }

    void hangupCause(int cause) {
        hangupCause = cause;
    }

    /** When the channel last came to the blocking step of the waiting room. */
    long waitingSinceMs() {
        return waitingSinceMs;
    }

    void waitingSince(long ms) {
        waitingSinceMs = ms;
    }

    /** Counts every time somebody takes the channel out of its course; what was planned for an older journey no longer counts. */
    int journey() {
        return journey;
    }

    void newJourney() {
        journey++;
    }

    @Nullable
    Bridge bridge() {
        return bridge;
    }

    void bridge(@Nullable Bridge entered) {
        bridge = entered;
    }

    /** On a caller's channel: the Dial it is in. */
    @Nullable
    Dialling dialling() {
        return dialling;
    }

    void dialling(@Nullable Dialling current) {
        dialling = current;
    }

    /** The pair of which this channel is one half, or null. */
    @Nullable
    LocalPair local() {
        return local;
    }

    void local(LocalPair pair) {
        local = pair;
    }

    /** Whether its end has been asked for, though nobody may have noticed. */
    boolean leaving() {
        return leaving;
    }

    void leave() {
        leaving = true;
    }

    /** The headers by which every channel event describes its channel, each with this prefix. */
    AmiMessage headers(String prefix, Iterable<String> echoedVariables) {
        AmiMessage packet = AmiMessage.of(
                prefix + "Channel", name,
                prefix + "ChannelState", Integer.toString(state.number),
                prefix + "ChannelStateDesc", state.words,
                prefix + "CallerIDNum", callerNumber,
                prefix + "CallerIDName", callerName,
                prefix + "ConnectedLineNum", connectedNumber,
                prefix + "ConnectedLineName", connectedName,
                prefix + "Language", "en",
                prefix + "AccountCode", "",
                prefix + "Context", context,
                prefix + "Exten", exten,
                prefix + "Priority", Integer.toString(priority),
                prefix + "Uniqueid", uniqueId,
                prefix + "Linkedid", linkedId);
        for (String variable : echoedVariables) {
            packet = packet.with(prefix + "ChanVariable", variable + "=" + variable(variable));
        }
        return packet;
    }
}
