package org.usher.telephony.ami;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.asteriskjava.manager.action.ManagerAction;
import org.asteriskjava.manager.internal.ActionEncoder;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.Effect;

/**
 * The whole of a link but its socket and thread, on a model of a PBX under virtual time: what {@link AmiLink} is in the real world.
 * Messages keep their order in each direction, as TCP keeps it, and take some milliseconds.
 */
public final class VirtualLink {
    private static final int TICK_MS = 20;
    private static final int LATENCY_MS = 4;

    private final Pbx pbx;
    private final LongSupplier nowMs;
    private final RandomGenerator random;
    private final ActionEncoder encoder = new ActionEncoder();
    private final ArrayDeque<Due> incoming = new ArrayDeque<>();
    private final ArrayDeque<Due> outgoing = new ArrayDeque<>();
    private final ArrayDeque<Effect> effects = new ArrayDeque<>();
    private final LinkCore core;
    private long effectsDueMs = Long.MAX_VALUE;
    private long nextTickMs;
    private int connections;
    private @Nullable Session session;

    /** Something on its way over connection number {@code connection}. */
    private record Due(long atMs, int connection, Runnable what) {}

    /** Whatever speaks AMI. */
    public interface Pbx {
        /** Whether it takes connections. */
        boolean up();

        /** Opens a connection; the greeting is not said. */
        Session connect(Peer peer);
    }

    /** The PBX's end of a connection. */
    public interface Session {
        /** An action comes in. */
        void receive(AmiMessage action);

        /** The other end is gone. */
        void disconnected();
    }

    /** The link's end of a connection. */
    public interface Peer {
        /** A response or an event comes in. */
        void deliver(AmiMessage message);

        /** The PBX has ended the connection. */
        void closed();
    }

    /** What a link is given; see {@link AmiLink}. */
    public record Place(
            int pbxId,
            Pbx pbx,
            String user,
            String secret,
            LongSupplier nowMs,
            RandomGenerator random,
            Reign reign,
            BooleanSupplier engineAlive) {}

    public VirtualLink(Place place, CallLedger ledger, Supplier<Names> names, CommandSink sink) {
        this.pbx = place.pbx;
        this.nowMs = place.nowMs;
        this.random = place.random;
        LinkSettings settings = LinkSettings.of(place.pbxId, "virtual", 5038, place.user, Secret.of(place.secret));
        LinkSurroundings surroundings = new LinkSurroundings(
                names,
                new AmiLink.World(place.nowMs, place.random, place.reign, place.engineAlive, PhoneSink.NONE),
                new LinkCounters());
        LedgerPart part = ledger.part(place.pbxId);
        part.take(settings.limits().calls());
        core = new LinkCore(settings, surroundings, part, sink, new Line());
        nextTickMs = place.nowMs.getAsLong();
    }

    public LinkStatus status() {
        return core.status();
    }

    /** Takes an effect, to be carried out when the link's thread comes round. */
    public void perform(Effect effect) {
        effects.add(effect);
        effectsDueMs = Math.min(effectsDueMs, nowMs.getAsLong() + random.nextInt(2));
    }

    /** When it has something to do next. */
    public long nextAtMs() {
        long next = Math.min(nextTickMs, effectsDueMs);
        if (!outgoing.isEmpty()) {
            next = Math.min(next, outgoing.peek().atMs);
        }
        if (!incoming.isEmpty() && core.takesMessages()) {
            next = Math.min(next, incoming.peek().atMs);
        }
        return next;
    }

    /** Does what is due. */
    public void step() {
        long now = nowMs.getAsLong();
        while (!outgoing.isEmpty() && outgoing.peek().atMs <= now) {
            run(outgoing.remove());
        }
        while (!incoming.isEmpty() && incoming.peek().atMs <= now && core.takesMessages()) {
            run(incoming.remove());
        }
        if (effectsDueMs <= now) {
            effectsDueMs = Long.MAX_VALUE;
            for (Effect effect = effects.poll(); effect != null; effect = effects.poll()) {
                core.perform(effect);
            }
        }
        if (nextTickMs <= now) {
            nextTickMs = now + TICK_MS;
            core.tick();
        }
    }

    private void run(Due due) {
        if (due.connection == connections) {
            due.what.run();
        }
    }

    /** The process is killed: the kernel closes its connection, and nobody is told anything. */
    public void kill() {
        connections++;
        Session current = session;
        session = null;
        if (current != null) {
            current.disconnected();
        }
    }

    private void plan(ArrayDeque<Due> way, Runnable what) {
        long last = way.isEmpty() ? 0 : way.peekLast().atMs;
        way.add(new Due(Math.max(last, nowMs.getAsLong() + random.nextInt(LATENCY_MS)), connections, what));
    }

    private static AmiMessage parse(String text) {
        List<String> headers = new ArrayList<>();
        for (String line : text.lines().toList()) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.add(line.substring(0, colon).strip());
                headers.add(line.substring(colon + 1).strip());
            }
        }
        return AmiMessage.of(headers.toArray(String[]::new));
    }

    private final class Line implements LinkCore.Line {
        @Override
        public void open() {
            connections++;
            plan(incoming, this::answered);
        }

        private void answered() {
            if (!pbx.up()) {
                core.closed("connection refused");
                return;
            }
            session = pbx.connect(new Receiver(connections));
            core.opened();
            core.message(AmiMessage.of("Banner", "Asterisk Call Manager/11.0.0"));
        }

        @Override
        public void write(ManagerAction action) {
            AmiMessage packet = parse(encoder.encode(action));
            plan(outgoing, () -> {
                Session current = session;
                if (current != null) {
                    current.receive(packet);
                }
            });
        }

        @Override
        public boolean canEnd() {
            return false;
        }

        @Override
        public void end() {
            throw new IllegalStateException("nobody can");
        }

        @Override
        public void abandon() {
            throw new IllegalStateException("nobody has begun to");
        }

        @Override
        public void hangUp() {
            plan(incoming, () -> over("given up by us"));
        }
    }

    private void over(String why) {
        kill();
        core.closed(why);
    }

    private final class Receiver implements Peer {
        private final int connection;

        Receiver(int connection) {
            this.connection = connection;
        }

        @Override
        public void deliver(AmiMessage message) {
            if (connection == connections
                    && (!message.has("Event")
                            || CallMapper.EVENTS.contains(message.get("Event"))
                            || message.has("ActionID"))) {
                plan(incoming, () -> core.message(message));
            }
        }

        @Override
        public void closed() {
            if (connection == connections) {
                plan(incoming, () -> over("Asterisk closed the connection"));
            }
        }
    }
}
