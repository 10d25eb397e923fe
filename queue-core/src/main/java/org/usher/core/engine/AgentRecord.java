package org.usher.core.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.AgentState;
import org.usher.core.api.BurnoutGuard;
import org.usher.core.api.OfferOutcome;
import org.usher.core.api.PendingChange;
import org.usher.core.codec.Constants;
import org.usher.core.routing.AgentMerits;
import org.usher.core.routing.AgentPolicy;

/** A person who serves contacts. */
final class AgentRecord extends HashedRecord implements AgentMerits {
    /** What the person chose. */
    enum Presence {
        OUT,
        WORKING,
        PAUSED
    }

    /** What keeps a working agent from being offered contacts although nothing else does. */
    enum Hold {
        NONE,
        /** An offer failed by no one's fault; a moment's rest, so that a broken PBX is not hammered. */
        GUARD,
        BACK_OFF,
        /** Too many offers were not answered; only the agent himself ends it. */
        UNTIL_RESUME,
        /** An offer found no phone of his. */
        UNREACHABLE,
        /** So many contacts in a row; see {@link Breaths}. */
        BREATH,
        /** So much work lately. */
        CEILING
    }

    static final Seat[] NO_SEATS = {};
    static final WaitingClass[] NO_CLASSES = {};

    /** More than any rank of a policy, so that who has fewer chats comes first whatever the rule. */
    private static final long RANK_OF_A_CHAT = 1L << 57;

    /** Less work than this is none. */
    static final double LEAST_WORK = 1e-9;

    final int agentId;
    final Deadline deadline;

    /** Whether he is no longer in the configuration. */
    boolean vanished;

    int[] skills = Requirements.NONE;
    int[] queueIds = Requirements.NONE;
    int chatCapacity;

    Presence presence = Presence.OUT;
    int pauseReasonId;
    PendingChange pending = PendingChange.NONE;
    int pendingReasonId;
    Hold hold = Hold.NONE;

    @Nullable
    OfferOutcome holdCause;

    int noAnswersInRow;

    AgentState state = AgentState.LOGGED_OUT;
    long sinceMs;
    List<Integer> deviceIds = List.of();

    /** Whether his page was there since he logged in. */
    boolean atDesk;

    /** What rings for him, of whatever channel, or the call he is on. */
    @Nullable
    OfferRecord offer;

    /** The chats he has accepted, in the order of their offers, each until its after-call work is over. */
    final List<OfferRecord> chats = new ArrayList<>(0);

    /** After-call work that follows the contact in hand, or goes on after it; 0 if it follows a call of his own. */
    int wrapUpMs;

    /** The call whose after-call work it is, or will be, or was last, 0 before the first; calls of his own leave it as it is. */
    long wrapUpContactId;

    /** Contacts that wait for him alone; follows from their entries. */
    final List<ContactRecord> awaitedBy = new ArrayList<>(0);

    /** Rises from one agent who turns ready to the next: the lower, the longer idle. */
    long idleOrder;

    /** Whether he is ready and not held: he takes the next call or callback. */
    boolean idle;

    /** Whether he takes the next chat. */
    boolean takesChats;

    /** His share of work lately, 0 to 1, at {@link #workAtMs}; 0 while nobody asks for it. */
    double work;

    long workAtMs;

    /** {@link #workAtMs} and the logarithm of {@link #work}, for the policy; follows from them. */
    private long occupancy;

    /** Follows from the configuration. */
    long scarcity;

    /** Follows from the configuration. */
    int cost;

    /** The place of his pool among all, 0 for none; follows from the configuration. */
    int pool;

    /** How much work is too much for him; follows from the configuration. */
    BurnoutGuard.Limits limits = BurnoutGuard.Limits.NONE;

    /** Whether any work is. */
    boolean guarded;

    /** Contacts he took without a rest, and when he did anything that is none last; 0 while his limits do not ask. */
    int contactsInRow;

    long workedUntilMs;

