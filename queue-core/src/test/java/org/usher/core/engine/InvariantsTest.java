package org.usher.core.engine;

import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.usher.core.api.AgentState;
import org.usher.core.api.Channel;
import org.usher.core.api.Command;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.GoneCause;
import org.usher.core.api.LogEntry;
import org.usher.core.api.QueueEngine;
import org.usher.core.api.QueueStatus;
import org.usher.core.api.RoutingPlan;
import org.usher.core.api.RoutingStep;

/** Breaks a sound state in one place at a time: each break is noticed, and named. */
final class InvariantsTest {
    private static final int TALKING = 101;
    private static final int RUNG = 102;
    private static final int WAITING = 103;
    private static final int AWAITING = 104;

    private static final RoutingPlan TWO_STEPS = new RoutingPlan(
            60_000,
            List.of(new RoutingStep(List.of(), List.of(), 0, 30_000), new RoutingStep(List.of(), List.of(), 1, 0)));

    private final State state = new State();
    private final QueueEngine engine = new Engine(state, IndexedMatching::new);
    private final Recorded output = new Recorded();

    /** Agent 1 talks, 2 is rung, 3 wraps up, 4 is idle in another queue; phone 9 is nobody's. */
    @BeforeEach
    void letAllHappen() {
        tell(new Command.AdoptConfiguration(new Centre()
                .plan(TWO_STEPS)
                .queue(1)
                .queue(2)
                .agent(1, List.of(1))
                .agent(2, List.of(1))
                .agent(3, List.of(1))
                .agent(4, List.of(2))
                .phone(9)
                .build(1)));
        logIn(1);
        arrive(TALKING, 0);
        answer(1);
        logIn(3);
        arrive(100, 0);
        answer(3);
        long talk = offer(100).offerId;
        tell(new Command.ContactGone(100, GoneCause.HUNG_UP));
        tell(new Command.AgentLegEnded(talk));
        logIn(4);
        arrive(AWAITING, 1);
        arrive(RUNG, 0);
        logIn(2);
        arrive(WAITING, 0);
    }

    static Stream<Arguments> breaks() {
        return Stream.of(
                of("is not found by its call", s -> s.state.contactsByCall.remove(WAITING)),
                of("has a wrong deadline for its phase", s -> s.state.deadlines.cancel(s.contact(RUNG).phaseDeadline)),
                of("is in its line and out of it", s -> s.contact(WAITING).entry.open = false),
                of(
                        "has a limit on a wait that is over",
                        s -> s.state.deadlines.set(s.contact(TALKING).waitLimit, Long.MAX_VALUE - 1)),
                of("is not found by its action", s -> s.contact(WAITING).openActionId = 99),
                of("waits in step 1 of its plan and not in 0", s -> s.contact(WAITING).entry.step = 1),
                of("waits in a step for ever", s -> s.state.deadlines.cancel(s.relaxation(WAITING))),
                of(
                        "would have its wait relaxed when it is over",
                        s -> s.state.deadlines.set(s.relaxation(TALKING), Long.MAX_VALUE - 1)),
                of(
                        "waits for an agent who does not know",
                        s -> s.agent(1).awaitedBy.clear()),
                of("is bound to an offer that does not know it", s -> s.offer(RUNG).contact = s.contact(WAITING)),
                of("has no offer", s -> s.contact(RUNG).offer = null),
                of("is away", s -> s.contact(RUNG).reachable = true),
                of("counts its talk wrongly", s -> s.offer(TALKING).talk = OfferRecord.Talk.OVER),
                of("is rung by nobody", s -> s.offer(RUNG).ringing = 0),
                of("is bound by an offer without being rung", s -> s.agent(2).offer = null),
                of("is bound by an offer that does not know him", s -> s.agent(1).offer = s.offer(RUNG)),
                of("is idle but not ready", s -> s.agent(4).state = AgentState.PAUSED),
                of("is logged in on a phone that is not his", s -> s.device(4).agent = null),
                of("would stay in his state for ever", s -> s.state.deadlines.cancel(s.agent(3).deadline)),
                of(
                        "is awaited by one who does not wait",
                        s -> s.agent(4).awaitedBy.add(s.contact(WAITING))),
                of("do not balance", s -> s.queue(1).waiting++),
                of("do not balance", s -> s.queue(1).offered++),
                of("do not balance", s -> s.queue(1).contacts++),
                of("has 1 agents and counts 2", s -> s.queue(2).staff++),
                of("is published CLOSED and is OPEN", s -> s.queue(2).status = QueueStatus.CLOSED),
                of("wait without agents wrongly", s -> s.state.deadlines.set(s.queue(2).leaving, Long.MAX_VALUE - 1)),
                of(
                        "is remembered but binds nobody",
                        s -> s.state.offers.put(77, new OfferRecord(77, 1, 1, Channel.VOICE, List.of(), 0))),
                of("counts its hold wrongly", s -> s.offer(TALKING).held = true),
                of("binds someone who is bound by another", s -> s.offer(RUNG).agent = s.agent(4)),
                of("binds someone who is bound by another", s -> s.offer(TALKING).contactId++),
                of(
                        "a deadline is set for someone who is gone",
                        s -> s.state.deadlines.set(
                                new Deadline(Deadline.Kind.AGENT_STATE, new AgentRecord(99), 99), Long.MAX_VALUE - 1)),
                of("a change of ContactRecord was not told", s -> s.contact(WAITING).entry.limitFromMs++),
                of("holds the share of someone who is gone", s -> s.state.devices.remove(9)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("breaks")
    void shouldNameTheRuleThatIsBroken(String rule, Consumer<InvariantsTest> broken) {
        broken.accept(this);
        assertThatIllegalStateException().isThrownBy(engine::checkInvariants).withMessageContaining(rule);
    }

    @Test
    void shouldFindNothingInASoundState() {
        engine.checkInvariants();
    }

    private static Arguments of(String rule, Consumer<InvariantsTest> broken) {
        return Arguments.of(rule, broken);
    }

    private ContactRecord contact(long call) {
        return Objects.requireNonNull(state.contactsByCall.get(call));
    }

    private OfferRecord offer(long call) {
        return Objects.requireNonNull(contact(call).offer);
    }

    private Deadline relaxation(long call) {
        return Objects.requireNonNull(contact(call).entry.relaxation);
    }

    private AgentRecord agent(int agentId) {
        return Objects.requireNonNull(state.agents.get(agentId));
    }

    private DeviceRecord device(int deviceId) {
        return Objects.requireNonNull(state.devices.get(deviceId));
    }

    private QueueRecord queue(int queueId) {
        return Objects.requireNonNull(state.queues.get(queueId));
    }

    private void logIn(int agentId) {
        tell(new Command.LogIn(0, agentId, List.of(agentId)));
    }

    private void arrive(long call, int preferredAgentId) {
        tell(new Command.ContactArrived(
                call, Channel.VOICE, 1, 0, 0, 0, List.of(), List.of(), preferredAgentId, ContactDetails.NONE));
        tell(new Command.ContactReachable(call));
    }

    private void answer(int agentId) {
        long offerId = Objects.requireNonNull(agent(agentId).offer).offerId;
        tell(new Command.OfferAccepted(offerId, agentId));
        tell(new Command.OfferConnected(offerId));
    }

    private void tell(Command command) {
        engine.apply(new LogEntry(engine.lastIndex() + 1, 1, QueueEngine.VERSION, Scenario.START_MS, command), output);
        engine.checkInvariants();
    }
}
