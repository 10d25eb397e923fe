package org.usher.server.survey;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration;
import org.usher.core.api.EngineView;
import org.usher.core.api.Event;
import org.usher.core.codec.Decoder;
import org.usher.core.codec.Encoder;
import org.usher.server.caller.CallerCare;
import org.usher.server.caller.SurveyRule;
import org.usher.server.engine.EventSink;
import org.usher.server.engine.RecordedEvent;
import org.usher.server.engine.SnapshotPart;
import org.usher.server.wallboard.Alarm;

/**
 * Who may be asked how satisfied he was, what was said, and which of it a supervisor is to hear of. Written by one thread, read by any. It
 * goes with the log's snapshots: a restart forgets none of it.
 */
public final class Surveys implements EventSink, SnapshotPart {
    /** Low scores that are kept for supervisors, the latest of them. */
    static final int MAX_LOW = 200;
    /** As long a low score is an alarm. */
    static final long ALARM_MS = 15 * 60_000;

    private static final int MAX_SERVED = 20_000;
    private static final int MAX_IN_ALARM = 5;

    private enum Count {
        ASKED,
        ANSWERED,
        LOW
    }

    private final MeterRegistry registry;
    private volatile Supplier<Map<String, CallerCare>> care;
    // all of it under this object's lock
    /** The score that each of the latest contacts who talked has given, 0 for none yet. */
    private final Map<Long, Integer> served = new LinkedHashMap<>();

    private final ArrayDeque<LowScore> low = new ArrayDeque<>();
    private final Map<String, Counter> counters = new TreeMap<>();
    private final Map<Integer, String> queues = new HashMap<>();
    private final Map<Integer, String> agents = new HashMap<>();

    /** @param care of the centre with which the server starts, by the names of its queues */
    public Surveys(MeterRegistry registry, Supplier<Map<String, CallerCare>> care) {
        this.registry = registry;
        this.care = care;
    }

    /** From now on this says what the queues ask. */
    public void follow(Supplier<Map<String, CallerCare>> inForce) {
        care = inForce;
    }

