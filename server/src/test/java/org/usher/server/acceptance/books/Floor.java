package org.usher.server.acceptance.books;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.usher.telephony.rig.RealAsterisk;

/**
 * Everybody who is on the phone in the busy minute. The SIP is SIPp's; people act on what they see in its log and hear in the audio, all on
 * one thread.
 */
final class Floor implements AutoCloseable {
    private static final int CALLS_PER_SECOND = 5;
    private static final long LOOK_MS = 10;
    private static final long REPEAT_MS = 150;
    /** For half a minute: what a machine with other work to do does late is no trouble yet. */
    private static final int REPETITIONS = 200;

    private static final int STEP_SECONDS = 120;
    private static final int REGISTERING_SECONDS = 60;

    private final RealAsterisk asterisk;
    private final List<PlannedCall> plan;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("books-floor").factory());
    private final List<Sipp> running = new CopyOnWriteArrayList<>();
    private final CopyOnWriteArrayList<String> troubles = new CopyOnWriteArrayList<>();
    private final AudioLines audio;
    private final Tones tones;
    private final Phones phones;
    private final Callers callers;
    private final List<Path> registrations = new CopyOnWriteArrayList<>();

    Floor(RealAsterisk asterisk, List<PlannedCall> plan) {
        this.asterisk = asterisk;
        this.plan = plan;
        tones = new Tones(
                Centre.parties(), plan.stream().map(PlannedCall::number).toList());
        try {
            audio = new AudioLines();
            callers = new Callers(this, plan);
            phones = new Phones(this, callers, plan);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Switches the agents' phones on. */
    void open() {
        run(phones::switchOn);
        if (!running.stream().allMatch(Sipp::runs)) {
            throw new IllegalStateException("SIPp did not start; see " + asterisk.home());
        }
    }

    /** Starts to call. */
    void start() {
        run(() -> {
            phones.begin();
            callers.dial(CALLS_PER_SECOND);
        });
    }

    private void run(Runnable step) {
        try {
            thread.submit(step).get(STEP_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** How many calls are not over that should be. */
    long callsGoingOn() {
        return callers.goingOn();
    }

    /** Orders that a phone never took, and what else went wrong on this side; nothing, or the run says nothing. */
    List<String> troubles() {
        return troubles;
    }

    // ---- for the callers and the phones

    Tones tones() {
        return tones;
    }

    AudioLine line(String owner, int toneHz, AudioLine.Known known, AudioLine.Listener listener) {
        try {
            return audio.open(owner, toneHz, known, (line, voice) -> now(() -> listener.hears(line, voice)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    interface Reader {
        void read(SippMessage message);
    }

    /** Starts a SIPp whose messages are read as they come. */
    Sipp sipp(String name, String scenario, List<String> lines, List<String> options, Reader reader) {
        Sipp sipp = Sipp.start(asterisk, name, scenario, lines, options);
        running.add(sipp);
        Runnable look = () -> {
            sipp.news().forEach(reader::read);
            sipp.failure().ifPresent(troubles::addIfAbsent);
        };
        var _ = thread.scheduleWithFixedDelay(guarded(look), LOOK_MS, LOOK_MS, TimeUnit.MILLISECONDS);
        return sipp;
    }

    /**
     * Takes note that this came to a phone that has no such call: it was for somebody who was at the same port before, or is there, too, and
     * what the phones saw says nothing any more.
     */
    void stray(String phone, SippMessage message) {
        troubles.addIfAbsent(phone + " got what is not for it: " + message.firstLine() + " of call " + message.callId()
                + " at " + message.atMs());
    }

    /** Lets phones register, each {@code name;port}, or takes their registrations away with a lifetime of 0. */
    void register(List<String> phonesAndPorts, int lifetimeSeconds) {
        Sipp sipp = Sipp.start(
                asterisk,
                "register-" + (registrations.size() + 1),
                "register.xml",
                phonesAndPorts,
                List.of("-key", "lifetime", String.valueOf(lifetimeSeconds)));
        registrations.add(sipp.messages());
        try (sipp) {
            sipp.awaitEnd(REGISTERING_SECONDS);
        }
    }

    /** Where calls to the outside world go. */
    void outsideIs(int port) {
        asterisk.cli("dialplan set global OUTSIDE_PORT " + port);
    }

    int sipPort() {
        return asterisk.sipPort();
    }

    Future<?> after(long ms, Runnable step) {
        return thread.schedule(guarded(step), ms, TimeUnit.MILLISECONDS);
    }

    void now(Runnable step) {
        thread.execute(guarded(step));
    }

    /** Tells a phone to do something until it has; SIPp passes over an order for which its call is not ready. */
    void insist(Sipp sipp, String callId, String what, String headers, BooleanSupplier done) {
        insist(sipp, callId, what, headers, done, REPETITIONS);
    }

    private void insist(Sipp sipp, String callId, String what, String headers, BooleanSupplier done, int left) {
        if (done.getAsBoolean() || !sipp.runs()) {
            return;
        }
        if (left == 0) {
            troubles.add(callId + " does not take the order to " + what + "; see " + sipp.messages());
            return;
        }
        sipp.order(callId, what, headers);
        var _ = after(REPEAT_MS, () -> insist(sipp, callId, what, headers, done, left - 1));
    }

    private Runnable guarded(Runnable step) {
        return () -> {
            try {
                step.run();
            } catch (RuntimeException e) {
                troubles.add(e + " at " + List.of(e.getStackTrace()).subList(0, Math.min(6, e.getStackTrace().length)));
            }
        };
    }

    // ---- what is left of it for the reader

    List<CallerLeg> callerLegs() {
        return Legs.ofCallers(read(callers.logs()));
    }

    List<AgentLeg> agentLegs() {
        return Legs.ofAgents(read(phones.logs()), consultLegs(), Centre.agreed());
    }

    List<ConsultLeg> consultLegs() {
        return Legs.ofConsults(read(phones.consultLogs()));
    }

    /** Anew from the files. */
    private static List<SippMessage> read(List<Path> logs) {
        return logs.stream().flatMap(log -> new SippLog(log).next().stream()).toList();
    }

    List<Absence> absences() {
        return Legs.absences(registrations.stream()
                .flatMap(log -> new SippLog(log).next().stream())
                .toList());
    }

    List<Mute> mutes() {
        return audio.mutes();
    }

    List<Heard> heard() {
        return audio.heard();
    }

    int planned() {
        return plan.size();
    }

    @Override
    public void close() {
        thread.shutdownNow();
        running.forEach(Sipp::close);
        audio.close();
    }
}
