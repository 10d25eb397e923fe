package org.usher.server.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.usher.core.api.Configuration;
import org.usher.server.agent.CannedReplies;
import org.usher.server.agent.Dispositions;
import org.usher.server.agent.PhoneAccess;
import org.usher.server.callback.CallbackRule;
import org.usher.server.callback.WindowRule;
import org.usher.server.caller.CallerCare;
import org.usher.server.hours.OpeningHours;

/** What differs between two centres, in words of the file: things are known by their names, and keys by theirs. */
public final class CentreChanges {
    private static final List<Key<Configuration.Queue>> QUEUE = List.of(
            new Key<>("title", (queue, words) -> queue.title()),
            new Key<>("answer", (queue, words) -> Words.small(queue.answerMode())),
            new Key<>("priority", (queue, words) -> queue.priority()),
            new Key<>("prefer_agent", (queue, words) -> Words.time(queue.plan().preferMs())),
            new Key<>("plan", (queue, words) -> words.steps(queue.plan())),
            new Key<>("ring", (queue, words) -> Words.time(queue.ringTimeoutMs())),
            new Key<>("wrap_up", (queue, words) -> Words.time(queue.wrapUpMs())),
            new Key<>(
                    "chat_wrap_up",
                    (queue, words) -> Words.time(queue.channels().chatWrapUpMs())),
            new Key<>(
                    "callback_ring",
                    (queue, words) -> Words.time(queue.channels().callbackRingMs())),
            new Key<>("short_abandon", (queue, words) -> Words.time(queue.shortAbandonMs())),
            new Key<>("max_wait", (queue, words) -> Words.time(queue.maxWaitMs())),
            new Key<>("overflow", (queue, words) -> words.queue(queue.rules().overflowQueueId())),
            new Key<>(
                    "overflow_estimate",
                    (queue, words) -> Words.time(queue.rules().overflowEstimateMs())),
            new Key<>("max_waiting", (queue, words) -> queue.maxWaiting()),
            new Key<>("service_level", (queue, words) -> Words.target(queue.serviceLevelTarget())),
            new Key<>("aging", (queue, words) -> Words.points(queue.urgency().aging())),
            new Key<>("promise", (queue, words) -> Words.time(queue.urgency().promiseMs())),
            new Key<>("share", (queue, words) -> queue.urgency().share()),
            new Key<>("cost", (queue, words) -> Words.rates(queue.urgency().cost())),
            new Key<>(
                    "handling",
                    (queue, words) -> Words.time(queue.urgency().cost().handlingMs())),
            new Key<>("when_empty", (queue, words) -> queue.rules().admitsWhenEmpty() ? "admit" : "refuse"),
            new Key<>(
                    "leave_when_empty",
                    (queue, words) -> Words.timeOrNever(queue.rules().leaveWhenEmptyMs())),
            new Key<>("when_closed", (queue, words) -> queue.rules().servesOutWhenClosed() ? "serve" : "release"),
            new Key<>("ring_group", (queue, words) -> queue.rules().ringGroupSize()),
            new Key<>(
                    "recording", (queue, words) -> Words.small(queue.treatment().recording())),
            new Key<>("consent", (queue, words) -> queue.treatment().consentSound()),
            new Key<>("whisper", (queue, words) -> queue.treatment().whisperSound()));

    private static final List<Key<Configuration.Agent>> AGENT = List.of(
            new Key<>("title", (agent, words) -> agent.title()),
            new Key<>("skills", (agent, words) -> words.levels(agent.skills())),
            new Key<>("queues", (agent, words) -> words.queues(agent.queueIds())),
            new Key<>("cost", (agent, words) -> agent.employment().cost()),
            new Key<>("pool", (agent, words) -> words.pool(agent.employment().poolId())),
            new Key<>("guard", (agent, words) -> Words.limits(agent.employment().limits())),
            new Key<>("chats", (agent, words) -> agent.chatCapacity()));

