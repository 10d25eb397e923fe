package org.usher.core.codec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.usher.core.api.Configuration.Settings.STRICT_PRIORITY;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.usher.core.api.ActionOutcome;
import org.usher.core.api.AgentState;
import org.usher.core.api.AnswerMode;
import org.usher.core.api.AnyOf;
import org.usher.core.api.BurnoutGuard;
import org.usher.core.api.CallbackWindow;
import org.usher.core.api.Channel;
import org.usher.core.api.ChatFile;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.DeviceKind;
import org.usher.core.api.DeviceState;
import org.usher.core.api.EndedBy;
import org.usher.core.api.EntryOutcome;
import org.usher.core.api.GoneCause;
import org.usher.core.api.LogEntry;
import org.usher.core.api.OfferOutcome;
import org.usher.core.api.PendingChange;
import org.usher.core.api.QueueStatus;
import org.usher.core.api.Recording;
import org.usher.core.api.ReleaseStatus;
import org.usher.core.api.Requirement;
import org.usher.core.api.Routing;
import org.usher.core.api.RoutingPlan;
import org.usher.core.api.RoutingStep;
import org.usher.core.api.TalkId;
import org.usher.core.api.ToldWait;
import org.usher.core.api.ToldWait.Cause;
import org.usher.core.api.ToldWait.Longer;
import org.usher.core.api.Urgency;
import org.usher.core.api.WaitEstimate;
import org.usher.core.api.WaitModel;
import org.usher.core.api.WaitingCost;

final class EntryCodecTest {
    private static final ContactDetails DETAILS = new ContactDetails(
            3, "1700000000.17", "PJSIP/trunk-0000002a", "+49301234", "Zoë 📞", "110", "de", "c-9", "x=1");

    static Stream<Command> commands() {
        return Stream.of(
                new Command.Tick(),
                new Command.AdoptConfiguration(Configuration.EMPTY),
                new Command.AdoptConfiguration(configuration()),
                new Command.AdoptConfiguration(planned()),
                new Command.AdoptWaitModel(waitModel()),
                new Command.ActionFinished(-1, ActionOutcome.TIMED_OUT, "no response"),
                new Command.ContactArrived(
                        Long.MIN_VALUE,
                        Channel.CHAT,
                        7,
                        -100,
                        1_700_000_000_000L,
                        12,
                        List.of(new Requirement(1, 10), new Requirement(-5, 1)),
                        List.of(new AnyOf(List.of(new Requirement(2, 3), new Requirement(4, 5)))),
                        8,
                        DETAILS),
                new Command.ContactReachable(-1),
                new Command.ContactUnreachable(1),
                new Command.ContactGone(Long.MAX_VALUE, GoneCause.FELL_BACK),
                new Command.TalkJoined(3, TalkId.ofLeg(3, "1700000000.18"), 2),
                new Command.ContactMerged(Long.MIN_VALUE, Long.MAX_VALUE),
                new Command.CustomerIdentified(
                        Long.MIN_VALUE, "C-4711", -100, 100, List.of(new Requirement(3, 10)), -1),
                new Command.ChatSaid(Long.MIN_VALUE, 0, "c-1", "wo bleibt mein Paket?\nмало"),
                new Command.ChatAttached(
                        Long.MAX_VALUE, -1, "f-1", new ChatFile("0a1b", "Größe.pdf", "application/pdf", 5L << 40)),
                new Command.OfferRinging(Long.MAX_VALUE),
                new Command.OfferAccepted(1 << 20, 4),
                new Command.OfferConnected(5, 1_700_000_000_000L),
                new Command.OfferFailed(6, OfferOutcome.FAILED),
                new Command.TalkEnded(7, EndedBy.SYSTEM, Long.MAX_VALUE),
                new Command.AgentLegEnded(8, -1),
                new Command.HoldChanged(9, true),
                new Command.OfferLegEnded(10, 11, OfferOutcome.REJECTED),
                new Command.ConsultChanged(-12, true),
                new Command.TalkTransferred(Long.MIN_VALUE, 9),
                new Command.SetQueueDoor(1, 2, true),
                new Command.SetQueueEmergency(1, 2, true),
                new Command.SetQueueNotice(1, 2, "Störung im Norden", "custom/north_1", Long.MAX_VALUE),
                new Command.MoveContact(1, Long.MAX_VALUE, 2),
                new Command.SetContactPriority(-1, 2, -100),
                new Command.WithdrawContact(1, 2),
                new Command.ConvertToCallback(1, 2, "+4930123"),
                new Command.ConvertToChat(1, 2, -7, 64, "abc"),
                new Command.ConvertChatToCallback(1, 2, 3, "+4930123"),
                new Command.CancelCallback(-1, 2),
                new Command.WaitTold(
                        3,
                        Long.MAX_VALUE,
                        new ToldWait(2, 5, new WaitEstimate(150_000, 0, 120_000, Long.MAX_VALUE), null)),
                new Command.WaitTold(
                        3, 4, new ToldWait(7, 0, new WaitEstimate(1, 2, 3, 4), new Longer(Cause.AGENTS_LEFT, 5, 4))),
                new Command.ScoreContact(1, Long.MAX_VALUE, 5),
                new Command.ScoreContact(0, 2, Integer.MIN_VALUE),
                new Command.SettleFollowUp(1, Long.MAX_VALUE, "anna", "reached"),
                new Command.BookCallback(1, 2, new CallbackWindow(-3, 1_700_000_000_000L, 5), DETAILS),
                new Command.ConvertToBooking(-1, 2, "+4930123", new CallbackWindow(1, Long.MAX_VALUE, 1)),
                new Command.CustomerCalled(9, Long.MIN_VALUE, DETAILS),
                new Command.CustomerReached(9),
                new Command.CustomerNotReached(9, -1),
                new Command.OwnCallExcused(7),
                new Command.RecordingStarted(1, 42, 1_795_335_218_730L),
                new Command.RecordingStopped(1, 42, 1_795_335_218_730L, true, 25_964, -1),
                new Command.LogIn(Long.MIN_VALUE, 1, List.of(1, 2, Integer.MAX_VALUE)),
                new Command.LogOut(1, 2),
                new Command.Pause(1, 2, 3),
                new Command.Resume(1, -2),
                new Command.EndWrapUp(1, 2),
                new Command.EndChatWrapUp(1, 2, Long.MAX_VALUE),
                new Command.DeskChanged(1, 2, true),
                new Command.NoteContact(1, 2, Long.MAX_VALUE, "sold", "wants two\nмало"),
                new Command.DeviceStateChanged(1, DeviceState.UNAVAILABLE));
    }

