package org.usher.server.callback;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.usher.core.api.Channel;
import org.usher.core.api.EngineView;
import org.usher.core.api.Event;
import org.usher.core.codec.Decoder;
import org.usher.core.codec.Encoder;
import org.usher.server.engine.EventSink;
import org.usher.server.engine.RecordedEvent;
import org.usher.server.engine.SnapshotPart;

/**
 * How long the talks of each queue last: a mean in which the latest count for most, each for one part in {@value #REMEMBERED}. Written by
 * the engine's thread, read by any.
 */
public final class HandlingTimes implements EventSink, SnapshotPart {
    private static final int REMEMBERED = 200;
    private static final int ENOUGH = 50;

    private final Map<Integer, Mean> byQueue = new ConcurrentSkipListMap<>();
    /** Talks of chats go on beside each other. */
    private final Set<Long> chats = ConcurrentHashMap.newKeySet();

    private record Mean(int talks, long ms) {
        Mean with(long talkMs) {
            int counted = Math.min(talks + 1, REMEMBERED);
            return new Mean(counted, ms + (talkMs - ms) / counted);
        }
    }

    /** Mean time connected, hold included; empty until enough talks are known. */
    public OptionalLong talkMs(int queueId) {
        Mean mean = byQueue.get(queueId);
        return mean == null || mean.talks < ENOUGH ? OptionalLong.empty() : OptionalLong.of(mean.ms);
    }

    @Override
    public void accept(RecordedEvent recorded) {
        switch (recorded.event()) {
            case Event.ContactQueued e when e.channel() == Channel.CHAT -> chats.add(e.contactId());
            case Event.ContactQueued e -> chats.remove(e.contactId());
            case Event.ContactEnded e -> chats.remove(e.contactId());
            case Event.TalkEnded e -> {
                if (e.agentId() != 0 && !chats.contains(e.contactId())) {
                    long ms = e.talkMs() + e.holdMs();
                    byQueue.merge(e.queueId(), new Mean(1, ms), (mean, first) -> mean.with(ms));
                }
            }
            default -> {} // no talk is over by it
        }
    }

    @Override
    public void resumed(EngineView state) {
        chats.clear();
        state.contacts().stream()
                .filter(contact -> contact.channel() == Channel.CHAT)
                .forEach(contact -> chats.add(contact.contactId()));
    }

    @Override
    public String partName() {
        return "handling";
    }

    @Override
    public byte[] remembered() {
        Encoder out = new Encoder();
        out.unsigned(byQueue.size());
        byQueue.forEach((queueId, mean) -> {
            out.signed(queueId);
            out.unsigned(mean.talks);
            out.signed(mean.ms);
        });
        return out.toByteArray();
    }

    @Override
    public void remember(byte[] remembered) throws IOException {
        Decoder in = new Decoder(ByteBuffer.wrap(remembered));
        for (long left = in.unsigned("queues"); left > 0; left--) {
            int queueId = in.signedInt("queueId");
            byQueue.put(queueId, new Mean(in.bounded("talks", REMEMBERED), in.signed("mean")));
        }
        in.end();
    }
}
