package org.usher.lab;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An agent of a {@link ChannelDay}: one call, or several chats beside each other, each of which slows the others down. */
final class ChannelAgent {
    final int agentId;
    final int group;
    private final List<Double> pace;
    private final List<Chat> chats = new ArrayList<>();
    boolean wanted;
    boolean loggedIn;
    /** What rings, or the call he is in. */
    @Nullable
    ChannelOffer offer;
    /** Changes with every change of his chats, so that an end worked out before is known to be wrong. */
    int chatsVersion;

    private long chatsAtMs;
    private long loggedInAtMs;
    private long busySinceMs = -1;

    private static final class Chat {
        final ChannelOffer offer;
        /** At the pace of one alone. */
        double leftMs;

        Chat(ChannelOffer offer, double leftMs) {
            this.offer = offer;
            this.leftMs = leftMs;
        }
    }

    /** @param pace of each chat while there are 1, 2, … */
    ChannelAgent(int agentId, int group, List<Double> pace) {
        this.agentId = agentId;
        this.group = group;
        this.pace = pace;
    }

    boolean isFree() {
        return offer == null && chats.isEmpty();
    }

    /** Whether an offer of this kind is one he can take. */
    boolean mayTake(boolean chat) {
        boolean room = chat ? chats.size() < pace.size() : chats.isEmpty();
        return loggedIn && wanted && offer == null && room;
    }

    void comes(long nowMs) {
        wanted = true;
        loggedIn = true;
        loggedInAtMs = nowMs;
    }

    void goesHome(long nowMs, ChannelBooks books) {
        loggedIn = false;
        books.staffed(loggedInAtMs, nowMs);
    }

    /** To be told after every change: his time with customers, several chats counting once. */
    void account(long nowMs, ChannelBooks books) {
        if (!isFree() && busySinceMs < 0) {
            busySinceMs = nowMs;
        } else if (isFree() && busySinceMs >= 0) {
            books.busy(busySinceMs, nowMs);
            busySinceMs = -1;
        }
    }

    void beginsChat(ChannelOffer chat, double workMs, long nowMs) {
        passTo(nowMs);
        chats.add(new Chat(chat, workMs));
        chatsVersion++;
    }

    /** When the first of his chats is over if none is added, or −1 without any. */
    long nextChatEndsAtMs(long nowMs) {
        double least = chats.stream().mapToDouble(chat -> chat.leftMs).min().orElse(-1);
        return least < 0 ? -1 : nowMs + (long) Math.ceil(least / pace.get(chats.size() - 1));
    }

    /** The chat that is over by now. */
    ChannelOffer endsChat(long nowMs) {
        passTo(nowMs);
        Chat over = chats.getFirst();
        for (Chat chat : chats) {
            over = chat.leftMs < over.leftMs ? chat : over;
        }
        if (over.leftMs > 1) {
            throw new IllegalStateException("no chat of agent " + agentId + " is over at " + nowMs + " ms");
        }
        chats.remove(over);
        chatsVersion++;
        return over.offer;
    }

    private void passTo(long nowMs) {
        double each = chats.isEmpty() ? 0 : (nowMs - chatsAtMs) * pace.get(chats.size() - 1);
        chats.forEach(chat -> chat.leftMs -= each);
        chatsAtMs = nowMs;
    }
}