    private static final List<Key<Configuration.Settings>> SETTINGS = List.of(
            new Key<>("offer_grace", (settings, words) -> Words.time(settings.offerGraceMs())),
            new Key<>("connect_grace", (settings, words) -> Words.time(settings.connectGraceMs())),
            new Key<>("leg_end_grace", (settings, words) -> Words.time(settings.legEndGraceMs())),
            new Key<>("reject_back_off", (settings, words) -> Words.time(settings.rejectBackOffMs())),
            new Key<>("no_answer_back_off", (settings, words) -> Words.time(settings.noAnswerBackOffMs())),
            new Key<>("max_no_answers_in_row", (settings, words) -> settings.maxNoAnswersInRow()),
            new Key<>("unreachable_back_off", (settings, words) -> Words.time(settings.unreachableBackOffMs())),
            new Key<>("prefer_same_agent", (settings, words) -> Words.time(settings.preferSameAgentMs())),
            new Key<>("transfer_credit", (settings, words) -> Words.time(settings.transferCreditMs())),
            new Key<>("elsewhere_wrap_up", (settings, words) -> Words.time(settings.elsewhereWrapUpMs())),
            new Key<>(
                    "priority_step",
                    (settings, words) ->
                            settings.priorityStepMs() < 0 ? "strict" : Words.time(settings.priorityStepMs())),
            new Key<>("calls_during_chats", (settings, words) -> settings.callsDuringChats()),
            new Key<>(
                    "routing.contacts",
                    (settings, words) -> Words.small(settings.routing().contacts())),
            new Key<>(
                    "routing.agents",
                    (settings, words) -> Words.small(settings.routing().agents())),
            new Key<>(
                    "routing.contact_index",
                    (settings, words) -> Words.weights(settings.routing().contactWeights())),
            new Key<>(
                    "routing.agent_index",
                    (settings, words) -> Words.weights(settings.routing().agentWeights())),
            new Key<>(
                    "routing.occupancy_memory",
                    (settings, words) -> Words.time(settings.routing().occupancyMemoryMs())),
            new Key<>(
                    "pools", (settings, words) -> Words.pools(settings.routing().pools())),
            new Key<>(
                    "guard", (settings, words) -> Words.limits(settings.guard().limits())),
            new Key<>("guard.gives_way", (settings, words) -> settings.guard().givesWayPercent()));

    private static final List<Key<Configuration.Device>> DEVICE = List.of(
            new Key<>("auto_answer", (device, words) -> device.autoAnswer()),
            new Key<>("remote_answer", (device, words) -> device.remoteAnswer()));

    private record Key<T>(String name, BiFunction<T, Words, Object> value) {
        Object of(T thing, Words words) {
            return value.apply(thing, words);
        }
    }

    /** What happened to a thing. */
    public enum Kind {
        ADDED,
        REMOVED,
        CHANGED
    }

    /**
     * One thing that differs.
     *
     * @param what for example {@code queue}
     * @param name of the thing; empty of what there is one of
     * @param words for example {@code wrap_up 10s -> 20s}; of what is added or removed what matters most about it
     */
    public record Change(Kind kind, String what, String name, List<String> words) {
        public Change {
            words = List.copyOf(words);
        }

        @Override
        public String toString() {
            String head = name.isEmpty() ? what : what + " " + name;
            String said = kind == Kind.CHANGED ? "" : kind == Kind.ADDED ? "new" : "removed";
            List<String> all = new ArrayList<>(said.isEmpty() ? List.of() : List.of(said));
            all.addAll(words);
            return head + ": " + String.join("; ", all);
        }
    }

    private final Words before;
    private final Words after;
    private final List<Change> changes = new ArrayList<>();

    private CentreChanges(Configuration before, Configuration after) {
        this.before = new Words(before);
        this.after = new Words(after);
    }

    /**
     * What differs.
     *
     * @param next with lasting ids, as {@link IdBook} gives them
     * @param oldCentre of which is compared what is no business of the engine's
     */
    public static List<Change> between(Configuration old, Configuration next, Centre oldCentre, Centre nextCentre) {
        CentreChanges all = new CentreChanges(old, next);
        all.things("skill", Configuration::skills, Configuration.Skill::name, List.of());
        all.things("queue", Configuration::queues, Configuration.Queue::name, QUEUE);
        all.things("agent", Configuration::agents, Configuration.Agent::name, AGENT);
        all.things("device", Configuration::devices, Words::device, DEVICE);
        all.things("pause_reason", Configuration::pauseReasons, Configuration.PauseReason::name, List.of());
        all.settings(old.settings(), next.settings());
        all.phones(oldCentre.phones(), nextCentre.phones());
        all.listening(oldCentre.listeningPhones(), nextCentre.listeningPhones());
        all.named(
                "disposition",
                oldCentre.dispositions().all(),
                nextCentre.dispositions().all(),
                Dispositions.Disposition::name);
        all.named("reply", oldCentre.replies().all(), nextCentre.replies().all(), CannedReplies.Reply::name);
        all.hours(oldCentre.hours().byQueue(), nextCentre.hours().byQueue());
        all.callers(oldCentre.callers(), nextCentre.callers());
        all.callbacks(oldCentre.callbackRules(), nextCentre.callbackRules());
        if (!oldCentre.customerRules().equals(nextCentre.customerRules())) {
            all.changed(
                    "customer_rules",
                    "",
                    List.of(oldCentre.customerRules().size() + " -> "
                            + nextCentre.customerRules().size() + " rules"));
        }
        return List.copyOf(all.changes);
    }