    /** The names of the queues whose callers are to be asked. */
    public Set<String> asking() {
        return care.get().entrySet().stream()
                .filter(queue -> queue.getValue().survey().asks())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** Whether the customer of this contact, which is over, is to be asked: he talked in a queue that asks, and has said nothing yet. */
    public synchronized boolean asks(long contactId, int queueId) {
        Integer score = served.get(contactId);
        return score != null
                && score == Command.ScoreContact.NO_ANSWER
                && rule(queues.getOrDefault(queueId, "")).asks();
    }

    /** Of the latest scores by which supervisors are alerted, the latest first. */
    public synchronized List<LowScore> low() {
        return new ArrayList<>(low);
    }

    /** One for each queue with such scores of late. Names no caller. */
    public synchronized List<Alarm> alarms(long nowMs) {
        Map<String, List<LowScore>> byQueue = low.stream()
                .filter(one -> nowMs - one.atMs() < ALARM_MS)
                .collect(Collectors.groupingBy(LowScore::queue, TreeMap::new, Collectors.toList()));
        return byQueue.entrySet().stream()
                .map(queue -> new Alarm("survey." + queue.getKey(), words(queue.getValue())))
                .toList();
    }

    private static String words(List<LowScore> scores) {
        String said = scores.stream()
                .limit(MAX_IN_ALARM)
                .map(one -> "contact " + one.contactId() + " gave "
                        + (one.agent() == null ? "somebody outside" : one.agent()) + " " + one.score() + " of "
                        + Command.ScoreContact.HIGHEST)
                .collect(Collectors.joining(", "));
        return scores.size() > MAX_IN_ALARM ? said + " and " + (scores.size() - MAX_IN_ALARM) + " more" : said;
    }

    private SurveyRule rule(String queue) {
        return care.get().getOrDefault(queue, CallerCare.DEFAULT).survey();
    }

    @Override
    public synchronized void resumed(EngineView state) {
        adopt(state.configuration());
    }

    @Override
    public synchronized void accept(RecordedEvent recorded) {
        switch (recorded.event()) {
            case Event.ConfigurationAdopted e -> adopt(e.configuration());
            case Event.ContactConnected e -> serves(e.contactId());
            case Event.TalkJoined e -> serves(e.contactId());
            case Event.ContactScored e -> scored(e);
            default -> {} // nothing that is asked or said
        }
    }

    /** Names of who is gone stay: he may be scored yet. */
    private void adopt(Configuration centre) {
        centre.queues().forEach(queue -> queues.put(queue.queueId(), queue.name()));
        centre.agents().forEach(agent -> agents.put(agent.agentId(), agent.name()));
    }

    private void serves(long contactId) {
        Integer before = served.remove(contactId);
        keep(contactId, before == null ? Command.ScoreContact.NO_ANSWER : before);
    }

    private void keep(long contactId, int score) {
        served.put(contactId, score);
        if (served.size() > MAX_SERVED) {
            served.remove(served.keySet().iterator().next());
        }
    }

    private void scored(Event.ContactScored e) {
        String queue = queues.getOrDefault(e.queueId(), "");
        count(queue, Count.ASKED, 1);
        if (e.score() == Command.ScoreContact.NO_ANSWER) {
            return;
        }
        served.computeIfPresent(e.contactId(), (_, _) -> e.score());
        count(queue, Count.ANSWERED, 1);
        if (e.score() <= rule(queue).alertAt()) {
            count(queue, Count.LOW, 1);
            low.addFirst(new LowScore(e.atMs(), e.contactId(), e.queueId(), queue, agents.get(e.agentId()), e.score()));
            if (low.size() > MAX_LOW) {
                low.removeLast();
            }
        }
    }

    private void count(String queue, Count what, double times) {
        counter(queue, what).increment(times);
    }

    private Counter counter(String queue, Count what) {
        String word = what.name().toLowerCase(Locale.ROOT);
        return counters.computeIfAbsent(
                word + ":" + queue,
                _ -> Counter.builder("usher.survey." + word)
                        .description(
                                switch (what) {
                                    case ASKED ->
                                        "Customers who were asked after their talk how satisfied they were, of chats those who answered";
                                    case ANSWERED -> "Of those, who gave a score";
                                    case LOW -> "Of those, at which supervisors are alerted (survey_alert_at)";
                                })
                        .tag("queue", queue)
                        .register(registry));
    }

    @Override
    public String partName() {
        return "surveys";
    }

    @Override
    public synchronized byte[] remembered() {
        Encoder out = new Encoder();
        out.unsigned(served.size());
        served.forEach((contactId, score) -> {
            out.signed(contactId);
            out.octet(score);
        });
        out.unsigned(low.size());
        low.forEach(one -> {
            out.signed(one.atMs());
            out.signed(one.contactId());
            out.signed(one.queueId());
            out.text(one.queue());
            out.text(one.agent() == null ? "" : one.agent());
            out.octet(one.score());
        });
        out.unsigned(counters.size());
        counters.forEach((name, counter) -> {
            out.text(name);
            out.unsigned((long) counter.count());
        });
        return out.toByteArray();
    }

    @Override
    public synchronized void remember(byte[] remembered) throws IOException {
        Decoder in = new Decoder(ByteBuffer.wrap(remembered));
        served.clear();
        low.clear();
        for (long left = in.unsigned("served"); left > 0; left--) {
            keep(in.signed("contactId"), in.octet("score"));
        }
        for (long left = in.unsigned("low"); left > 0; left--) {
            low.addLast(new LowScore(
                    in.signed("atMs"),
                    in.signed("contactId"),
                    in.signedInt("queueId"),
                    in.text("queue"),
                    nullIfEmpty(in.text("agent")),
                    in.octet("score")));
        }
        for (long left = in.unsigned("counters"); left > 0; left--) {
            String[] name = in.text("counter").split(":", 2);
            Counter counter = counter(name[1], Count.valueOf(name[0].toUpperCase(Locale.ROOT)));
            counter.increment(Math.max(0, in.unsigned("count") - counter.count()));
        }
        in.end();
    }

    private static @Nullable String nullIfEmpty(String text) {
        return text.isEmpty() ? null : text;
    }
}
