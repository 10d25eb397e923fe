package org.usher.telephony.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One phone, a caller's or an agent's: the SIP is SIPp's, the audio an {@link RtpTone}'s. The test tells it what to do by a MESSAGE that it
 * puts into SIPp's dialogue from the side (SIPp tells dialogues by their Call-ID alone), so that things happen when the test says so and
 * not after some time.
 */
public final class SippPhone implements AutoCloseable {
    private static final String NEVER = "86400000";
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final RealAsterisk asterisk;
    private final String name;
    private final RtpTone audio;
    private final int port;
    private final Path directory;
    private final Process sipp;
    private final @Nullable String callId;
    private final boolean ownCall;
    private int orders;
    private boolean registered;

    private SippPhone(RealAsterisk asterisk, String name, double toneHz, SippScript script) {
        this.asterisk = asterisk;
        this.name = name;
        this.callId = script.callId;
        this.ownCall = script.ownCall;
        try {
            directory = asterisk.home().resolve("sipp/" + name + "-" + COUNT.incrementAndGet());
            audio = new RtpTone(toneHz, directory.resolve("media"));
            port = Ports.next();
            sipp = script.run(asterisk, directory, port, audio.port());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A caller; set what differs and {@link Caller#dial} a queue. */
    public static Caller caller(RealAsterisk asterisk, double toneHz) {
        return new Caller(asterisk, toneHz);
    }

    public static final class Caller {
        private final RealAsterisk asterisk;
        private final double toneHz;
        private final Map<String, String> headers = new LinkedHashMap<>();
        private String number = "5551";
        private String displayName = "Caller";
        private long patienceMs;
        private long talkMs;

        private Caller(RealAsterisk asterisk, double toneHz) {
            this.asterisk = asterisk;
            this.toneHz = toneHz;
        }

        public Caller from(String callerNumber, String callerName) {
            number = callerNumber;
            displayName = callerName;
            return this;
        }

        public Caller skills(String skills) {
            headers.put("X-Skills", skills);
            return this;
        }

        /** Another input of the contract, in the header that the tests' operator reads: X-Language, X-Priority, X-Customer, X-Data. */
        public Caller header(String header, String value) {
            headers.put(header, value);
            return this;
        }

        /** Gives up by himself when nobody has answered for so long. */
        public Caller patienceMs(long ms) {
            patienceMs = ms;
            return this;
        }

        /** Hangs up by himself so long after the answer. */
        public Caller talkMs(long ms) {
            talkMs = ms;
            return this;
        }

        public SippPhone dial(String queue) {
            StringBuilder extra = new StringBuilder();
            headers.forEach((header, value) ->
                    extra.append(header).append(": ").append(value).append('\n'));
            SippScript script = new SippScript("caller.xml")
                    .fill("HEADERS", extra.toString())
                    .fill("PATIENCE_MS", patienceMs == 0 ? NEVER : String.valueOf(patienceMs))
                    .fill("TALK_MS", talkMs == 0 ? NEVER : String.valueOf(talkMs))
                    .key("from_number", number)
                    .key("from_name", displayName);
            script.callId = "call-" + COUNT.incrementAndGet() + ".rig";
            script.options.addAll(List.of("-s", queue, "-m", "1", "-cid_str", script.callId));
            return new SippPhone(asterisk, "caller", toneHz, script);
        }
    }

    /** An agent's phone; set what differs and {@link Agent#register} it. */
    public static Agent agent(RealAsterisk asterisk, String name, double toneHz) {
        return new Agent(asterisk, name, toneHz);
    }

    public static final class Agent {
        private final RealAsterisk asterisk;
        private final String name;
        private final double toneHz;
        private long answerAfterMs = 100;
        private long talkMs;
        private String rejection = "603 Decline";
        private String forward = "sip:agent@[local_ip]:[local_port]";
        private String beforeRinging = "";
        private String session = "";
        private String event = "none of them";

        private Agent(RealAsterisk asterisk, String name, double toneHz) {
            this.asterisk = asterisk;
            this.name = name;
            this.toneHz = toneHz;
        }

        /** How long it rings before it is answered; 100 unless told. */
        public Agent answerAfterMs(long ms) {
            answerAfterMs = ms;
            return this;
        }

        /** Promises to refresh the session within so many seconds (RFC 4028), and does not. */
        public Agent sessionExpires(int seconds) {
            session = "\nSession-Expires: " + seconds + ";refresher=uas\nRequire: timer";
            return this;
        }

        /** It rings until the test says {@link SippPhone#answer} or {@link SippPhone#reject}. */
        public Agent onlyOnOrder() {
            answerAfterMs = Long.parseLong(NEVER);
            return this;
        }

        /** Understands that it is told to pick up by the event "talk" (BroadSoft); it answers any other with 489. */
        public Agent knowsTalk() {
            event = "talk";
            return this;
        }

        /** The agent hangs up by himself after so long. */
        public Agent talkMs(long ms) {
            talkMs = ms;
            return this;
        }

        /** Refuses every call at once, without ringing, for example with "486 Busy Here". */
        public Agent rejects(String statusLine) {
            rejection = statusLine;
            beforeRinging = "<nop next=\"reject\"/>";
            return this;
        }

        /** Forwards every call (302). */
        public Agent forwardsTo(String user) {
            forward = "sip:" + user + "@127.0.0.1:" + asterisk.sipPort();
            return rejects("302 Moved Temporarily");
        }

        /** The final response that {@link SippPhone#reject} gives; "603 Decline" unless told. */
        public Agent rejection(String statusLine) {
            rejection = statusLine;
            return this;
        }

        /** Switches the phone on and registers it. */
        public SippPhone register() {
            SippPhone phone = switchOn();
            phone.register();
            return phone;
        }

        /** Switches the phone on; Asterisk does not know where it is. */
        public SippPhone switchOn() {
            SippScript script = new SippScript("agent.xml")
                    .fill("BEFORE_RINGING", beforeRinging)
                    .fill("RING_MS", String.valueOf(answerAfterMs))
                    .fill("TALK_MS", talkMs == 0 ? NEVER : String.valueOf(talkMs))
                    .fill("REJECTION", rejection)
                    .fill("SESSION", session)
                    .fill("EVENT", event)
                    .fill("FORWARD", forward);
            return new SippPhone(asterisk, name, toneHz, script);
        }
    }

    /** A phone outside, reached through the trunk at {@link #port} without a registration; set what differs and switch it on. */
    public static Agent outside(RealAsterisk asterisk, double toneHz) {
        return new Agent(asterisk, "outside", toneHz);
    }

    /** A call that an agent makes himself, on the second line of his phone; returns when the phone has sent it. */
    public static SippPhone ownCall(RealAsterisk asterisk, String agent, double toneHz, String number) {
        SippScript script = new SippScript("own-call.xml")
                .fill("USER", agent)
                .fill("PASSWORD", agent)
                .key("from_number", agent)
                .key("from_name", agent);
        script.ownCall = true;
        script.callId = "own-" + COUNT.incrementAndGet() + ".rig";
        script.options.addAll(List.of("-s", number, "-m", "1", "-cid_str", script.callId));
        return new SippPhone(asterisk, agent + "-own", toneHz, script);
    }

    public RtpTone audio() {
        return audio;
    }

    /** The agent's name, or "caller". */
    public String name() {
        return name;
    }

    /** Registers for an hour, and returns when Asterisk has taken the contact. */
    public void register() {
        register(3_600);
        registered = true;
    }

    public void unregister() {
        register(0);
        registered = false;
    }

    private void register(int lifetimeSeconds) {
        SippScript script = new SippScript("register.xml")
                .fill("USER", name)
                .fill("PASSWORD", name)
                .key("user", name)
                .key("phone_port", String.valueOf(port))
                .key("lifetime", String.valueOf(lifetimeSeconds));
        script.options.addAll(List.of("-m", "1"));
        try {
            Path where = asterisk.home().resolve("sipp/" + name + "-register-" + COUNT.incrementAndGet());
            Process p = script.run(asterisk, where, Ports.next(), 9);
            if (!p.waitFor(10, TimeUnit.SECONDS) || p.exitValue() != 0) {
                p.destroyForcibly();
                throw new IllegalStateException(name + " could not register; see " + where);
            }
            mustPlay();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Hangs up: BYE, or CANCEL while a caller is not answered. */
    public void hangUp() {
        if (callId != null && !ownCall) {
            // SIPp must have seen the 200, which may still be on its way: a CANCEL would come too late then
            awaitFile("media");
        }
        order("hangup", "");
    }

    public void answer() {
        order("answer", "");
    }

    public void reject() {
        order("reject", "");
    }

    public void hold() {
        order("hold", "");
    }

    public void resume() {
        order("resume", "");
    }

    /** Blind transfer (REFER) to this user of the same Asterisk. */
    public void transfer(String user) {
        order("transfer", "X-To: <sip:" + user + "@127.0.0.1:" + asterisk.sipPort() + ">\r\n");
    }

    /**
     * Attended transfer (REFER with Replaces, RFC 3891): the other side of this phone's call is put into the place of this phone in its own
     * call to the consulted party.
     */
    public void transferInto(SippPhone ownCall) {
        String replaces = ownCall.callId + "%3B" + ownCall.awaitFile("tags").getLast();
        order("transfer", "X-To: <sip:consulted@127.0.0.1:" + asterisk.sipPort() + "?Replaces=" + replaces + ">\r\n");
    }

    /** Presses these keys, one after the other. */
    public void press(String keys) {
        for (int key = 0; key < keys.length(); key++) {
            audio.press(keys.charAt(key));
            for (int i = 0; i < 8; i++) {
                pause();
            }
        }
    }

    /** Where this phone is called, if it is not registered. */
    public int port() {
        return port;
    }

    private void order(String what, String header) {
        long before = taken();
        for (int attempt = 0; attempt < 40; attempt++) {
            // anew each time: the file may still name the phone's last call when the next has begun to ring
            String call = currentCallId();
            send("MESSAGE sip:phone@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bK-order-" + ++orders
                    + "\r\nFrom: <sip:test@127.0.0.1>;tag=t\r\nTo: <sip:phone@127.0.0.1>\r\nCall-ID: " + call
                    + "\r\nCSeq: " + (900 + orders) + " MESSAGE\r\nX-Do: " + what + "\r\n" + header
                    + "Content-Length: 0\r\n\r\n");
            for (int i = 0; i < 25; i++) {
                if (taken() > before) {
                    return;
                }
                pause();
            }
            mustPlay();
        }
        throw new IllegalStateException(name + " does not take the order to " + what + "; see " + directory);
    }

    private void send(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        try (DatagramSocket s = new DatagramSocket()) {
            s.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long taken() {
        return directory.resolve("orders").toFile().length();
    }

    /** A phone that could not be switched on is no part of any story. */
    private void mustPlay() {
        SippFailure.of(sipp, directory.resolve("errors.log")).ifPresent(why -> {
            throw new IllegalStateException(name + ": " + why);
        });
    }

    /** A step of polling; not cut short by SIPp's end, since the note that it took an order may be written after it. */
    private static void pause() {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        if (Thread.currentThread().isInterrupted()) {
            throw new IllegalStateException("interrupted while waiting for a phone");
        }
    }

    private String currentCallId() {
        if (callId != null) {
            return callId;
        }
        return awaitFile("calls").getLast();
    }

    /** SIPp tells what it knows through files. */
    private List<String> awaitFile(String file) {
        try {
            for (int i = 0; i < 500 && sipp.isAlive(); i++) {
                Path path = directory.resolve(file);
                List<String> lines = Files.exists(path) ? Files.readAllLines(path) : List.of();
                if (!lines.isEmpty()) {
                    return lines;
                }
                pause();
            }
            mustPlay();
            throw new IllegalStateException(name + " has had no call; see " + directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until a caller's SIPp has ended and says whether its call went as its scenario expects. */
    public boolean endedWell() {
        try {
            return sipp.waitFor(20, TimeUnit.SECONDS) && sipp.exitValue() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Every SIP message of this phone so far, as SIPp saw it. */
    public String messages() {
        try {
            Path file = directory.resolve("messages.log");
            return Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes an agent's registration away, then switches the phone off without a word to anyone. */
    @Override
    public void close() {
        if (registered && asterisk.runs()) {
            unregister();
        }
        switchOff();
    }

    /** The phone loses its power: no BYE, no unregistration. */
    public void switchOff() {
        sipp.destroy();
        audio.close();
    }
}