    private <T> void things(
            String what, Function<Configuration, List<T>> list, Function<T, String> nameOf, List<Key<T>> keys) {
        Map<String, T> old = byName(list.apply(before.centre()), nameOf);
        Map<String, T> next = byName(list.apply(after.centre()), nameOf);
        old.forEach((name, thing) -> {
            if (!next.containsKey(name)) {
                changes.add(new Change(Kind.REMOVED, what, name, List.of()));
            }
        });
        next.forEach((name, thing) -> {
            T was = old.get(name);
            if (was == null) {
                changes.add(new Change(Kind.ADDED, what, name, introduced(thing)));
            } else if (!was.equals(thing)) {
                changed(what, name, differences(was, thing, keys));
            }
        });
    }

    private static <T> Map<String, T> byName(List<T> things, Function<T, String> nameOf) {
        return things.stream()
                .collect(Collectors.toMap(nameOf, thing -> thing, (first, second) -> first, LinkedHashMap::new));
    }

    /** Ids last, so the same name has the same one; what differs and has no word of its own is told all the same. */
    private void changed(String what, String name, List<String> words) {
        changes.add(new Change(Kind.CHANGED, what, name, words.isEmpty() ? List.of("changed") : words));
    }

    private <T> List<String> introduced(T thing) {
        return switch (thing) {
            case Configuration.Agent agent ->
                List.of("serves " + after.queues(agent.queueIds()), "skills " + after.levels(agent.skills()));
            case Configuration.Queue queue -> List.of("plan " + after.steps(queue.plan()));
            default -> List.of();
        };
    }

    private <T> List<String> differences(T was, T is, List<Key<T>> keys) {
        List<String> words = new ArrayList<>();
        for (Key<T> key : keys) {
            String old = String.valueOf(key.of(was, before));
            String now = String.valueOf(key.of(is, after));
            if (!old.equals(now)) {
                words.add(key.name() + " " + shown(old) + " -> " + shown(now));
            }
        }
        return words;
    }

    private static String shown(String value) {
        return value.isEmpty() ? "none" : value;
    }

    private void settings(Configuration.Settings old, Configuration.Settings next) {
        if (!old.equals(next)) {
            changed("settings", "", differences(old, next, SETTINGS));
        }
    }

    /** A PIN is not shown, nor its hash. */
    private void phones(PhoneAccess old, PhoneAccess next) {
        Map<String, String> oldNumbers = numbers(old);
        Map<String, String> nextNumbers = numbers(next);
        for (Configuration.Agent agent : after.centre().agents()) {
            String was = oldNumbers.getOrDefault(agent.name(), "");
            String is = nextNumbers.getOrDefault(agent.name(), "");
            if (!was.equals(is)) {
                changed("agent", agent.name(), List.of("number " + shown(was) + " -> " + shown(is)));
            } else if (!Objects.equals(old.badges().get(is), next.badges().get(is))) {
                changed("agent", agent.name(), List.of("another PIN"));
            }
        }
        for (Configuration.PauseReason reason : after.centre().pauseReasons()) {
            String was = code(old, reason.name());
            String is = code(next, reason.name());
            if (!was.equals(is)) {
                changed("pause_reason", reason.name(), List.of("code " + shown(was) + " -> " + shown(is)));
            }
        }
    }

    private void listening(Set<String> old, Set<String> next) {
        for (Configuration.Device device : after.centre().devices()) {
            String phone = device.pbxId() + "/" + device.endpoint();
            if (old.contains(phone) != next.contains(phone)) {
                changed(
                        "device",
                        Words.device(device),
                        List.of("listening " + old.contains(phone) + " -> " + next.contains(phone)));
            }
        }
    }

    /** Of queues that are in both. */
    private void callers(Map<String, CallerCare> old, Map<String, CallerCare> next) {
        new TreeMap<>(next).forEach((queue, is) -> {
            CallerCare was = old.getOrDefault(queue, is);
            if (was.redialWithinMs() != is.redialWithinMs()) {
                changed(
                        "callers of",
                        queue,
                        List.of("redial_within " + Words.time(was.redialWithinMs()) + " -> "
                                + Words.time(is.redialWithinMs())));
            }
            if (!was.overflow().equals(is.overflow())) {
                changed(
                        "callers of",
                        queue,
                        List.of("overflow_number " + Words.overflow(was.overflow()) + " -> "
                                + Words.overflow(is.overflow())));
            }
            if (!was.survey().equals(is.survey())) {
                changed(
                        "callers of",
                        queue,
                        List.of("survey " + Words.survey(was.survey()) + " -> " + Words.survey(is.survey())));
            }
            if (!was.announcements().equals(is.announcements())) {
                changed("callers of", queue, List.of("hear something else while they wait"));
            }
        });
    }

