package org.usher.server.agent;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.Configuration;
import org.usher.core.api.EngineView;
import org.usher.server.engine.RequestDesk;
import org.usher.server.wallboard.FeedClient;
import org.usher.server.wallboard.FeedThread;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends every agent's open pages what concerns him: all of it first, then the parts that changed. Of each page it is known what it was sent
 * last, so one that is slow costs no memory and misses nothing: it is told what differs when it is ready again. Rounds follow each other by a
 * tenth of a second; who was sent nothing for five seconds is sent his figures, by which a page knows that the feed is alive.
 *
 * <p>The same rounds notice whose pages are gone ({@link DeskPresence}).
 */
public final class DeskFeed implements AutoCloseable {
    private static final long PAUSE_MS = 100;
    private static final long MAX_UNREADY_MS = 30_000;
    private static final int MAX_PAGES = 10_000;
    /** Beyond it the oldest goes: what he looks at is the newest. */
    private static final int MAX_PAGES_OF_ONE = 5;
    /** So many free phones are told; at any other he logs in by typing its name. */
    private static final int MAX_PHONES = 500;

    private final Sources sources;
    private final LongSupplier clockMs;
    private final DeskPresence presence;
    private final EarlierNotes earlier;
    private final JsonMapper json = JsonMapper.shared();
    private final FeedThread thread = new FeedThread("desk-feed", MAX_PAGES);
    /** Of the feed's thread. */
    private final Map<FeedClient, DeskPage> open = new HashMap<>();

    /**
     * What a desk is told of.
     *
     * @param chats those at anybody's desk, by the agents
     */
    public record Sources(
            DeskBoard board,
            DayFigures figures,
            Supplier<Dispositions> dispositions,
            Supplier<CannedReplies> replies,
            DeskSettings settings,
            NoteSource notes,
            Supplier<Map<Integer, List<DeskChat>>> chats) {}

    /**
     * A feed that does not run yet.
     *
     * @param clockMs epoch ms
     */
    public DeskFeed(Sources sources, RequestDesk desk, LongSupplier clockMs) {
        this.sources = sources;
        this.clockMs = clockMs;
        this.presence = new DeskPresence(
                desk, sources.board()::isLoggedIn, sources.settings().awayAfterMs());
        this.earlier = new EarlierNotes(sources.notes());
    }

    /**
     * Begins the rounds.
     *
     * @param state tells who was at his desk when the last server stopped
     * @param reachable whether pages can come at all: while nobody is known, none does, and nobody is away for that
     */
    public void start(EngineView state, BooleanSupplier reachable) {
        presence.resume(state, clockMs.getAsLong(), reachable);
        start();
    }

    /** Begins the rounds where nobody was at a desk before. */
    public void start() {
        thread.start(PAUSE_MS, this::round);
    }

    /** How many pages are open. */
    public int pages() {
        return thread.clients();
    }

    public Dispositions dispositions() {
        return sources.dispositions().get();
    }

    public DeskSettings settings() {
        return sources.settings();
    }

    /**
     * Sends a page of this agent's what concerns him until it {@link #leave}s.
     *
     * @return false if there are too many
     */
    public boolean join(FeedClient client, String agentName) {
        return thread.join(client, () -> welcome(client, agentName));
    }

    /** The page is gone; must follow each successful {@link #join}. */
    public void leave(FeedClient client) {
        thread.leave(() -> farewell(client));
    }

    /** On the feed's thread. */
    void welcome(FeedClient client, String agentName) {
        List<DeskPage> others = open.values().stream()
                .filter(page -> page.agentName.equals(agentName))
                .sorted(Comparator.comparingLong(page -> page.openedAtMs))
                .toList();
        if (others.size() >= MAX_PAGES_OF_ONE) {
            others.getFirst().client.replace();
        }
        DeskPage page = new DeskPage(client, agentName, clockMs.getAsLong());
        open.put(client, page);
        find(page);
        send(page, new Moment());
    }