    /**
     * Index over the state, no part of it: the classes he may serve, and his place in each. Whoever turns idle looks at every one of his
     * classes, but takes no seat if anybody waits there, so the classes are at hand without the seats.
     */
    WaitingClass[] classes = NO_CLASSES;

    Seat[] seats = NO_SEATS;
    int seatCount;
    boolean seated;

    /** Whether his seats, if he is seated, are among those held back, not among the idle. */
    boolean seatedApart;

    boolean fresh;

    /** Whether he counts among the idle. */
    boolean counted;

    /** Of all that he has, how many who have it are idle; nothing unless agents are chosen by it. */
    Coverage.Count[] covers = Coverage.NOTHING;

    AgentRecord(int agentId) {
        this.agentId = agentId;
        deadline = new Deadline(Deadline.Kind.AGENT_STATE, this, agentId);
    }

    boolean mayServe(int queueId, int[] requirements) {
        return Arrays.binarySearch(queueIds, queueId) >= 0 && Requirements.meet(skills, requirements);
    }

    /** Whether he takes the next contact, chats or the others. */
    boolean isFreeFor(boolean chat) {
        return chat ? takesChats : idle;
    }

    boolean isFree() {
        return idle || takesChats;
    }

    /** Whether he may serve the class. */
    boolean hasSeatIn(WaitingClass waitingClass) {
        for (int i = 0; i < seatCount; i++) {
            if (classes[i] == waitingClass) {
                return true;
            }
        }
        return false;
    }

    /** Whether he is free, or held back and yet to be asked if somebody is in danger: not beside chats, and not for one. */
    boolean isAskable() {
        return isFree() || isHeldBackAlone();
    }

    boolean isAskableFor(boolean chat) {
        return isFreeFor(chat) || (!chat && isHeldBackAlone());
    }

    private boolean isHeldBackAlone() {
        return isHeldBack() && chats.isEmpty();
    }

    /** A policy's rank, after that of whoever has fewer chats. */
    long rankBeside(long policyRank) {
        return policyRank + chats.size() * RANK_OF_A_CHAT;
    }

    /** Chats stand in the order of their offers, which a snapshot keeps. */
    void addChat(OfferRecord chat) {
        int place = chats.size();
        while (place > 0 && chats.get(place - 1).offerId > chat.offerId) {
            place--;
        }
        chats.add(place, chat);
    }

    @Override
    public int skillCount() {
        return skills.length;
    }

    @Override
    public long scarcity() {
        return scarcity;
    }

    @Override
    public int cost() {
        return cost;
    }

    @Override
    public long occupancy() {
        return occupancy;
    }

    /** Brings his share of work to this time, his state being what it was since then; what is longer ago than the memory counts for little. */
    void passTime(long nowMs, long memoryMs) {
        if (workAtMs != 0) {
            double keeps = StrictMath.exp(-(double) (nowMs - workAtMs) / memoryMs);
            if (isEngaged()) {
                work = 1 - (1 - work) * keeps;
            } else if (state == AgentState.READY) {
                work *= keeps;
            }
        }
        workAtMs = nowMs;
        occupancyFrom(memoryMs);
    }

    /** Works out {@link #occupancy}: the shares of all who rest fall alike, so their order is that of the shares at any one time. */
    void occupancyFrom(long memoryMs) {
        double logarithm = StrictMath.log(Math.max(work, LEAST_WORK)) + (double) workAtMs / memoryMs;
        occupancy = StrictMath.round(logarithm * AgentPolicy.UNIT);
    }

    /** Takes over how much work is too much; what no limit asks for is forgotten. */
    void limit(BurnoutGuard.Limits to) {
        limits = to;
        guarded = to.hasCeiling() || to.asksForBreath();
        if (!to.asksForBreath()) {
            contactsInRow = 0;
            workedUntilMs = 0;
        }
    }

    /** Whether the guard against burnout holds him back; he is ready then. */
    boolean isHeldBack() {
        return hold == Hold.BREATH || hold == Hold.CEILING;
    }

