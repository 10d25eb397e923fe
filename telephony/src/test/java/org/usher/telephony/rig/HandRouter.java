package org.usher.telephony.rig;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Usher's part of the dialplan contract, played by hand: each method sends what Usher would send, through the shipped AMI user, and
 * nothing decides but the test. It proves the dialplan without the product's link.
 */
public final class HandRouter implements AutoCloseable {
    public static final String EPOCH = "7";
    /** The title of the queue, encoded as the contract wants it. */
    static final String PLAIN_TITLE = "Billing%20desk";
    /** "Rechnung & Zahlung, Süd". */
    static final String ODD_TITLE = "Rechnung%20%26%20Zahlung%2C%20S%C3%BCd";

    private static final AtomicLong BEATS = new AtomicLong(1);
    private static final ScheduledExecutorService CLOCK = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("rig-heart").factory());

    private final AmiClient ami;
    private @Nullable ScheduledFuture<?> heart;

    public HandRouter(RealAsterisk asterisk) {
        ami = asterisk.usherAmi();
    }

    public AmiClient ami() {
        return ami;
    }

    /** Publishes the epoch and the queues ("billing=entry:OPEN"), lets the heart beat and waits until the dialplan has seen it. */
    public HandRouter open(String... queues) {
        global("USHER_EPOCH", EPOCH);
        for (String queue : queues) {
            int equals = queue.indexOf('=');
            global("USHER_Q_" + queue.substring(0, equals), queue.substring(equals + 1));
        }
        beatAgain();
        return this;
    }

    /** The heart beats; returns when the dialplan has seen it. */
    public void beatAgain() {
        ami.mark();
        beat();
        heart = CLOCK.scheduleAtFixedRate(this::beat, 1, 1, TimeUnit.SECONDS);
        ami.awaitEvent("UsherRouter", p -> p.is("State", "up"));
        ami.mark();
    }

    private void beat() {
        global("USHER_BEAT", String.valueOf(BEATS.getAndIncrement()));
    }

    /** The heart stops; the connection stays. */
    public void stopBeating() {
        if (heart != null) {
            heart.cancel(false);
        }
    }

    public void global(String name, String value) {
        succeed("Setvar", "Variable", name, "Value", value);
    }

    public void set(String channel, String name, String value) {
        succeed("Setvar", "Channel", channel, "Variable", name, "Value", value);
    }

    /** Waits for the caller's join and his arrival in the waiting room; returns his channel. */
    public String awaitCaller() {
        String channel = ami.awaitEvent("UsherJoin", p -> true).get("Channel");
        awaitWaiting(channel);
        return channel;
    }

    public AmiPacket awaitWaiting(String channel) {
        return ami.awaitEvent("UsherWait", p -> p.is("Channel", channel));
    }

    public void offer(String channel, long offerId, int ringMs, List<String> devices) {
        offer(channel, offerId, EPOCH, ringMs, devices);
    }

    public void offer(String channel, long offerId, String epoch, int ringMs, List<String> devices) {
        offer(channel, offerId, epoch, ringMs, devices, PLAIN_TITLE);
    }

    /** @param title URI-encoded */
    void offerTitled(String channel, long offerId, List<String> devices, String title) {
        offer(channel, offerId, EPOCH, 10_000, devices, title);
    }

    private void offer(String channel, long offerId, String epoch, int ringMs, List<String> devices, String title) {
        set(
                channel,
                "USHER_ARGS",
                offerId + "," + epoch + "," + ringMs + "," + String.join("&", devices) + "," + title + ",42");
        redirectToOffer(channel, offerId);
    }

    /** An offer whose talk is recorded by this rule: {@code always}, {@code demand} or nothing. */
    public void offer(String channel, long offerId, int ringMs, List<String> devices, String recording) {
        set(
                channel,
                "USHER_ARGS",
                offerId + "," + EPOCH + "," + ringMs + "," + String.join("&", devices) + "," + PLAIN_TITLE + ",42,"
                        + recording);
        redirectToOffer(channel, offerId);
    }

    /**
     * An offer whose agent hears a whisper.
     *
     * @param waitedSeconds how long the caller has waited
     * @param selfAnswering endpoints joined by &amp; that are to pick up by themselves
     */
    public void offer(
            String channel, long offerId, String device, int waitedSeconds, String sound, String selfAnswering) {
        set(
                channel,
                "USHER_ARGS",
                offerId + "," + EPOCH + ",30000," + device + "," + PLAIN_TITLE + "," + waitedSeconds + ",," + sound
                        + "," + selfAnswering);
        redirectToOffer(channel, offerId);
    }

    /** The second half of an offer, without its arguments. */
    public void redirectToOffer(String channel, long offerId) {
        redirect(channel, "usher-connect", "o" + offerId);
    }

    public void withdraw(String channel) {
        redirect(channel, "usher-wait", "s");
    }

    public void release(String channel, String status) {
        set(channel, "USHER_STATUS", status);
        redirect(channel, "usher-out", "s");
    }

    public void say(String channel, String sound) {
        say(channel, sound, EPOCH);
    }

    public void say(String channel, String sound, String epoch) {
        set(channel, "USHER_SAY", epoch + "," + sound);
        redirect(channel, "usher-say", "s");
    }

    /** An order to the recording of this customer's call: on, off, or again. */
    public void record(String channel, String order) {
        set(channel, "USHER_ORDER", order);
        succeed("PlayDTMF", "Channel", channel, "Digit", "D", "Receive", "true");
    }

    public void hangUp(String channel) {
        succeed("Hangup", "Channel", channel);
    }

    private void redirect(String channel, String context, String extension) {
        succeed("Redirect", "Channel", channel, "Context", context, "Exten", extension, "Priority", "1");
    }

    private void succeed(String action, String... headers) {
        AmiPacket answer = ami.action(action, headers);
        if (!answer.is("Response", "Success")) {
            throw new AssertionError(action + " " + String.join(",", headers) + " failed: " + answer);
        }
    }

    @Override
    public void close() {
        stopBeating();
        ami.close();
    }
}
