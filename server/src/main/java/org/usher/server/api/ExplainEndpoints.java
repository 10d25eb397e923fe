package org.usher.server.api;

import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.AgentState;
import org.usher.core.api.Configuration;
import org.usher.core.api.EngineView.ContactState;
import org.usher.core.api.Event;
import org.usher.core.api.Explanation;
import org.usher.core.api.Explanation.Verdict;
import org.usher.core.api.HeldBackCause;
import org.usher.core.api.QueueEngine;
import org.usher.core.api.Requirement;
import org.usher.core.api.Routing;
import org.usher.core.api.WaitEstimate;
import org.usher.server.engine.EngineEye;
import org.usher.server.estimate.EstimatedWaits;
import org.usher.server.security.Access;

/** Why a contact waits, and whom an agent would take: read from the engine when somebody asks. */
final class ExplainEndpoints {
    private final EngineEye engine;
    private final EstimatedWaits waits;
    private final Supplier<Configuration> configuration;

    ExplainEndpoints(EngineEye engine, EstimatedWaits waits, Supplier<Configuration> configuration) {
        this.engine = engine;
        this.waits = waits;
        this.configuration = configuration;
    }

    /** Of the configuration with this revision, as conf/centre.toml explains them. */
    record DecidingRules(long revision, Routing.ContactRule contacts, Routing.AgentRule agents) {}

    /** What a wait counts for: by the rule, and what its priority adds. */
    record CountedWait(long waitedMs, long ruleMs, long priorityMs, long totalMs) {}

    /**
     * How long it was to wait when it entered the line, if it had to wait at all.
     *
     * @param p10Ms one in ten waits less
     * @param p50Ms half of all wait less
     * @param p90Ms one in ten waits longer
     */
    record EstimatedWait(int modelVersion, long meanMs, long p10Ms, long p50Ms, long p90Ms) {}

    record RivalContact(long contactId, String queue, CountedWait counts) {}

    /**
     * @param rank of the free ones with the fewest chats, the lowest is rung
     * @param chats how many he has open
     * @param lacks the skill, and how much of it, that keeps the agent from serving the contact, such as {@code german:5}
     */
    record CandidateAgent(
            String agent,
            Verdict verdict,
            AgentState state,
            long rank,
            int chats,
            @Nullable String lacks) {}

    /**
     * @param offerable whether it could be offered this moment: not while it hears a prompt or an agent is being rung
     * @param awaits whom alone it waits for
     * @param step of its queue's plan, from 1
     * @param inDangerAtMs from when on (epoch ms) agents whom the guard against burnout holds back are asked, too; null for never
     * @param aheadInLine of those who ask for the same
     * @param estimate null if there was no model yet, or it is no call
     * @param rivals who would be taken before it, the first of each line that an agent who may serve it may serve, too
     * @param candidates the agents of its queue, the likeliest first
     */
    record ExplainedContact(
            long contactId,
            String queue,
            ContactState state,
            boolean offerable,
            @Nullable String awaits,
            int step,
            DecidingRules rules,
            CountedWait counts,
            @Nullable Long inDangerAtMs,
            int aheadInLine,
            @Nullable EstimatedWait estimate,
            List<RivalContact> rivals,
            List<CandidateAgent> candidates,
            int candidatesLeftOut) {}

    /**
     * @param scarcity one for each skill and queue of his, shared among all who have it
     * @param workPercent of the time lately, 0 while no rule and no limit asks for it
     * @param contactsInRow taken without a rest, 0 while no limit asks for it
     * @param heldBackUntilMs until when (epoch ms) the guard against burnout holds him back, null if it does not
     * @param heldBackCause by which limit
     * @param next whom he would take, the first of each line he may serve, in this order
     */
    record ExplainedAgent(
            String agent,
            AgentState state,
            boolean idle,
            boolean takesChats,
            int skills,
            double scarcity,
            int workPercent,
            int contactsInRow,
            @Nullable Long heldBackUntilMs,
            @Nullable HeldBackCause heldBackCause,
            DecidingRules rules,
            List<RivalContact> next) {}

