package org.usher.server.webhook;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.server.webhook.PositionFile.Position;

/**
 * Sends what waits for one webhook, on a thread of its own, so that a receiver that is slow delays nobody else. An event is sent when the
 * disk holds its log entry, and where it stands is written after each. A later reign that has taken the file over ends it.
 */
final class WebhookSender implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookSender.class);
    private static final long NOTED_EVERY_MS = 5_000;
    private static final long TRY_AGAIN_MS = 1_000;
    private static final long CLOSE_TIMEOUT_MS = 2_000;

    private final WebhookLine line;
    private final WebhookPost post;
    private final PositionFile file;
    private final WebhookSource source;
    private final LongSupplier clockMs;
    private final DoubleSupplier chance;
    private final Thread thread;
    private volatile boolean closing;
    private volatile String trouble = "";
    /** The place of {@link #begin}, until another is. */
    private WebhookPlace written = WebhookPlace.START;

    private long writtenAtMs;

    /**
     * @param clockMs epoch ms
     * @param chance from 0 to 1, each time another
     */
    WebhookSender(
            WebhookLine line, PositionFile file, WebhookSource source, LongSupplier clockMs, DoubleSupplier chance) {
        this.line = line;
        this.file = file;
        this.source = source;
        this.clockMs = clockMs;
        this.chance = chance;
        this.post = new WebhookPost(line.settings(), clockMs);
        this.thread = Thread.ofPlatform()
                .name("webhook-" + line.settings().name())
                .daemon()
                .unstarted(this::run);
    }

    WebhookPost post() {
        return post;
    }

    /** Why nothing is sent although the receiver may be well; empty if nothing is in the way. */
    String trouble() {
        return trouble;
    }

    /** Where it stood when its last server wrote it down; what is new begins behind what the log holds now. */
    void begin() {
        String name = line.settings().name();
        WebhookPlace from = WebhookPlace.behind(source.replayedIndex());
        try {
            Optional<Position> found = file.read();
            if (found.isEmpty()) {
                LOG.info("Webhook {} is new: it is told what happens from now on", name);
            } else if (found.get().isDamaged()) {
                LOG.warn(
                        "{} says nothing that can be read: webhook {} is told once more what the log holds and keep allows, under the same ids",
                        file,
                        name);
                from = WebhookPlace.START;
            } else if (!found.get().logId().equals(source.logId())) {
                LOG.warn("{} is of another command log: webhook {} is told what happens from now on", file, name);
            } else {
                WebhookPlace place = found.get().place();
                if (place.compareTo(from) > 0) {
                    LOG.warn(
                            "{} is ahead of the command log, which has been put back: webhook {} is told what happens from now on; what was told and is gone was not so",
                            file,
                            name);
                } else {
                    from = place;
                }
            }
        } catch (IOException e) {
            LOG.error("{} cannot be read: webhook {} is told once more what keep allows", file, name, e);
            from = WebhookPlace.START;
        }
        written = from;
        line.begin(from, source.replayedIndex());
    }

    /** From now on it is this reign that writes: at first where it began, since what it heard meanwhile may not be on the disk yet. */
    void start() {
        try {
            write(written);
        } catch (IOException e) {
            LOG.warn("{} cannot be written: {}", file, e.getMessage());
        }
        thread.start();
    }

    private void run() {
        try {
            while (!closing) {
                turn();
            }
        } catch (InterruptedException e) {
            LOG.debug("webhook {} ends", line.settings().name()); // close() asked for it
        }
    }

    private void turn() throws InterruptedException {
        try {
            if (!isOurs()) {
                Thread.sleep(TRY_AGAIN_MS);
                return;
            }
            trouble = "";
            switch (line.next(clockMs.getAsLong())) {
                case WebhookLine.Turn.Rest rest -> {
                    note(false);
                    line.rest(rest.ms());
                }
                case WebhookLine.Turn.Send send -> {
                    send(send.event());
                    note(true);
                }
            }
        } catch (IOException e) {
            if (closing) {
                return; // an interrupt breaks off what is being read or written
            }
            trouble(file + " cannot be written (" + e + "): what is sent now is sent again after a restart", e);
            Thread.sleep(TRY_AGAIN_MS);
        }
    }

    private void send(WebhookEvent event) throws InterruptedException {
        WebhookReply reply;
        try {
            source.durable(event.place().index()).get();
            reply = post.send(event.id(source.logId()), event.body()).get();
        } catch (ExecutionException e) {
            reply = WebhookReply.unanswered("was not asked: the command log does not hold what happened");
        } catch (RuntimeException e) { // a fault of ours: without this the thread would end, and nobody hear of it
            LOG.error("Webhook {}: {} cannot be sent", line.settings().name(), event.type(), e);
            reply = WebhookReply.unanswered("was not asked: " + e.getClass().getSimpleName() + ", see the log");
        }
        line.answered(reply, clockMs.getAsLong(), chance.getAsDouble());
    }

    /** Whether it is this reign's to send; if an earlier one has written since, as one that was frozen may, the file is taken back. */
    private boolean isOurs() throws IOException {
        if (!source.leads()) {
            trouble("another Usher routes now, and sends what is to be sent", null);
            return false;
        }
        Optional<Position> found = file.read();
        if (found.isPresent() && isLater(found.get())) {
            trouble(file + " is another Usher's by now, which sends what is to be sent", null);
            return false;
        }
        if (found.isEmpty() || found.get().epoch() != source.epoch()) {
            write(written);
        }
        return true;
    }

    private boolean isLater(Position found) {
        return !found.isDamaged() && (!found.logId().equals(source.logId()) || found.epoch() > source.epoch());
    }

    private void trouble(String what, @Nullable Exception cause) {
        if (!what.equals(trouble)) {
            trouble = what;
            LOG.warn("Webhook {}: {}", line.settings().name(), what, cause);
        }
    }

    /** Writes where it stands, at once after something was sent, else now and then. */
    private void note(boolean atOnce) throws IOException, InterruptedException {
        WebhookPlace place = line.settled();
        long nowMs = clockMs.getAsLong();
        if (place.equals(written) || (!atOnce && nowMs - writtenAtMs < NOTED_EVERY_MS)) {
            return;
        }
        try {
            source.durable(place.index()).get(); // else another entry may come to have its index
            if (isOurs()) { // it may have been frozen since it was sent
                write(place);
            }
        } catch (ExecutionException e) {
            LOG.debug("The command log does not hold entry {}, so it is not noted as sent", place.index(), e);
        }
    }

    private void write(WebhookPlace place) throws IOException {
        file.write(new Position(source.logId(), source.epoch(), place));
        written = place;
        writtenAtMs = clockMs.getAsLong();
    }

    /** Breaks off what is under way; it is sent again after the next start. */
    @Override
    public void close() {
        closing = true;
        thread.interrupt();
        post.close();
        try {
            thread.join(CLOSE_TIMEOUT_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