    /** How long from now on until the share of work of the agent, who is ready, has fallen to his ceiling; negative if it had before. */
    double aboveCeilingMs(long nowMs, long memoryMs) {
        double above = StrictMath.log(Math.max(work, LEAST_WORK) * 100 / limits.ceilingPercent());
        return memoryMs * above - (nowMs - workAtMs);
    }

    /** Nobody asks for his share of work any more. */
    void forgetWork() {
        work = 0;
        workAtMs = 0;
        occupancy = 0;
    }

    Seat addSeat(WaitingClass waitingClass) {
        Seat seat = new Seat(this, waitingClass);
        if (seatCount == seats.length) {
            seats = Arrays.copyOf(seats, Math.max(4, seatCount * 2));
            classes = Arrays.copyOf(classes, seats.length);
        }
        classes[seatCount] = waitingClass;
        seats[seatCount++] = seat;
        return seat;
    }

    /** Whether a phone of his rings for a call of ours, or is in it. */
    boolean isRungOrOnCall() {
        return isOnCall() || (state == AgentState.OFFERED && offer != null && !offer.isChat());
    }

    boolean isOnCall() {
        return state == AgentState.ON_CONTACT || state == AgentState.CONSULTING;
    }

    /** Whether he talks to this contact, on a call or in a chat, or talked to it last. */
    boolean servesOrServed(long contactId) {
        if (contactId == 0) {
            return false;
        }
        for (int i = 0; i < chats.size(); i++) {
            if (chats.get(i).contactId == contactId) {
                return true;
            }
        }
        return wrapUpContactId == contactId || (isOnCall() && offer != null && offer.contactId == contactId);
    }

    /** On a call, and not only until his leg of one that is over has ended. */
    boolean isWithContact() {
        ContactRecord contact = offer == null ? null : offer.contact;
        return isOnCall()
                && offer != null
                && contact != null
                && (offer.isGoingOn() || contact.phase == ContactPhase.CONNECTING);
    }

    /** Being offered something, in a call or after it: what is asked for now waits for the end of it. Chats go on beside. */
    boolean isEngaged() {
        return switch (state) {
            case OFFERED, ON_CONTACT, CONSULTING, WRAP_UP -> true;
            case LOGGED_OUT, READY, PAUSED, NOT_RESPONDING, UNREACHABLE, BUSY_ELSEWHERE -> false;
        };
    }

    /** His skills and queues count through the hash of the configuration. */
    @Override
    long fingerprint() {
        int kinds = Constants.number(state) << 24
                | Constants.number(presence) << 20
                | Constants.number(pending) << 16
                | Constants.number(hold) << 12
                | Constants.optionalNumber(holdCause) << 8
                | (atDesk ? 8 : 0)
                | (takesChats ? 4 : 0)
                | (idle ? 2 : 0)
                | (vanished ? 1 : 0);
        long hash = StateHash.mix(0xa9e47L, agentId);
        hash = StateHash.mix(hash, kinds);
        hash = StateHash.mix(hash, (long) pauseReasonId << 32 | pendingReasonId);
        hash = StateHash.mix(hash, (long) noAnswersInRow << 32 | wrapUpMs);
        hash = StateHash.mix(hash, wrapUpContactId);
        hash = StateHash.mix(hash, sinceMs);
        hash = StateHash.mix(hash, Double.doubleToLongBits(work) ^ workAtMs);
        if (guarded) {
            hash = StateHash.mix(StateHash.mix(hash, contactsInRow), workedUntilMs);
        }
        hash = StateHash.mix(hash, idleOrder);
        hash = StateHash.mix(hash, offer == null ? 0 : offer.offerId);
        for (int i = 0; i < deviceIds.size(); i++) {
            hash = StateHash.mix(hash, deviceIds.get(i));
        }
        for (int i = 0; i < chats.size(); i++) {
            hash = StateHash.mix(hash, ~chats.get(i).offerId);
        }
        return hash;
    }
}
