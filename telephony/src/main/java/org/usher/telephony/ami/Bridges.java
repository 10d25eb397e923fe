package org.usher.telephony.ami;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The book of one Asterisk's bridges: which channel is in which, kept by BridgeEnter and BridgeLeave. Who hears whom is found by walking
 * it. The two halves of a Local channel ({@code Local/…;1} and {@code ;2}) are one wire: what one half's bridge says the other's hears.
 */
final class Bridges {
    private final Map<String, Seat> seats = new HashMap<>();
    private final Map<String, Map<String, Seat>> byBridge = new HashMap<>();
    private final Map<String, Seat> localHalves = new HashMap<>();
    private final Map<String, Set<Seat>> byEndpoint = new HashMap<>();

    /** A channel in a bridge. */
    record Seat(String uniqueId, String channel, String bridge) {
        boolean isLocal() {
            return channel.startsWith("Local/");
        }
    }

    /**
     * Whom a channel hears.
     *
     * @param seats every channel that was passed on the way, halves of Local channels too, the one that asked left out
     * @param openEnds names of halves of Local channels that are in no bridge: what they run in the dialplan is heard
     */
    record Reach(List<Seat> seats, List<String> openEnds) {
        boolean isNobody() {
            return seats.isEmpty();
        }

        boolean includes(String uniqueId) {
            return seats.stream().anyMatch(seat -> seat.uniqueId.equals(uniqueId));
        }

        /** The channels of people. */
        List<Seat> people() {
            return seats.stream().filter(seat -> !seat.isLocal()).toList();
        }
    }

    void enter(Seat seat) {
        leave(seat.uniqueId);
        seats.put(seat.uniqueId, seat);
        byBridge.computeIfAbsent(seat.bridge, bridge -> new LinkedHashMap<>()).put(seat.uniqueId, seat);
        if (seat.isLocal()) {
            localHalves.put(seat.channel, seat);
        } else {
            byEndpoint
                    .computeIfAbsent(Leg.endpoint(seat.channel), endpoint -> new LinkedHashSet<>())
                    .add(seat);
        }
    }

    void leave(String uniqueId) {
        Seat seat = seats.remove(uniqueId);
        if (seat == null) {
            return;
        }
        byBridge.computeIfPresent(seat.bridge, (bridge, inside) -> {
            inside.remove(uniqueId);
            return inside.isEmpty() ? null : inside;
        });
        localHalves.remove(seat.channel, seat);
        byEndpoint.computeIfPresent(Leg.endpoint(seat.channel), (endpoint, inside) -> {
            inside.remove(seat);
            return inside.isEmpty() ? null : inside;
        });
    }

    /** Empty if it is in none. */
    String bridgeOf(String uniqueId) {
        Seat seat = seats.get(uniqueId);
        return seat == null ? "" : seat.bridge;
    }

    /** Everybody whom this channel hears, nearest first. */
    Reach reach(String uniqueId) {
        List<Seat> reached = new ArrayList<>();
        List<String> openEnds = new ArrayList<>();
        Set<String> visited = new LinkedHashSet<>();
        ArrayDeque<String> bridges = new ArrayDeque<>();
        visit(bridgeOf(uniqueId), visited, bridges);
        while (!bridges.isEmpty()) {
            for (Seat seat : inside(bridges.remove())) {
                if (seat.uniqueId.equals(uniqueId)) {
                    continue;
                }
                reached.add(seat);
                if (seat.isLocal()) {
                    Seat other = localHalves.get(otherHalf(seat.channel));
                    if (other == null) {
                        openEnds.add(otherHalf(seat.channel));
                    } else if (!other.uniqueId.equals(uniqueId)) {
                        visit(other.bridge, visited, bridges);
                    }
                }
            }
        }
        return new Reach(reached, openEnds);
    }

    private static void visit(String bridge, Set<String> visited, ArrayDeque<String> bridges) {
        if (!bridge.isEmpty() && visited.add(bridge)) {
            bridges.add(bridge);
        }
    }

    /** The other channels in this one's bridge. */
    List<Seat> beside(String uniqueId) {
        return inside(bridgeOf(uniqueId)).stream()
                .filter(seat -> !seat.uniqueId.equals(uniqueId))
                .toList();
    }

    /** Whom a change of this channel's seat may mean something to: whom it hears and, of one half of a Local channel, whom the other half does. */
    List<Seat> concerned(String uniqueId) {
        List<Seat> all = new ArrayList<>(reach(uniqueId).seats());
        Seat seat = seats.get(uniqueId);
        Seat other = seat == null || !seat.isLocal() ? null : localHalves.get(otherHalf(seat.channel));
        if (other != null) {
            all.addAll(reach(other.uniqueId).seats());
        }
        return all;
    }

    /** Whether nobody but this channel, if even that, is in this bridge. */
    boolean isAlone(String bridge, String uniqueId) {
        return inside(bridge).stream().allMatch(seat -> seat.uniqueId.equals(uniqueId));
    }

    private Collection<Seat> inside(String bridge) {
        return byBridge.getOrDefault(bridge, Map.of()).values();
    }

    private static String otherHalf(String channel) {
        String half = channel.endsWith(";1") ? ";2" : ";1";
        return channel.substring(0, Math.max(0, channel.length() - 2)) + half;
    }

    /** Whether another channel of this endpoint than that one hears somebody. */
    boolean speaksElsewhere(String endpoint, String uniqueId) {
        if (endpoint.isEmpty()) {
            return false; // whose channels these are is not known
        }
        for (Seat seat : byEndpoint.getOrDefault(endpoint, Set.of())) {
            if (!seat.uniqueId.equals(uniqueId) && !reach(seat.uniqueId).isNobody()) {
                return true;
            }
        }
        return false;
    }

    /** Sets right what a list of all channels says: {@code bridge} is empty if it is in none. */
    void correct(String uniqueId, String channel, String bridge) {
        if (!bridgeOf(uniqueId).equals(bridge)) {
            if (bridge.isEmpty()) {
                leave(uniqueId);
            } else {
                enter(new Seat(uniqueId, channel, bridge));
            }
        }
    }

    /** The unique ids of every channel that is in a bridge. */
    List<String> channels() {
        return List.copyOf(seats.keySet());
    }

    @Nullable
    Seat seat(String uniqueId) {
        return seats.get(uniqueId);
    }
}
