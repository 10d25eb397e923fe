package org.usher.server.supervisor;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Where supervisors have talks listened to: hands each order to whichever PBX has the talk, whose phones alone can listen to it. */
public final class ListenDesk {
    /**
     * A supervisor's wish to hear one talk.
     *
     * @param contactId whose talk
     * @param agentDeviceIds of the agent: nobody else's talk is meant
     * @param deviceId the supervisor's phone
     * @param listener who he is; as a second order of his for the same talk changes the mode
     * @param display what his phone shows while it rings
     */
    public record Order(
            long contactId,
            Set<Integer> agentDeviceIds,
            int deviceId,
            ListenMode mode,
            String listener,
            String display) {
        public Order {
            agentDeviceIds = Set.copyOf(agentDeviceIds);
        }
    }

    /** A phone that listens; {@code listens} is false while it rings. */
    public record Listener(long contactId, int deviceId, String listener, ListenMode mode, boolean listens) {}

    /** One PBX. */
    public interface Pbx {
        /** Answered in any case; {@link ListenWord#UNKNOWN} if it has no such contact. */
        CompletableFuture<ListenWord> listen(Order order);

        /** Ends whoever of these listens to this contact; {@link ListenWord#NOBODY} if nobody does. */
        CompletableFuture<ListenWord> end(long contactId, Predicate<String> listeners);

        List<Listener> listeners();
    }

    private record Numbered(int pbxId, Pbx pbx) {}

    /** A phone that listens, and the PBX that it listens on. */
    public record Heard(int pbxId, Listener listener) {}

    private final List<Numbered> pbxs = new CopyOnWriteArrayList<>();
    private volatile Supplier<Set<String>> shared = Set::of;

    public void attach(int pbxId, Pbx pbx) {
        pbxs.add(new Numbered(pbxId, pbx));
    }

    /**
     * Says which phones all supervisors share.
     *
     * @param phones at which any supervisor may listen, as {@code <pbx>/<endpoint>}
     */
    public void share(Supplier<Set<String>> phones) {
        shared = phones;
    }

    /** Whether any supervisor may listen there. */
    public boolean isShared(int pbxId, String endpoint) {
        return shared.get().contains(pbxId + "/" + endpoint);
    }

    /** Never blocks. */
    public CompletableFuture<ListenWord> listen(int pbxId, Order order) {
        return pbxs.stream()
                .filter(known -> known.pbxId == pbxId)
                .findFirst()
                .map(known -> known.pbx.listen(order))
                .orElseGet(() -> CompletableFuture.completedFuture(ListenWord.UNKNOWN));
    }

    /** Never blocks. */
    public CompletableFuture<ListenWord> end(int pbxId, long contactId, Predicate<String> listeners) {
        return pbxs.stream()
                .filter(known -> known.pbxId == pbxId)
                .findFirst()
                .map(known -> known.pbx.end(contactId, listeners))
                .orElseGet(() -> CompletableFuture.completedFuture(ListenWord.NOBODY));
    }

    /** Who listens to this contact. */
    public List<Listener> listenersTo(long contactId) {
        return all().stream()
                .map(Heard::listener)
                .filter(listener -> listener.contactId() == contactId)
                .toList();
    }

    /** Everybody who listens. */
    public List<Heard> all() {
        return pbxs.stream()
                .flatMap(known -> known.pbx.listeners().stream().map(listener -> new Heard(known.pbxId, listener)))
                .toList();
    }
}
