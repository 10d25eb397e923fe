package org.usher.core.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.AgentState;
import org.usher.core.api.EndedBy;
import org.usher.core.api.OfferOutcome;
import org.usher.core.codec.Constants;
import org.usher.core.engine.AgentRecord.Hold;
import org.usher.core.engine.SmallScope.Bounds;
import org.usher.core.engine.SmallScope.Theme;

/**
 * All of a state of a small scope that can matter from there on. Places stand for ids and for times; agents, who are all alike, and calls
 * are named so that states which differ in nothing but the names are the same. What is counted only for reports is left out, and so is
 * what the engine keeps but reads no more.
 */
record Likeness(long high, long low) {
    /** Bits, appended to one number after the other. */
    private static final class Bits {
        private long bits;
        private int used;

        void add(int value, int width) {
            if (value < 0 || value >= 1 << width) {
                throw new IllegalArgumentException(value + " in " + width + " bits");
            }
            used += width;
            if (used > Long.SIZE) {
                throw new IllegalStateException("more bits than fit");
            }
            bits = bits << width | value;
        }

        void add(boolean value) {
            add(value ? 1 : 0, 1);
        }

        void add(@Nullable Enum<?> constant, int width) {
            add(Constants.optionalNumber(constant), width);
        }
    }

    static Likeness of(State state, Bounds bounds) {
        long[] least = null;
        for (int[] calls : orders(bounds.calls())) {
            for (int[] agents : orders(bounds.agents())) {
                long[] other = new Naming(state, calls, agents, bounds.has(Theme.PHONES)).numbers();
                if (least == null || Arrays.compare(other, least) < 0) {
                    least = other;
                }
            }
        }
        long high = 0;
        long low = 1;
        for (long number : Objects.requireNonNull(least)) {
            high = StateHash.mix(high, number);
            low = StateHash.mix(~low, Long.reverse(number));
        }
        return new Likeness(high, low);
    }

    private static int[][] orders(int count) {
        return count == 1 ? new int[][] {{1}} : new int[][] {{1, 2}, {2, 1}};
    }

    /** The state as it looks with one naming of calls and agents. */
    private static final class Naming {
        private final State state;
        private final int[] calls;
        private final int[] agents;
        private final boolean phones;

        Naming(State state, int[] calls, int[] agents, boolean phones) {
            this.state = state;
            this.calls = calls;
            this.agents = agents;
            this.phones = phones;
        }

        long[] numbers() {
            List<ContactRecord> line = state.contactsById.unorderedValues();
            line.removeIf(contact -> contact.phase == ContactPhase.RELEASING && contact.releasing != null);
            line.sort((a, b) -> a.entry.isAheadOf(b.entry) ? -1 : 1);
            List<AgentRecord> idle = state.agents.unorderedValues();
            idle.removeIf(agent -> agent.state != AgentState.READY && agent.state != AgentState.OFFERED);
            idle.sort(Comparator.comparingLong(agent -> agent.idleOrder));
            List<Long> offers = new ArrayList<>();
            for (OfferRecord offer : state.offers.unorderedValues()) {
                offers.add(offer(offer));
            }
            offers.sort(null);
            long[] numbers = new long[calls.length + agents.length + state.queues.size() + offers.size()];
            int size = 0;
            for (int call : calls) {
                ContactRecord contact = state.contactsByCall.get(call);
                numbers[size++] = contact == null ? 0 : contact(contact, line.indexOf(contact) + 1);
            }
            for (int agentId : agents) {
                AgentRecord agent = Objects.requireNonNull(state.agents.get(agentId));
                numbers[size++] = agent(agent, idle.indexOf(agent) + 1);
            }
            for (QueueRecord queue : Adoption.inOrder(state.queues, queue -> queue.queueId)) {
                numbers[size++] = (queue.closed ? 1 : 0)
                        | (queue.emptySinceMs != 0 ? 2 : 0)
                        | (queue.leaving.isSet() ? 4 : 0)
                        | (queue.hoursClosed ? 8 : 0);
            }
            for (long offer : offers) {
                numbers[size++] = offer;
            }
            return numbers;
        }

