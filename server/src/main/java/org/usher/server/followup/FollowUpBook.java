package org.usher.server.followup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.usher.core.api.Channel;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.EngineView;
import org.usher.core.api.EntryOutcome;
import org.usher.core.api.Event;
import org.usher.core.codec.Decoder;
import org.usher.core.codec.Encoder;
import org.usher.server.customer.PhoneNumbers;
import org.usher.server.engine.EventSink;
import org.usher.server.engine.RecordedEvent;
import org.usher.server.engine.SnapshotPart;

/**
 * Who hung up in a line and was not served since, by his number. It learns from the events and goes with the log and its snapshots, so that a
 * restart forgets nobody; how long somebody must have waited to be followed up is for whoever reads it, as that may change. A withheld number, or
 * what is none of the public network, leaves nobody to be called. Who was answered since, in whatever queue, or whom somebody has dealt with,
 * drops out. Safe from any thread.
 */
public final class FollowUpBook implements EventSink, SnapshotPart {
    /** Of more the oldest are forgotten. */
    private static final int MAX_MISSED = 20_000;

    private static final long REMEMBERED_MS = 7 * 24 * 3_600_000L;

    private final PhoneNumbers numbers;
    // guarded by this
    /** By number, who hung up last at the end. */
    private final Map<String, Missed> missed = new LinkedHashMap<>();

    /** Those with a number who are in a line, or to be called, or talk, by contact. */
    private final Map<Long, Here> here = new HashMap<>();

    private long forgotten;

    private record Here(String number, String name, Channel channel) {}

    /**
     * One caller.
     *
     * @param contactId of his last call
     * @param number with country code
     * @param waitedMs the longest that he has waited in vain
     * @param hungUpAtMs when he did so last (epoch ms)
     * @param times how often
     * @param calledBack whether a callback was taken for him since
     */
    public record Missed(
            long contactId,
            int queueId,
            String number,
            String name,
            long waitedMs,
            long hungUpAtMs,
            int times,
            boolean calledBack) {
        private Missed calledBackNow() {
            return new Missed(contactId, queueId, number, name, waitedMs, hungUpAtMs, times, true);
        }
    }

    public FollowUpBook(PhoneNumbers numbers) {
        this.numbers = numbers;
    }

    /** All whom nobody has served since and who are in no line now, who hung up first at the head. */
    public synchronized List<Missed> all() {
        Set<String> present = here.values().stream().map(Here::number).collect(Collectors.toSet());
        return missed.values().stream()
                .filter(one -> !present.contains(one.number))
                .toList();
    }

    /** Empty if this contact is followed up no more. */
    public synchronized Optional<Missed> of(long contactId) {
        return missed.values().stream()
                .filter(one -> one.contactId == contactId)
                .findFirst();
    }

    /** How many were forgotten because there were too many, or it was too long ago. */
    public synchronized long forgotten() {
        return forgotten;
    }

    @Override
    public synchronized void accept(RecordedEvent recorded) {
        switch (recorded.event()) {
            case Event.ContactQueued e -> comes(e.contactId(), e.channel(), e.details());
            case Event.CallbackBooked e -> comes(e.contactId(), Channel.CALLBACK, e.details());
            case Event.EntryEnded e -> {
                Here one = here.get(e.contactId());
                boolean hungUp = e.outcome() == EntryOutcome.ABANDONED || e.outcome() == EntryOutcome.SHORT_ABANDONED;
                if (hungUp && one != null && one.channel == Channel.VOICE) {
                    hungUp(one, e);
                }
            }
            case Event.ContactConnected e -> served(e.contactId());
            case Event.TalkJoined e -> served(e.contactId());
            case Event.ContactEnded e -> here.remove(e.contactId());
            case Event.FollowUpSettled e -> missed.values().removeIf(one -> one.contactId == e.contactId());
            default -> {} // nobody comes or goes
        }
    }

    private void comes(long contactId, Channel channel, ContactDetails details) {
        Optional<String> number = numbers.normalise(details.caller());
        if (number.isEmpty()) {
            return;
        }
        here.put(contactId, new Here(number.get(), details.callerName(), channel));
        if (channel == Channel.CALLBACK) {
            missed.computeIfPresent(number.get(), (known, one) -> one.calledBackNow());
        }
    }

    private void hungUp(Here one, Event.EntryEnded e) {
        Missed before = missed.remove(one.number);
        missed.put(
                one.number,
                new Missed(
                        e.contactId(),
                        e.queueId(),
                        one.number,
                        one.name,
                        Math.max(e.waitedMs(), before == null ? 0 : before.waitedMs),
                        e.atMs(),
                        before == null ? 1 : before.times + 1,
                        before != null && before.calledBack));
        forget(e.atMs() - REMEMBERED_MS);
    }

    private void forget(long beforeMs) {
        Iterator<Missed> oldest = missed.values().iterator();
        int tooMany = missed.size() - MAX_MISSED;
        while (oldest.hasNext() && (tooMany > 0 || oldest.next().hungUpAtMs < beforeMs)) {
            if (tooMany > 0) {
                oldest.next();
                tooMany--;
            }
            oldest.remove();
            forgotten++;
        }
    }

    private void served(long contactId) {
        Here one = here.get(contactId);
        if (one != null) {
            missed.remove(one.number);
        }
    }

    @Override
    public synchronized void resumed(EngineView state) {
        here.clear();
        state.contacts().forEach(contact -> restore(contact.contactId(), contact.channel(), contact.details()));
        state.bookings().forEach(booking -> restore(booking.contactId(), Channel.CALLBACK, booking.details()));
    }

    private void restore(long contactId, Channel channel, ContactDetails details) {
        numbers.normalise(details.caller())
                .ifPresent(number -> here.put(contactId, new Here(number, details.callerName(), channel)));
    }

    @Override
    public String partName() {
        return "follow-ups";
    }

    @Override
    public synchronized byte[] remembered() {
        Encoder out = new Encoder();
        out.unsigned(forgotten);
        out.unsigned(missed.size());
        for (Missed one : missed.values()) {
            out.unsigned(one.contactId);
            out.signed(one.queueId);
            out.text(one.number);
            out.text(one.name);
            out.unsigned(one.waitedMs);
            out.signed(one.hungUpAtMs);
            out.unsigned(one.times);
            out.flag(one.calledBack);
        }
        return out.toByteArray();
    }

    @Override
    public synchronized void remember(byte[] bytes) throws IOException {
        Decoder in = new Decoder(ByteBuffer.wrap(bytes));
        forgotten = in.unsigned("forgotten");
        missed.clear();
        for (long left = in.unsigned("missed"); left > 0; left--) {
            Missed one = new Missed(
                    in.unsigned("contactId"),
                    in.signedInt("queueId"),
                    in.text("number"),
                    in.text("name"),
                    in.unsigned("waitedMs"),
                    in.signed("hungUpAtMs"),
                    in.bounded("times", Integer.MAX_VALUE),
                    in.flag("called back"));
            missed.put(one.number, one);
        }
        in.end();
    }
}
