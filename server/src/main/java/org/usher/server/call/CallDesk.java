package org.usher.server.call;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Where agents order what is to become of their calls: hands each order to the PBX that has the call. Safe from any thread. */
public final class CallDesk {
    private static final int MAX_CONSULTED = 10_000;

    private final Numbers numbers;
    private final Map<Integer, Pbx> pbxs = new ConcurrentHashMap<>();
    private final Map<Long, String> consulted = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, String> eldest) {
            return size() > MAX_CONSULTED;
        }
    };

    /** One PBX. Answers in any case, and within some seconds. */
    public interface Pbx {
        CompletableFuture<Outcome> order(Hand hand, CallOrder order, @Nullable CallTarget target);

        CompletableFuture<Picture> picture(Hand hand);
    }

    /**
     * One agent's part in one call.
     *
     * @param offerId the offer that rings for him, or his talk
     * @param deviceIds where he is logged in
     */
    public record Hand(int pbxId, long callKey, long offerId, List<Integer> deviceIds) {
        public Hand {
            deviceIds = List.copyOf(deviceIds);
        }
    }

    /** What became of an order. */
    public enum Result {
        /** The PBX has shown that it is so. */
        DONE,
        /** It does not fit how the call stands; nothing was changed. */
        REFUSED,
        /** There is no such call any more, or it is not in this agent's hand. */
        UNKNOWN,
        /** The PBX has not shown in time that it obeyed. */
        NOT_CONFIRMED
    }

    /**
     * What became of an order, and why.
     *
     * @param detail why not, in words for a person; empty if it is done
     */
    public record Outcome(Result result, String detail) {}

    /** How far a consultation has got. */
    public enum Consult {
        NONE,
        /** It rings there, or a queue plays its music. */
        CALLING,
        TALKING
    }

    /**
     * How a talk stands.
     *
     * @param deviceId the phone in use, or of those that ring the one that would be told to pick up; 0 if that is not known
     * @param withCustomer the agent hears the customer; while he consults, he has changed sides
     * @param whyNotAccept of phones that ring: why none can be told to pick up; empty if one can
     */
    public record Picture(
            int deviceId,
            boolean held,
            boolean muted,
            Consult consult,
            boolean withCustomer,
            boolean conference,
            String whyNotAccept) {
        /** Of a call of which nothing is known. */
        public static final Picture NOTHING = new Picture(0, false, false, Consult.NONE, false, false, "");
    }

    /**
     * A desk without any PBX yet.
     *
     * @param numbers that agents may call
     */
    public CallDesk(Numbers numbers) {
        this.numbers = numbers;
    }

    /** Which numbers agents may call. */
    public Numbers numbers() {
        return numbers;
    }

    public void attach(int pbxId, Pbx pbx) {
        pbxs.put(pbxId, pbx);
    }

    /** Never blocks. {@code target} of an order that has one, else null. */
    public CompletableFuture<Outcome> order(Hand hand, CallOrder order, @Nullable CallTarget target) {
        Pbx pbx = pbxs.get(hand.pbxId());
        if (pbx == null) {
            return CompletableFuture.completedFuture(new Outcome(Result.UNKNOWN, "its PBX is not connected"));
        }
        return pbx.order(hand, order, target).thenApply(outcome -> {
            if (order == CallOrder.CONSULT && target != null && outcome.result == Result.DONE) {
                note(hand.offerId, target.name());
            }
            return outcome;
        });
    }

    private void note(long offerId, String name) {
        synchronized (consulted) {
            consulted.put(offerId, name);
        }
    }

    /** Whom this talk's agent consulted last, if he ordered that here. */
    public Optional<String> consulted(long offerId) {
        synchronized (consulted) {
            return Optional.ofNullable(consulted.get(offerId));
        }
    }

    /** Never blocks. */
    public CompletableFuture<Picture> picture(Hand hand) {
        Pbx pbx = pbxs.get(hand.pbxId());
        return pbx == null ? CompletableFuture.completedFuture(Picture.NOTHING) : pbx.picture(hand);
    }
}