    private void farewell(FeedClient client) {
        DeskPage page = open.remove(client);
        if (page != null && page.agentId != 0) {
            presence.left(page.agentId, clockMs.getAsLong());
        }
    }

    /** Whose page it is by the configuration of now: he may have come into it, or gone from it. */
    private void find(DeskPage page) {
        int agentId = sources.board().centre().agentId(page.agentName).orElse(0);
        if (agentId != page.agentId) {
            if (page.agentId != 0) {
                presence.left(page.agentId, clockMs.getAsLong());
            }
            page.becomes(agentId);
            if (agentId != 0) {
                presence.came(agentId);
            }
        }
    }

    /** On the feed's thread. */
    void round() {
        Moment now = new Moment();
        for (DeskPage page : List.copyOf(open.values())) {
            thread.forOne(page.client, () -> tell(page, now));
        }
        presence.round(now.atMs);
    }

    private void tell(DeskPage page, Moment now) {
        find(page);
        if (page.client.isReady()) {
            page.readyAtMs = now.atMs;
            send(page, now);
        } else if (now.atMs - page.readyAtMs > MAX_UNREADY_MS) {
            page.client.drop("too slow: nothing was read for " + MAX_UNREADY_MS / 1_000 + " s");
        }
    }

    private void send(DeskPage page, Moment now) {
        page.next(now).ifPresent(message -> page.client.send(json.writeValueAsBytes(message)));
    }

    /** What is the same for all pages of a round is worked out once, if any asks. */
    private final class Moment implements DeskPage.Now {
        private final long atMs = clockMs.getAsLong();
        private DeskMessage.@Nullable Choices choices;
        private @Nullable List<DeskMessage.FreePhone> phones;
        private @Nullable Map<Integer, List<DeskChat>> chats;

        @Override
        public long atMs() {
            return atMs;
        }

        @Override
        public @Nullable DeskState desk(int agentId) {
            return sources.board().of(agentId).orElse(null);
        }

        @Override
        public FiguresRow figures(int agentId) {
            return sources.figures().of(agentId, atMs);
        }

        @Override
        public DeskMessage.Choices choices() {
            DeskMessage.Choices known = choices;
            if (known == null) {
                Configuration configuration = sources.board().centre().configuration();
                known = new DeskMessage.Choices(
                        configuration.pauseReasons().stream()
                                .map(Configuration.PauseReason::name)
                                .toList(),
                        sources.dispositions().get().all(),
                        sources.replies().get().all(),
                        sources.settings().awayAfterMs());
                choices = known;
            }
            return known;
        }

        @Override
        public List<DeskMessage.FreePhone> phones() {
            List<DeskMessage.FreePhone> known = phones;
            if (known == null) {
                Set<String> used = new HashSet<>(sources.board().devicesInUse());
                List<DeskMessage.FreePhone> free = new ArrayList<>();
                for (DeskCentre.Phone phone : sources.board().centre().phones()) {
                    if (free.size() < MAX_PHONES && !used.contains(phone.name())) {
                        free.add(new DeskMessage.FreePhone(phone.name(), phone.external()));
                    }
                }
                known = List.copyOf(free);
                phones = known;
            }
            return known;
        }

        @Override
        public List<DeskMessage.Notice> notices(int agentId) {
            return sources.board().notices(agentId);
        }

        @Override
        public List<DeskChat> chats(int agentId) {
            Map<Integer, List<DeskChat>> known = chats;
            if (known == null) {
                known = sources.chats().get();
                chats = known;
            }
            return known.getOrDefault(agentId, List.of());
        }

        @Override
        public Optional<EarlierNotes.Answer> earlier(int agentId, DeskContact contact) {
            return earlier.of(contact, sources.board().centre().queuesOf(agentId, contact.queue()));
        }
    }

    /** Ends the rounds and drops the pages. */
    @Override
    public void close() {
        thread.close(() -> open.values().forEach(page -> page.client.drop("the server stops")));
        earlier.close();
    }
}