    private static WaitModel waitModel() {
        List<Double> shared = new ArrayList<>(Collections.nCopies(WaitModel.SIGNS, 0.0));
        shared.set(0, -1.5);
        shared.set(1, Double.MIN_VALUE);
        shared.set(2, 1e9);
        WaitModel.Curve curve = new WaitModel.Curve(1, -0.25, 1.0 / 3);
        return new WaitModel(
                Integer.MAX_VALUE,
                12_345_678_901L,
                shared,
                List.of(new WaitModel.QueueTerms(7, 1, 2, 3), new WaitModel.QueueTerms(3, -1, -2, -3)),
                new WaitModel.Curves(curve, curve, curve, curve, -1, 20.5));
    }

    @Test
    void shouldRefuseAModelThatIsNoneWithAReason() {
        byte[] bytes = EntryCodec.encode(entry(new Command.AdoptWaitModel(waitModel())));
        for (int i = 0; i < 8; i++) {
            // the last number is the highest score
            bytes[bytes.length - 1 - i] = (byte) 0xff;
        }
        assertThatExceptionOfType(MalformedDataException.class)
                .isThrownBy(() -> EntryCodec.decode(bytes))
                .withMessageContaining("wait model: highest score is NaN");
    }

    private static LogEntry entry(Command command) {
        return new LogEntry(1_234_567, 3, 1, 1_700_000_000_123L, command);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void shouldReadBackEveryCommand(Command command) throws MalformedDataException {
        assertThat(EntryCodec.decode(EntryCodec.encode(entry(command)))).isEqualTo(entry(command));
    }

    @Test
    void shouldHaveAnExampleOfEveryCommand() {
        Set<Class<?>> examples = new HashSet<>();
        commands().forEach(command -> examples.add(command.getClass()));
        assertThat(examples).containsExactlyInAnyOrderElementsOf(leaves(Command.class));
    }

    private static Set<Class<?>> leaves(Class<?> type) {
        Set<Class<?>> leaves = new HashSet<>();
        for (Class<?> permitted : type.getPermittedSubclasses()) {
            if (permitted.isRecord()) {
                leaves.add(permitted);
            } else {
                leaves.addAll(leaves(permitted));
            }
        }
        return leaves;
    }

    @ParameterizedTest
    @MethodSource("commands")
    void shouldRefuseWhatIsCutOffOrTooLong(Command command) {
        byte[] whole = EntryCodec.encode(entry(command));
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatExceptionOfType(MalformedDataException.class).isThrownBy(() -> EntryCodec.decode(cut));
        }
        byte[] tooLong = Arrays.copyOf(whole, whole.length + 1);
        assertThatExceptionOfType(MalformedDataException.class)
                .isThrownBy(() -> EntryCodec.decode(tooLong))
                .withMessageContaining("more bytes");
    }

