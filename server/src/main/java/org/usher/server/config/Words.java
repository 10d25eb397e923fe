package org.usher.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.AnyOf;
import org.usher.core.api.BurnoutGuard;
import org.usher.core.api.Configuration;
import org.usher.core.api.DeviceKind;
import org.usher.core.api.Requirement;
import org.usher.core.api.Routing;
import org.usher.core.api.RoutingPlan;
import org.usher.core.api.RoutingStep;
import org.usher.core.api.Urgency;
import org.usher.core.api.WaitingCost;
import org.usher.server.caller.OverflowNumber;
import org.usher.server.caller.SurveyRule;

/** Values of a centre as its file writes them, with names in place of ids. */
record Words(Configuration centre) {

    String queue(int queueId) {
        return centre.queues().stream()
                .filter(queue -> queue.queueId() == queueId)
                .map(Configuration.Queue::name)
                .findFirst()
                .orElse("");
    }

    String queues(List<Integer> queueIds) {
        return queueIds.stream().map(this::queue).collect(Collectors.joining(", "));
    }

    String levels(List<Configuration.SkillLevel> levels) {
        return levels.stream()
                .map(level -> skill(level.skillId(), level.proficiency()))
                .collect(Collectors.joining(", "));
    }

    String pool(int poolId) {
        return poolId == 0
                ? ""
                : centre.settings().routing().pools().get(poolId - 1).name();
    }

    /** Without the time for which an agent is preferred. */
    String steps(RoutingPlan plan) {
        return plan.steps().stream().map(this::step).collect(Collectors.joining(", then "));
    }

    private String step(RoutingStep step) {
        List<String> asked = new ArrayList<>();
        for (Requirement requirement : step.requirements()) {
            asked.add(skill(requirement.skillId(), requirement.minProficiency()));
        }
        for (AnyOf group : step.anyOf()) {
            asked.add(group.alternatives().stream()
                    .map(requirement -> skill(requirement.skillId(), requirement.minProficiency()))
                    .collect(Collectors.joining(" | ")));
        }
        String said = asked.isEmpty() ? "anybody" : String.join(" and ", asked);
        said += step.easesBy() == 0 ? "" : " (ease " + step.easesBy() + ")";
        return said + (step.forMs() == Long.MAX_VALUE ? "" : " for " + time(step.forMs()));
    }

    private String skill(int skillId, int proficiency) {
        return centre.skills().stream()
                        .filter(skill -> skill.skillId() == skillId)
                        .map(Configuration.Skill::name)
                        .findFirst()
                        .orElse("")
                + ":" + proficiency;
    }

    static String device(Configuration.Device device) {
        return (device.kind() == DeviceKind.EXTERNAL ? "number " : "") + device.endpoint() + " on PBX "
                + device.pbxId();
    }

    static String small(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static String time(long ms) {
        return Durations.show(ms);
    }

    static String overflow(OverflowNumber overflow) {
        return overflow.isThere()
                ? overflow.number() + " (rings " + time(overflow.ringMs()) + ", "
                        + overflow.when().stream().map(Words::small).collect(Collectors.joining(", ")) + ")"
                : "none";
    }

    static String survey(SurveyRule survey) {
        return survey.asks() ? "on (alerts at " + survey.alertAt() + ")" : "off";
    }

    static String timeOrNever(long ms) {
        return ms < 0 ? "never" : time(ms);
    }

    static String target(Configuration.ServiceLevelTarget target) {
        return target.percent() + " % within " + time(target.withinMs());
    }

    static String points(List<Urgency.Point> points) {
        return points.stream()
                .map(point -> time(point.waitedMs()) + " -> " + time(point.countsMs()))
                .collect(Collectors.joining(", "));
    }

    static String rates(WaitingCost cost) {
        return cost.rates().stream()
                .map(rate -> time(rate.waitedMs()) + " -> " + rate.perMinute())
                .collect(Collectors.joining(", "));
    }

    static String limits(BurnoutGuard.@Nullable Limits limits) {
        return limits == null
                ? ""
                : "ceiling " + limits.ceilingPercent() + " %, in_row " + limits.contactsInRow() + ", breath "
                        + time(limits.breathMs());
    }

    static String weights(Routing.ContactWeights weights) {
        return "wait " + weights.waitPercent() + ", waiting " + time(weights.perWaitingMs()) + ", load "
                + time(weights.perLoadMs()) + ", cost " + time(weights.perCostMs()) + ", line "
                + time(weights.lineMs());
    }

    static String weights(Routing.AgentWeights weights) {
        return "proficiency " + weights.proficiency() + ", skills " + weights.skills() + ", scarcity "
                + weights.scarcity() + ", occupancy " + weights.occupancy() + ", cost " + weights.cost();
    }

    static String pools(List<Routing.Pool> pools) {
        return pools.stream().map(pool -> pool.name() + " " + pool.share()).collect(Collectors.joining(", "));
    }
}
