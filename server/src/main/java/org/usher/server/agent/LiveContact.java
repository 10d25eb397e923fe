package org.usher.server.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.Channel;
import org.usher.core.api.Configuration;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.Requirement;
import org.usher.core.api.RoutingStep;

/**
 * What is known of a contact as long as it is live.
 *
 * @param step of its queue's plan, from 0
 * @param customerFound see {@link DeskContact#customerFound}
 */
record LiveContact(
        long contactId,
        Channel channel,
        int queueId,
        int priority,
        long enqueuedAtMs,
        int step,
        ContactDetails details,
        boolean customerFound) {
    LiveContact at(int nextStep) {
        return new LiveContact(contactId, channel, queueId, priority, enqueuedAtMs, nextStep, details, customerFound);
    }

    /** Whose it is has been found out. */
    LiveContact foundAs(String customer) {
        return new LiveContact(
                contactId, channel, queueId, priority, enqueuedAtMs, step, details.withCustomer(customer), true);
    }

    /** As the agent is to see it, before anything rang or was said. */
    DeskContact shown(Configuration configuration, CrmLink crm) {
        Configuration.@Nullable Queue queue = configuration.queues().stream()
                .filter(known -> known.queueId() == queueId)
                .findFirst()
                .orElse(null);
        String name = queue == null ? "?" + queueId : queue.name();
        return new DeskContact(
                contactId,
                channel,
                name,
                queue == null ? name : queue.title(),
                details.caller(),
                details.callerName(),
                details.dialled(),
                details.customer(),
                customerFound,
                queue == null ? List.of() : skills(queue, configuration),
                step + 1,
                priority,
                enqueuedAtMs,
                null,
                null,
                null,
                false,
                crm.with(Map.of(
                                "number", details.caller(),
                                "name", details.callerName(),
                                "contact", Long.toString(contactId),
                                "customer", details.customer(),
                                "queue", name,
                                "dialled", details.dialled()))
                        .orElse(null));
    }

    private List<String> skills(Configuration.Queue queue, Configuration configuration) {
        List<RoutingStep> steps = queue.plan().steps();
        RoutingStep now = steps.get(Math.min(step, steps.size() - 1));
        Map<Integer, String> names = configuration.skills().stream()
                .collect(Collectors.toMap(Configuration.Skill::skillId, Configuration.Skill::name));
        List<String> words = new ArrayList<>();
        now.requirements().forEach(requirement -> words.add(word(requirement, names)));
        now.anyOf()
                .forEach(group -> words.add(group.alternatives().stream()
                        .map(requirement -> word(requirement, names))
                        .collect(Collectors.joining(" or "))));
        return words;
    }

    private static String word(Requirement requirement, Map<Integer, String> names) {
        return names.getOrDefault(requirement.skillId(), "?" + requirement.skillId()) + " "
                + requirement.minProficiency();
    }
}