    private void hours(Map<String, OpeningHours> old, Map<String, OpeningHours> next) {
        TreeSet<String> queues = new TreeSet<>(old.keySet());
        queues.addAll(next.keySet());
        for (String queue : queues) {
            OpeningHours was = old.get(queue);
            OpeningHours is = next.get(queue);
            if (was == null) {
                changes.add(new Change(Kind.ADDED, "hours of", queue, List.of()));
            } else if (is == null) {
                changes.add(new Change(Kind.REMOVED, "hours of", queue, List.of("it is always open")));
            } else if (!was.equals(is)) {
                List<String> words =
                        was.zone().equals(is.zone()) && was.holidays().equals(is.holidays())
                                ? List.of()
                                : List.of(was.zone() + " " + was.holidays() + " -> " + is.zone() + " " + is.holidays());
                changed("hours of", queue, words);
            }
        }
    }

    private void callbacks(Map<String, CallbackRule> old, Map<String, CallbackRule> next) {
        for (Configuration.Queue queue : after.centre().queues()) {
            CallbackRule was = old.get(queue.name());
            CallbackRule is = next.get(queue.name());
            if (was == null || is == null || was.equals(is)) {
                continue;
            }
            List<String> differences = new ArrayList<>();
            if (!was.shown().equals(is.shown())) {
                differences.add("callback_number " + shown(was.shown()) + " -> " + shown(is.shown()));
            }
            if (!was.retryMs().equals(is.retryMs())) {
                differences.add("callback_retry " + times(was) + " -> " + times(is));
            }
            if (was.detectsMachines() != is.detectsMachines()) {
                differences.add("callback_machine_detection " + was.detectsMachines() + " -> " + is.detectsMachines());
            }
            if (was.order() != is.order()) {
                differences.add("callback_order " + Words.small(was.order()) + " -> " + Words.small(is.order()));
            }
            differences.addAll(windows(was.windows(), is.windows()));
            if (was.followUp().afterMs() != is.followUp().afterMs()) {
                differences.add(
                        "follow_up_after " + Words.timeOrNever(was.followUp().afterMs()) + " -> "
                                + Words.timeOrNever(is.followUp().afterMs()));
            }
            if (was.followUp().how() != is.followUp().how()) {
                differences.add("follow_up " + Words.small(was.followUp().how()) + " -> "
                        + Words.small(is.followUp().how()));
            }
            changed("queue", queue.name(), differences);
        }
    }

    private static List<String> windows(WindowRule was, WindowRule is) {
        List<String> differences = new ArrayList<>();
        if (was.lengthMs() != is.lengthMs()) {
            differences.add("callback_window " + Words.time(was.lengthMs()) + " -> " + Words.time(is.lengthMs()));
        }
        if (was.days() != is.days()) {
            differences.add("callback_days " + was.days() + " -> " + is.days());
        }
        if (was.agents() != is.agents()) {
            differences.add("callback_agents " + was.agents() + " -> " + is.agents());
        }
        if (was.handlingMs() != is.handlingMs()) {
            differences.add("callback_handling " + Words.time(was.handlingMs()) + " -> " + Words.time(is.handlingMs()));
        }
        if (was.sharePercent() != is.sharePercent()) {
            differences.add("callback_share " + was.sharePercent() + " -> " + is.sharePercent());
        }
        return differences;
    }

    private static List<String> times(CallbackRule rule) {
        return rule.retryMs().stream().map(Words::time).toList();
    }

    /** Things that are told of by name alone. */
    private <T> void named(String kind, List<T> old, List<T> next, Function<T, String> name) {
        Map<String, T> was = byName(old, name);
        Map<String, T> is = byName(next, name);
        was.keySet().stream()
                .filter(one -> !is.containsKey(one))
                .forEach(one -> changes.add(new Change(Kind.REMOVED, kind, one, List.of())));
        is.forEach((one, thing) -> {
            T before = was.get(one);
            if (before == null) {
                changes.add(new Change(Kind.ADDED, kind, one, List.of()));
            } else if (!before.equals(thing)) {
                changed(kind, one, List.of());
            }
        });
    }

    private static Map<String, String> numbers(PhoneAccess phones) {
        return phones.badges().entrySet().stream()
                .collect(Collectors.toMap(badge -> badge.getValue().agent(), Map.Entry::getKey));
    }

    private static String code(PhoneAccess phones, String reason) {
        return phones.reasons().entrySet().stream()
                .filter(entry -> entry.getValue().equals(reason))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("");
    }
}