    List<Route> routes() {
        return List.of(
                new Route(
                        HttpMethod.GET,
                        "/api/v1/contacts/{contact}/explain",
                        Access.CONTACTS_READ,
                        Route.Doc.json(
                                "Why the contact waits: what its wait counts for, who comes before it, what keeps each agent of its queue "
                                        + "from being rung, and how long it was to wait when it entered the line",
                                ExplainedContact.class),
                        (Route.Answering) request -> {
                            long contactId = request.pathId("contact");
                            return look(
                                    eye -> eye.explainContact(contactId),
                                    this::shown,
                                    new Problem.FieldError(
                                            "contact",
                                            Long.toString(contactId),
                                            "no such contact in a line now; GET /api/v1/contacts lists those on a call or over"));
                        }),
                new Route(
                        HttpMethod.GET,
                        "/api/v1/agents/{agent}/explain",
                        Access.CONTACTS_READ,
                        Route.Doc.json("Whom the agent would take next, and why", ExplainedAgent.class),
                        (Route.Answering) request -> {
                            Configuration.Agent agent =
                                    request.agent(configuration.get().agents());
                            return look(
                                    eye -> eye.explainAgent(agent.agentId()),
                                    this::shown,
                                    new Problem.FieldError(
                                            "agent",
                                            agent.name(),
                                            "the configuration changed meanwhile; GET /api/v1/agents lists the agents"));
                        }));
    }

    private <E extends Explanation> CompletionStage<Answer> look(
            Function<QueueEngine, Optional<E>> question, Function<E, Object> show, Problem.FieldError notThere) {
        return engine.look(question).handle((found, failure) -> {
            if (failure instanceof RejectedExecutionException) {
                return Answer.problem(Problem.of(503, "overloaded", "Too many ask just now; try again."));
            }
            if (failure != null) {
                throw new IllegalStateException("a look at the engine failed", failure);
            }
            return found.map(why -> Answer.json(200, show.apply(why)))
                    .orElseGet(() -> Answer.problem(Problem.field(404, "unknown-" + notThere.field(), notThere)));
        });
    }

    private ExplainedContact shown(Explanation.OfContact why) {
        return new ExplainedContact(
                why.contactId(),
                queue(why.queueId()),
                why.state(),
                why.offerable(),
                why.awaitedAgentId() == 0 ? null : agent(why.awaitedAgentId()),
                why.step() + 1,
                rules(why),
                shown(why.terms()),
                why.inDangerAtMs() == 0 ? null : why.inDangerAtMs(),
                why.aheadInLine(),
                waits.atEntry(why.contactId()).map(ExplainEndpoints::shown).orElse(null),
                shown(why.rivals()),
                why.candidates().stream().map(this::shown).toList(),
                why.candidatesLeftOut());
    }

    private ExplainedAgent shown(Explanation.OfAgent why) {
        return new ExplainedAgent(
                agent(why.agentId()),
                why.state(),
                why.idle(),
                why.takesChats(),
                why.skillCount(),
                why.scarcity() / 1e6,
                why.workPercent(),
                why.contactsInRow(),
                why.heldBackUntilMs() == 0 ? null : why.heldBackUntilMs(),
                why.heldBackCause(),
                rules(why),
                shown(why.next()));
    }

    private static EstimatedWait shown(Event.WaitEstimated said) {
        WaitEstimate estimate = said.estimate();
        return new EstimatedWait(
                said.modelVersion(), estimate.meanMs(), estimate.p10Ms(), estimate.p50Ms(), estimate.p90Ms());
    }

    private static DecidingRules rules(Explanation why) {
        return new DecidingRules(
                why.configurationRevision(),
                why.routing().contacts(),
                why.routing().agents());
    }

    private static CountedWait shown(Explanation.Terms terms) {
        return new CountedWait(terms.ageMs(), terms.ruleMs(), terms.priorityMs(), terms.totalMs());
    }

    private List<RivalContact> shown(List<Explanation.Rival> rivals) {
        return rivals.stream()
                .map(rival -> new RivalContact(rival.contactId(), queue(rival.queueId()), shown(rival.terms())))
                .toList();
    }

    private CandidateAgent shown(Explanation.Candidate candidate) {
        Requirement lack = candidate.lack();
        return new CandidateAgent(
                agent(candidate.agentId()),
                candidate.verdict(),
                candidate.state(),
                candidate.rank(),
                candidate.chats(),
                lack == null ? null : skill(lack.skillId()) + ":" + lack.minProficiency());
    }

    private String queue(int queueId) {
        return configuration.get().queues().stream()
                .filter(queue -> queue.queueId() == queueId)
                .findFirst()
                .map(Configuration.Queue::name)
                .orElse(Integer.toString(queueId));
    }

    private String agent(int agentId) {
        return configuration.get().agents().stream()
                .filter(agent -> agent.agentId() == agentId)
                .findFirst()
                .map(Configuration.Agent::name)
                .orElse(Integer.toString(agentId));
    }

    private String skill(int skillId) {
        return configuration.get().skills().stream()
                .filter(skill -> skill.skillId() == skillId)
                .findFirst()
                .map(Configuration.Skill::name)
                .orElse(Integer.toString(skillId));
    }
}