        private long contact(ContactRecord contact, int place) {
            QueueEntry entry = contact.entry;
            boolean mayStand = place > 0;
            boolean releasing = contact.phase == ContactPhase.RELEASING && contact.releasing != null;
            Bits bits = new Bits();
            bits.add(contact.phase, 4);
            bits.add(place, 2);
            bits.add(contact.reachable && mayStand);
            bits.add(contact.releaseDue, 4);
            bits.add(releasing);
            bits.add(releasing ? contact.releaseAttempts : 0, 3);
            bits.add(releasing && contact.released);
            bits.add(releasing && contact.openActionId != 0);
            bits.add(
                    !contact.isAfterTalk() || contact.endedBy == null ? 0 : contact.endedBy == EndedBy.SYSTEM ? 2 : 1,
                    2);
            bits.add(contact.waitLimit.isSet());
            bits.add(entry.queue != null && mayStand ? entry.queueId : 0, 2);
            bits.add(mayStand ? entry.ownPriority : 0, 2);
            bits.add(!mayStand || entry.creditMs == 0 ? 0 : entry.creditMs == QueueEntry.HEAD_CREDIT_MS ? 2 : 1, 2);
            bits.add(entry.preference == null ? 0 : agent(entry.preference.agent.agentId), 2);
            return bits.bits;
        }

        private long agent(AgentRecord agent, int place) {
            boolean wrapsUp = agent.isOnCall() && agent.wrapUpMs > 0;
            boolean wrapsUpNow = agent.state == AgentState.WRAP_UP && agent.wrapUpMs > 0;
            DeviceRecord device = Objects.requireNonNull(state.devices.get(agent.agentId));
            Bits bits = new Bits();
            bits.add(agent.state, 4);
            bits.add(place, 2);
            bits.add(agent.presence, 2);
            bits.add(agent.pending, 2);
            bits.add(agent.hold, 3);
            bits.add(agent.hold == Hold.BACK_OFF && agent.holdCause == OfferOutcome.BUSY && phones);
            bits.add(agent.hold == Hold.UNTIL_RESUME ? 0 : agent.noAnswersInRow, 2);
            bits.add(wrapsUp);
            bits.add(wrapsUp || wrapsUpNow ? call(agent.wrapUpContactId) : 0, 2);
            bits.add(agent.idle);
            bits.add(agent.deadline.isSet());
            bits.add(device.state, 4);
            bits.add(device.agent != null);
            bits.add(device.usedByUs);
            bits.add(device.excused);
            return bits.bits;
        }

        private long offer(OfferRecord offer) {
            Bits bits = new Bits();
            ContactRecord contact = offer.contact;
            bits.add(contact == null ? 0 : call(contact.contactId), 2);
            bits.add(offer.agent == null ? 0 : agent(offer.agent.agentId), 2);
            if (contact == null) {
                // only the end of the agent's leg is awaited
                return bits.bits;
            }
            int chain = 0;
            for (OfferRecord talk = contact.offer; talk != null && talk != offer; talk = talk.joined) {
                chain++;
            }
            bits.add(chain, 3);
            for (int place = 0; place < 2; place++) {
                bits.add(place < offer.rung.size() ? agent(offer.rung.get(place).agentId()) : 0, 2);
            }
            bits.add(offer.ringing, 2);
            bits.add(offer.ringing == 0 ? 0 : (int) offer.phonesOver, 2);
            bits.add(contact.phase.isRung() ? offer.lastPhoneOutcome : null, 4);
            bits.add(offer.begun && contact.phase == ContactPhase.OFFERED);
            bits.add(agent(offer.agentId), 2);
            bits.add(offer.isGoingOn());
            bits.add(offer.held);
            bits.add(offer.consulting);
            return bits.bits;
        }

        private int call(long contactId) {
            ContactRecord contact = contactId == 0 ? null : state.contactsById.get(contactId);
            return contact == null ? 0 : place(calls, contact.callKey);
        }

        private int agent(int agentId) {
            return place(agents, agentId);
        }

        private static int place(int[] names, long name) {
            for (int i = 0; i < names.length; i++) {
                if (names[i] == name) {
                    return i + 1;
                }
            }
            return 0;
        }
    }
}
