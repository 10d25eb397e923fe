package org.usher.telephony.ami;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.core.api.AnswerMode;
import org.usher.core.api.Configuration;
import org.usher.core.api.Effect;
import org.usher.core.api.Recording;

/**
 * Keeps the global variables of Asterisk's dialplan as they should be: USHER_BEAT (changes while Usher lives), USHER_EPOCH (whose orders
 * count), USHER_HOLDER (who gives them), USHER_Q_name for every queue, USHER_OVERFLOW_name for each from which callers are diverted and
 * USHER_SURVEY_name for each whose callers are asked how satisfied they were. Asterisk forgets them when it restarts, so all are written again
 * after each connect and with every periodic reconciliation; but first they are read: over those of a later reign nothing is written.
 */
final class Publisher {
    private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);

    private static final String DIVERSION = "USHER_OVERFLOW_";
    private static final String SURVEY = "USHER_SURVEY_";

    private final int pbxId;
    private final Reign reign;
    private final Consumer<Reign.Successor> superseded;
    private final int replyTimeoutMs;
    private final Supplier<Names> names;
    private final Supplier<Map<String, Diversion>> diversions;
    private final Supplier<Set<String>> surveys;
    private final Requests requests;
    private final Map<Integer, Effect.PublishQueue> queues = new LinkedHashMap<>();
    private final Set<String> published = new HashSet<>();
    /** What was written beside the queues' statuses, by variables. */
    private Map<String, String> ways = Map.of();

    private boolean reigns;
    private long beat;
    private boolean complained;

    /** @param superseded told if Asterisk's variables are those of a later reign */
    Publisher(
            LinkSettings settings,
            LinkSurroundings surroundings,
            Requests requests,
            Consumer<Reign.Successor> superseded) {
        this.pbxId = settings.pbxId();
        this.reign = surroundings.reign();
        this.names = surroundings.names();
        this.diversions = surroundings::diversions;
        this.surveys = surroundings::surveys;
        this.replyTimeoutMs = settings.timings().replyTimeoutMs();
        this.superseded = superseded;
        this.requests = requests;
    }

    void beat(long nowMs) {
        Map<String, String> now = waysNow();
        if (reigns && !now.equals(ways)) {
            writeWays(now);
        }
        // the time makes it differ from the last value of an earlier run of Usher
        setGlobal("USHER_BEAT", nowMs + "." + ++beat);
    }

    /** Remembers the queue's status; it is written now if the link acts, and again after each reconnect. */
    void note(Effect.PublishQueue queue) {
        queues.put(queue.queueId(), queue);
    }

    void write(Effect.PublishQueue notice) {
        Configuration.Queue queue = names.get().queue(notice.queueId());
        if (queue == null) {
            LOG.warn(
                    "queue {} has a status but no name; it is published when the configuration names it",
                    notice.queueId());
            return;
        }
        String mode = notice.answerMode() == AnswerMode.ON_ENTRY ? "entry" : "agent";
        String consent = queue.treatment().recording() == Recording.NEVER
                ? ""
                : queue.treatment().consentSound();
        String sounds = notice.noticeSound().isEmpty() ? consent : consent + ":" + notice.noticeSound();
        setGlobal(
                "USHER_Q_" + queue.name(),
                mode + ":" + notice.status().name().toUpperCase(Locale.ROOT) + (sounds.isEmpty() ? "" : ":" + sounds));
        published.add(queue.name());
    }

    private Map<String, String> waysNow() {
        Map<String, String> now = new LinkedHashMap<>();
        diversions.get().forEach((queue, diversion) -> now.put(DIVERSION + queue, diversion.text()));
        surveys.get().forEach(queue -> now.put(SURVEY + queue, "1"));
        return now;
    }

    /** Those that are no more are taken back. */
    private void writeWays(Map<String, String> now) {
        ways.keySet().stream()
                .filter(variable -> !now.containsKey(variable))
                .forEach(variable -> setGlobal(variable, ""));
        now.forEach(this::setGlobal);
        ways = now;
    }

    /** Reads whose reign it is, and writes ours, if it is not over. */
    void writeAll() {
        if (!reign.heedsOthers()) {
            writeReign();
            return;
        }
        global(
                "USHER_HOLDER",
                holder -> global("USHER_EPOCH", epoch -> {
                    int others = Math.max(0, (int) Math.min(Integer.MAX_VALUE, CallMapper.number(epoch)));
                    if (reign.yieldsTo(others, holder)) {
                        superseded.accept(new Reign.Successor(pbxId, others, holder));
                    } else {
                        writeReign();
                    }
                }));
    }

    private void writeReign() {
        if (reign.heedsOthers()) {
            setGlobal("USHER_HOLDER", reign.holder());
        }
        setGlobal("USHER_EPOCH", Integer.toString(reign.epoch()));
        forgetVanished();
        queues.values().forEach(this::write);
        if (!reigns) {
            // what a server before us said
            names.get().queueNames().forEach(queue -> {
                setGlobal(DIVERSION + queue, "");
                setGlobal(SURVEY + queue, "");
            });
        }
        reigns = true;
        writeWays(waysNow());
    }

    /** A queue the configuration no longer has is unknown to callers from now on. */
    void forgetVanished() {
        Names current = names.get();
        queues.keySet().removeIf(queueId -> current.queue(queueId) == null);
        published.removeIf(name -> {
            boolean vanished = current.queue(name) == null;
            if (vanished) {
                setGlobal("USHER_Q_" + name, "");
            }
            return vanished;
        });
    }

    /** Gives its value, or the empty string if it has none. */
    private void global(String variable, Consumer<String> next) {
        requests.send(ManagerActions.getGlobal(variable), replyTimeoutMs, reply -> {
            switch (reply) {
                case Reply.Success success -> next.accept(success.response().get("Value"));
                case Reply.Refused refused -> next.accept(""); // a PBX that keeps no such thing
                case Reply.TimedOut late ->
                    LOG.warn("PBX {}: no answer to whose reign it is; nothing is published now", pbxId);
                case Reply.Lost lost -> {} // all is written after the next connect
            }
        });
    }

    private void setGlobal(String variable, String value) {
        requests.send(ManagerActions.setGlobal(variable, value), replyTimeoutMs, reply -> {
            if (reply instanceof Reply.Refused refused && !complained) {
                complained = true;
                LOG.error(
                        "Asterisk refuses to set {}: {}; give the AMI user write = call", variable, refused.message());
            }
        });
    }
}
