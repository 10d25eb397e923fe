package org.usher.server.agent;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.AgentState;
import org.usher.server.wallboard.FeedClient;

/** One open page, and what it was sent last; of the feed's thread. */
final class DeskPage {
    private static final long SIGN_OF_LIFE_MS = 5_000;

    final FeedClient client;
    final String agentName;
    final long openedAtMs;
    /** 0 while the configuration knows no agent of this name. */
    int agentId;

    long readyAtMs;
    private long sentAtMs = Long.MIN_VALUE;
    private @Nullable DeskState desk;
    private DeskMessage.@Nullable Choices choices;
    private @Nullable List<DeskMessage.FreePhone> phones;
    private List<DeskMessage.Notice> notices = List.of();
    private List<DeskChat> chats = List.of();
    private EarlierNotes.@Nullable Answer earlier;

    DeskPage(FeedClient client, String agentName, long nowMs) {
        this.client = client;
        this.agentName = agentName;
        this.openedAtMs = nowMs;
        this.readyAtMs = nowMs;
    }

    /** It is somebody else's from now on, or nobody's: all is to be told anew, since of a change what is null is as before. */
    void becomes(int otherAgentId) {
        agentId = otherAgentId;
        sentAtMs = Long.MIN_VALUE;
    }

    /** What there is to be told now, if anything; taken as told. */
    Optional<DeskMessage> next(Now now) {
        @Nullable DeskState nextDesk = now.desk(agentId);
        boolean first = sentAtMs == Long.MIN_VALUE;
        @Nullable
        List<DeskMessage.FreePhone> nextPhones =
                nextDesk != null && nextDesk.state() == AgentState.LOGGED_OUT ? now.phones() : null;
        List<DeskMessage.Notice> nextNotices = now.notices(agentId);
        List<DeskChat> nextChats = agentId == 0 ? List.of() : now.chats(agentId);
        EarlierNotes.@Nullable Answer nextEarlier = earlier(nextDesk, now);
        boolean sameDesk = Objects.equals(desk, nextDesk);
        boolean sameChoices = Objects.equals(choices, now.choices());
        boolean samePhones = nextPhones == null || nextPhones.equals(phones);
        boolean sameEarlier = nextEarlier == null || nextEarlier.equals(earlier);
        boolean sameNotices = nextNotices.equals(notices);
        boolean sameChats = nextChats.equals(chats);
        boolean quiet = sameDesk && sameChoices && samePhones && sameNotices && sameChats && sameEarlier;
        if (!first && quiet && now.atMs() - sentAtMs < SIGN_OF_LIFE_MS) {
            return Optional.empty();
        }
        DeskMessage message = new DeskMessage(
                first ? "state" : "changes",
                now.atMs(),
                first || !sameDesk ? nextDesk : null,
                agentId == 0 ? null : now.figures(agentId),
                first || !sameChoices ? now.choices() : null,
                first || !samePhones ? nextPhones : null,
                first || !sameNotices ? nextNotices : null,
                first || !sameChats ? nextChats : null,
                first || !sameEarlier ? nextEarlier : null);
        desk = nextDesk;
        choices = now.choices();
        phones = nextPhones;
        notices = nextNotices;
        chats = nextChats;
        earlier = nextEarlier == null ? earlier : nextEarlier;
        sentAtMs = now.atMs();
        return Optional.of(message);
    }

    private static EarlierNotes.@Nullable Answer earlier(@Nullable DeskState desk, Now now) {
        return desk == null || desk.contact() == null
                ? null
                : now.earlier(desk.agentId(), desk.contact()).orElse(null);
    }

    /** What holds for all pages at one moment. */
    interface Now {
        long atMs();

        @Nullable
        DeskState desk(int agentId);

        FiguresRow figures(int agentId);

        DeskMessage.Choices choices();

        List<DeskMessage.FreePhone> phones();

        List<DeskMessage.Notice> notices(int agentId);

        List<DeskChat> chats(int agentId);

        Optional<EarlierNotes.Answer> earlier(int agentId, DeskContact contact);
    }
}