    @Test
    void shouldRefuseGarbageWithAReason() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<byte[]> wholes =
                commands().map(command -> EntryCodec.encode(entry(command))).toList();
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = wholes.get(random.nextInt(wholes.size())).clone();
            for (int changes = random.nextInt(1, 4); changes > 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                LogEntry entry = EntryCodec.decode(bytes);
                assertThat(EntryCodec.decode(EntryCodec.encode(entry)))
                        .as("seed " + seed)
                        .isEqualTo(entry);
            } catch (MalformedDataException e) {
                assertThat(e).as("seed " + seed).message().isNotBlank();
            }
        }
    }

    @Test
    void shouldRefuseAnotherFormatVersion() {
        byte[] bytes = EntryCodec.encode(entry(new Command.Tick()));
        bytes[0] = EntryCodec.VERSION + 1;
        assertThatExceptionOfType(MalformedDataException.class)
                .isThrownBy(() -> EntryCodec.decode(bytes))
                .withMessageContaining("format version");
    }

    @Test
    void shouldRefuseALengthBeyondTheDataWithoutAllocatingIt() {
        Encoder out = new Encoder();
        out.octet(EntryCodec.VERSION);
        out.unsigned(1);
        out.unsigned(1);
        out.unsigned(1);
        out.signed(1);
        out.octet(CommandTag.LOG_IN);
        out.signed(1);
        out.signed(1);
        out.unsigned(Integer.MAX_VALUE);
        assertThatExceptionOfType(MalformedDataException.class)
                .isThrownBy(() -> EntryCodec.decode(out.buffer()))
                .withMessageContaining("deviceIds count");
    }

    @Test
    void shouldRefuseToWriteATextThatNobodyWouldRead() {
        String tooLong = "x".repeat(Decoder.MAX_TEXT_BYTES + 1);
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> EntryCodec.encode(entry(new Command.ActionFinished(1, ActionOutcome.FAILED, tooLong))))
                .withMessageContaining("16384");
    }

    @Test
    void shouldAppendToABufferInUse() throws MalformedDataException {
        Encoder out = new Encoder(16);
        EntryCodec.encode(entry(new Command.Tick()), out);
        int first = out.size();
        EntryCodec.encode(entry(new Command.LogOut(1, 2)), out);
        ByteBuffer second = out.buffer().position(first);
        assertThat(EntryCodec.decode(second)).isEqualTo(entry(new Command.LogOut(1, 2)));
        assertThat(second.position()).isEqualTo(first);
    }

    /** One octet says both, so that logs from before the second could be said are read as they were meant. */
    @Test
    void shouldKeepWhetherAPhonePicksUpByItselfOrWhenTold() throws MalformedDataException {
        Configuration like = configuration();
        List<Configuration.Device> devices = List.of(
                new Configuration.Device(1, 2, "alice", DeviceKind.PHONE, false, false),
                new Configuration.Device(2, 2, "bob", DeviceKind.PHONE, true, false),
                new Configuration.Device(3, 2, "carla", DeviceKind.PHONE, false, true),
                new Configuration.Device(4, 2, "dora", DeviceKind.PHONE, true, true));
        LogEntry written = entry(new Command.AdoptConfiguration(new Configuration(
                1, like.skills(), like.queues(), devices, like.agents(), like.pauseReasons(), like.settings())));
        assertThat(EntryCodec.decode(EntryCodec.encode(written))).isEqualTo(written);
        String hex = HexFormat.of().formatHex(EntryCodec.encode(written));
        assertThat(hex).contains("05616c6963650000").contains("03626f620001");
        assertThatExceptionOfType(MalformedDataException.class)
                .isThrownBy(
                        () -> EntryCodec.decode(HexFormat.of().parseHex(hex.replace("03626f620001", "03626f620004"))))
                .withMessageContaining("device answers");
    }

    /** The bytes of logs already written: if this fails, old logs can no longer be read. */
    @Test
    void shouldNeverChangeTheFormat() {
        assertThat(hex(new Command.ContactGone(0x0102030405060708L, GoneCause.LOST_BY_PBX)))
                .isEqualTo("0987ad4b0301f6a1abfef9620d010203040506070801");
        assertThat(hex(new Command.OfferAccepted(1 << 20, 4))).isEqualTo("0987ad4b0301f6a1abfef9621580808001" + "08");
    }

    @Test
    void shouldReadAConfigurationOfTheFirstFormatWithTheDefaultsOfWhatItLacks() throws MalformedDataException {
        String written = "0187ad4b0301f6a1abfef96202540102066765726d616e01020762696c6c696e670742696c6c696e6701050201"
                + "0205e0d40300feffffffffffffffff01c0b802a09c01904e809f4964a001c0b80201020405616c696365010205"
                + "616c69636505416c69636501021401020102056c756e6368f02ea09c01904e904ea09c0106e0d403";
        assertThat(EntryCodec.decode(HexFormat.of().parseHex(written)))
                .isEqualTo(entry(new Command.AdoptConfiguration(configuration())));
    }

    @Test
    void shouldReadTheSecondFormatWithTheDefaultsOfWhatItLacks() throws MalformedDataException {
        String arrival = "0287ad4b0301f6a1abfef9620a8000000000000000020ec70180a0abfef9621802020a0901060d31373030303030"
                + "3030302e313714504a5349502f7472756e6b2d3030303030303261092b3439333031323334095a6fc3ab20f09f939e"
                + "0331313002646503632d3903783d31";
        assertThat(EntryCodec.decode(HexFormat.of().parseHex(arrival)))
                .isEqualTo(entry(new Command.ContactArrived(
                        Long.MIN_VALUE,
                        Channel.CHAT,
                        7,
                        -100,
                        1_700_000_000_000L,
                        12,
                        List.of(new Requirement(1, 10), new Requirement(-5, 1)),
                        DETAILS)));
        String adoption =
                "0287ad4b0301f6a1abfef96202540102066765726d616e01020762696c6c696e670742696c6c696e67010502010205"
                        + "e0d40300feffffffffffffffff01c0b802a09c01904e809f4964a001c0b8020600c0a9070002016301770102040561"
                        + "6c69636500000000f02ea09c01904e904ea09c0106e0d403c0b802c0a90700";
        assertThat(EntryCodec.decode(HexFormat.of().parseHex(adoption)).command())
                .isInstanceOfSatisfying(
                        Command.AdoptConfiguration.class,
                        c -> assertThat(c.configuration().queues().getFirst().rules())
                                .isEqualTo(new Configuration.Rules(3, false, 60_000, false, 0)));
    }

    @Test
    void shouldReadTheThirdFormatWithStrictPriorityAndNoAging() throws MalformedDataException {
        String adoption =
                "0387ad4b0301f6a1abfef96202020001020762696c6c696e670742696c6c696e67010502010209e0d403010202070401"
                        + "0000c0a90701020207040101c0b802c0b802a09c01904e809f4964a001c0b8020600c0a9070012000000000000f02e"
                        + "a09c01904e904ea09c0106e0d403c0b802c0a90700";
        Command read = EntryCodec.decode(HexFormat.of().parseHex(adoption)).command();
        assertThat(read).isInstanceOfSatisfying(Command.AdoptConfiguration.class, c -> {
            Configuration.Queue queue = c.configuration().queues().getFirst();
            assertThat(queue.plan()).isEqualTo(planned().queues().getFirst().plan());
            assertThat(queue.rules().overflowQueueId()).isEqualTo(9);
            assertThat(queue.urgency()).isEqualTo(Urgency.DEFAULT);
            assertThat(c.configuration().settings().priorityStepMs()).isEqualTo(STRICT_PRIORITY);
        });
    }

    @Test
    void shouldReadTheFifthFormatInWhichNothingCosts() throws MalformedDataException {
        String adoption =
                "0587ad4b0301f6a1abfef96202020001020762696c6c696e670742696c6c696e6701050100feffffffffffffffff01"
                        + "000000c0b802a09c01904e809f4964a001c0b8020600c0a90700120a01c0a907a08d060400000000010204616e6e61"
                        + "04416e6e6100010200f02ea09c01904e904ea09c0106e0d403c0b802c0a90700c0a907040564020402040608c0a907";
        Command read = EntryCodec.decode(HexFormat.of().parseHex(adoption)).command();
        assertThat(read).isInstanceOfSatisfying(Command.AdoptConfiguration.class, c -> {
            Configuration centre = c.configuration();
            assertThat(centre.queues().getFirst().urgency())
                    .isEqualTo(new Urgency(List.of(new Urgency.Point(60_000, 50_000)), 5, 2));
            assertThat(centre.agents())
                    .containsExactly(new Configuration.Agent(1, "anna", "Anna", List.of(), List.of(1)));
            assertThat(centre.settings())
                    .isEqualTo(Configuration.Settings.DEFAULT.with(new Routing(
                            Routing.ContactRule.INDEX,
                            Routing.AgentRule.INDEX,
                            new Routing.ContactWeights(50, 1, 2),
                            new Routing.AgentWeights(1, 2, 3, 4),
                            60_000)));
        });
    }

    @Test
    void shouldReadTheSeventhFormatInWhichEverythingWasSeenAsItHappened() throws MalformedDataException {
        assertThat(EntryCodec.decode(HexFormat.of().parseHex("0787ad4b0301f6a1abfef962160a")))
                .isEqualTo(entry(new Command.OfferConnected(5)));
    }

    @Test
    void shouldRefuseAPlanThatShutsAgentsOut() {
        byte[] bytes = EntryCodec.encode(entry(new Command.AdoptConfiguration(planned())));
        byte[] damaged = new String(bytes, ISO_8859_1)
                .replace("\2\2\7\4\1\0", "\2\2\7\4\1\5")
                .getBytes(ISO_8859_1);
        assertThat(damaged).isNotEqualTo(bytes);
        assertThatExceptionOfType(MalformedDataException.class)
                .isThrownBy(() -> EntryCodec.decode(damaged))
                .withMessageContaining("shuts out");
    }

    private static final Routing POOLED = new Routing(
            Routing.ContactRule.QUEUE_RATIO,
            Routing.AgentRule.IDLENESS_RATIO,
            new Routing.ContactWeights(1, 2, 3, 4, 5),
            new Routing.AgentWeights(5, 6, 7, 8, 9),
            60_000,
            List.of(new Routing.Pool("seniors", 3)));

    private static final WaitingCost COST =
            new WaitingCost(List.of(new WaitingCost.Rate(0, 10), new WaitingCost.Rate(20_000, 1_000)), 240_000);

    /** Its last step eases by 1 what the call asks for, and the one before it by 0. */
    private static Configuration planned() {
        List<AnyOf> choice = List.of(new AnyOf(List.of(new Requirement(1, 7), new Requirement(2, 1))));
        RoutingPlan plan = new RoutingPlan(
                20_000,
                List.of(
                        new RoutingStep(List.of(new Requirement(1, 9)), choice, 0, 30_000),
                        new RoutingStep(List.of(), choice, 1, 60_000)));
        return new Configuration(
                1,
                List.of(),
                List.of(new Configuration.Queue(
                        1,
                        "billing",
                        "Billing",
                        AnswerMode.WITH_AGENT,
                        -3,
                        plan,
                        20_000,
                        10_000,
                        5_000,
                        600_000,
                        50,
                        new Configuration.ServiceLevelTarget(80, 20_000),
                        new Configuration.Rules(3, false, 60_000, false, 9, 480_000),
                        new Urgency(
                                List.of(new Urgency.Point(60_000, 50_000), new Urgency.Point(70_000, 90_000)),
                                5,
                                2,
                                COST),
                        Configuration.Treatment.DEFAULT,
                        new Configuration.Channels(15_000, 30_000))),
                List.of(),
                List.of(new Configuration.Agent(
                        3,
                        "anna",
                        "Anna",
                        List.of(),
                        List.of(1),
                        new Configuration.Employment(7, new BurnoutGuard.Limits(80, 3, 60_000), 1),
                        4)),
                List.of(),
                new Configuration.Settings(
                        3_000,
                        10_000,
                        5_000,
                        5_000,
                        10_000,
                        3,
                        30_000,
                        20_000,
                        60_000,
                        0,
                        60_000,
                        POOLED,
                        new BurnoutGuard(new BurnoutGuard.Limits(90, 10, 120_000), 50),
                        true));
    }

    private static String hex(Command command) {
        return HexFormat.of().formatHex(EntryCodec.encode(entry(command)));
    }

    /** Logs and snapshots hold the places of these constants: add new ones at the end, here and there. */
    @Test
    void shouldNeverRenumberConstants() {
        pin(ActionOutcome.class, "DONE FAILED TIMED_OUT");
        pin(
                AgentState.class,
                "LOGGED_OUT READY OFFERED ON_CONTACT CONSULTING WRAP_UP PAUSED NOT_RESPONDING UNREACHABLE"
                        + " BUSY_ELSEWHERE");
        pin(AnswerMode.class, "ON_ENTRY WITH_AGENT");
        pin(Cause.class, "AGENTS_LEFT PRECEDENCE_CAME HANDLING_GREW RULES_CHANGED");
        pin(Channel.class, "VOICE CALLBACK CHAT");
        pin(DeviceState.class, "UNKNOWN NOT_IN_USE RINGING IN_USE ON_HOLD BUSY UNAVAILABLE");
        pin(EndedBy.class, "CALLER AGENT SYSTEM TRANSFER");
        pin(
                EntryOutcome.class,
                "ANSWERED ABANDONED SHORT_ABANDONED OVERFLOWED CONVERTED TRANSFERRED_UNSERVED LOST_BY_PBX");
        pin(DeviceKind.class, "PHONE EXTERNAL");
        pin(Recording.class, "NEVER ON_DEMAND ALWAYS");
        pin(GoneCause.class, "HUNG_UP LOST_BY_PBX LEFT_TO_DIALPLAN FELL_BACK ENDED_BY_PBX");
        pin(
                OfferOutcome.class,
                "ACCEPTED REJECTED TIMED_OUT BUSY UNREACHABLE CALLER_LEFT WITHDRAWN FAILED TAKEN_BY_OTHER");
        pin(PendingChange.class, "NONE PAUSE LOG_OUT");
        pin(Routing.ContactRule.class, "WEIGHTED_WAIT LONGEST_WAIT TARGET_RATIO QUEUE_RATIO INDEX");
        pin(
                Routing.AgentRule.class,
                "LONGEST_IDLE LEAST_OCCUPIED BEST_PROFICIENCY MOST_REPLACEABLE FEWEST_SKILLS INDEX IDLENESS_RATIO BEST_COVERED");
        pin(QueueStatus.class, "OPEN FULL CLOSED EMPTY");
        pin(
                ReleaseStatus.class,
                "ANSWERED TIMEOUT FULL CLOSED EMPTY UNKNOWN_QUEUE INVALID WITHDRAWN CALLBACK EMERGENCY LONG_WAIT CHAT");
    }

    private static void pin(Class<? extends Enum<?>> type, String names) {
        List<String> now =
                Arrays.stream(type.getEnumConstants()).map(Enum::name).toList();
        assertThat(String.join(" ", now)).as(type.getSimpleName()).startsWith(names);
    }

    private static Configuration configuration() {
        RoutingPlan plan = new RoutingPlan(List.of(
                new RoutingStep(List.of(new Requirement(1, 5)), 30_000), new RoutingStep(List.of(), Long.MAX_VALUE)));
        return new Configuration(
                42,
                List.of(new Configuration.Skill(1, "german")),
                List.of(new Configuration.Queue(
                        1,
                        "billing",
                        "Billing",
                        AnswerMode.WITH_AGENT,
                        -3,
                        plan,
                        20_000,
                        10_000,
                        5_000,
                        600_000,
                        50,
                        new Configuration.ServiceLevelTarget(80, 20_000))),
                List.of(new Configuration.Device(1, 2, "alice")),
                List.of(new Configuration.Agent(
                        1, "alice", "Alice", List.of(new Configuration.SkillLevel(1, 10)), List.of(1))),
                List.of(new Configuration.PauseReason(1, "lunch")),
                new Configuration.Settings(
                                3_000, 10_000, 5_000, 5_000, 10_000, 3, 30_000, 20_000, 60_000, 0, STRICT_PRIORITY)
                        .with(BY_WAIT));
    }

    /** The routing there was before a configuration could ask for another. */
    private static final Routing BY_WAIT = new Routing(
            Routing.ContactRule.WEIGHTED_WAIT,
            Routing.AgentRule.LONGEST_IDLE,
            new Routing.ContactWeights(100, 0, 0),
            new Routing.AgentWeights(0, 0, 0, 0),
            1_800_000);
}
