package org.usher.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.usher.core.api.Channel;
import org.usher.core.api.Configuration;
import org.usher.server.agent.DeskChat;
import org.usher.server.callback.CallbackBook;
import org.usher.server.caller.CallerCare;
import org.usher.server.chat.AttachmentFiles;
import org.usher.server.chat.ChatAttachments;
import org.usher.server.chat.ChatBook;
import org.usher.server.chat.ChatCarrier;
import org.usher.server.chat.ChatCodes;
import org.usher.server.chat.ChatDesk;
import org.usher.server.chat.ChatFeed;
import org.usher.server.chat.ChatKey;
import org.usher.server.chat.ChatLinks;
import org.usher.server.chat.ChatRoom;
import org.usher.server.chat.ChatSettings;
import org.usher.server.chat.ChatWords;
import org.usher.server.engine.EffectRouter;
import org.usher.server.engine.EngineRoom;
import org.usher.server.estimate.EstimatedWaits;
import org.usher.server.metrics.EngineMetrics;
import org.usher.server.sms.TextMessages;
import org.usher.server.supervisor.LiveContacts;
import org.usher.server.survey.Surveys;

/** Puts together what chats need. */
final class ChatOffice {
    /** Beyond it nobody is told his place: it is far away. */
    private static final int PLACES_TOLD = LiveContacts.MAX_PAGE;

    /** To be written; of the largest, they are held in memory so long. */
    private static final int FILES_WAITING = 8;

    private ChatOffice() {}

    /** From where chats hear, and where they are told of. */
    record Parts(
            EngineRoom room,
            ChatBook book,
            CallbackBook callbacks,
            ChatSettings settings,
            Path dataDirectory,
            LiveContacts contacts,
            EstimatedWaits waits,
            Supplier<Configuration> centre,
            Surveys surveys) {}

    /** A feed that does not run yet; the engine's effects for chats go to it from now on. */
    static ChatFeed open(Parts parts, EngineMetrics metrics) {
        EngineRoom room = parts.room();
        ChatCarrier carrier = new ChatCarrier(room::offer, room.clock()::nowMs);
        room.router().attach(EffectRouter.CHATS, carrier);
        ChatDesk desk = new ChatDesk(
                new ChatDesk.Engine(room.loop(), room::offer, room.loop()::durable),
                parts.book(),
                carrier,
                parts.settings(),
                disk(parts.settings(), parts.dataDirectory()));
        ChatFeed feed = new ChatFeed(
                desk,
                carrier,
                new ChatFeed.Sources(
                        parts.centre(),
                        queueId -> inLine(parts.contacts(), queueId),
                        parts.waits()::atEntry,
                        over -> parts.surveys().asks(over.contactId(), over.queueId()),
                        contactId -> parts.callbacks().of(contactId).isPresent()),
                room.clock()::nowMs);
        metrics.gauge("usher.chats.open", "Chats that are not over", parts.book(), ChatBook::open);
        metrics.gauge("usher.chats.pages", "Open pages of chats, of both sides", feed, ChatFeed::pages);
        metrics.count(
                "usher.chats.opened",
                "Chats that were put into a line",
                parts.book(),
                b -> b.figures().opened());
        metrics.count(
                "usher.chats.answered",
                "Chats that an agent took",
                parts.book(),
                b -> b.figures().answered());
        metrics.count(
                "usher.chats.lines",
                "What was said in chats",
                parts.book(),
                b -> b.figures().said());
        metrics.count(
                "usher.chats.lines.refused",
                "Lines that were not taken: too many, too long, without a room",
                desk.words(),
                ChatWords::refused);
        metrics.count(
                "usher.chats.codes",
                "Callers in line who were read out a code for a chat",
                desk.codes(),
                ChatCodes::issued);
        metrics.count("usher.chats.crossed", "Callers in line who went on in a chat", desk, ChatDesk::crossed);
        metrics.count(
                "usher.chats.codes.wrong",
                "Codes that were typed and are none, or not any more",
                desk.codes(),
                ChatCodes::wrong);
        metrics.count(
                "usher.chats.codes.refused",
                "Codes that nobody looked at, as too many wrong ones had come",
                desk.codes(),
                ChatCodes::tooMany);
        metrics.count(
                "usher.chats.links.wrong",
                "Links of callers that were opened and are none, or not any more",
                desk,
                ChatDesk::wrongLinks);
        count(desk.attachments(), metrics);
        metrics.count("usher.chats.forged", "Links that lead into no chat", desk, ChatDesk::forged);
        return feed;
    }

    private static void count(ChatAttachments attachments, EngineMetrics metrics) {
        metrics.count(
                "usher.chats.attachments.taken",
                "Files that were sent in chats",
                attachments,
                a -> a.count(ChatAttachments.Word.TAKEN));
        for (ChatAttachments.Word word : ChatAttachments.Word.values()) {
            if (word != ChatAttachments.Word.TAKEN) {
                metrics.refused(
                        "usher.chats.attachments.refused",
                        "Files in chats that were not taken, by why",
                        word.name().toLowerCase(Locale.ROOT),
                        attachments,
                        a -> a.count(word));
            }
        }
        metrics.count(
                "usher.chats.attachments.lost",
                "Files that were asked for and are not here any more",
                attachments,
                ChatAttachments::lost);
        metrics.gauge(
                "usher.chats.attachments.bytes",
                "Room that files of chats take on the disk",
                attachments,
                ChatAttachments::total);
    }

    /** Where what is sent in chats is kept. Nothing is read or written before the first chat can be. */
    static ChatAttachments.Disk disk(ChatSettings settings, Path dataDirectory) {
        ThreadPoolExecutor worker = new ThreadPoolExecutor(
                1,
                1,
                10,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(FILES_WAITING),
                Thread.ofPlatform().name("chat-files").daemon().factory());
        worker.allowCoreThreadTimeOut(true);
        return new ChatAttachments.Disk(
                new AttachmentFiles(
                        dataDirectory.resolve("attachments"),
                        settings.attachments().maxTotalBytes()),
                worker);
    }

    /** The same, but that nobody is offered a chat in a queue of which no agent takes any. */
    static Map<String, CallerCare> offered(Map<String, CallerCare> care, Configuration centre) {
        return CallerCare.withChatsOnlyIn(
                centre.queues().stream()
                        .filter(queue -> ChatDesk.isServed(queue, centre))
                        .map(Configuration.Queue::name)
                        .collect(Collectors.toSet()),
                care);
    }

    /** By which callers are sent links: as text messages. */
    static ChatLinks links(ChatDesk desk, LinkByText way, EngineMetrics metrics) {
        TextMessages texts = way.messages();
        ChatLinks links = new ChatLinks(desk.codes(), desk.settings().links(), way);
        metrics.count("usher.chats.links", "Callers in line who were sent a link to a chat", links, ChatLinks::sent);
        metrics.gauge(
                "usher.sms.pending", "Text messages that the gateway is to take yet", texts, TextMessages::pending);
        metrics.count("usher.sms.sent", "Text messages that the gateway has taken", texts, TextMessages::sent);
        metrics.count("usher.sms.retried", "Times that a text message was tried again", texts, TextMessages::retried);
        metrics.count("usher.sms.failed", "Text messages that were given up", texts, TextMessages::failed);
        metrics.count(
                "usher.sms.limited",
                "Text messages that were not sent, as there had been too many",
                texts,
                TextMessages::limited);
        return links;
    }

    /** @param offered as of {@link #offered} */
    static ChatKey key(
            ChatDesk desk,
            LiveContacts contacts,
            Supplier<Configuration> centre,
            Supplier<Map<String, CallerCare>> offered,
            Optional<ChatLinks> links) {
        LongPredicate mayChat = contactId -> contacts.of(contactId)
                .filter(row -> row.channel() == Channel.VOICE && row.stage() == LiveContacts.Stage.WAITING)
                .flatMap(row -> centre.get().queues().stream()
                        .filter(queue -> queue.queueId() == row.queueId())
                        .findFirst())
                .map(queue -> offered.get().getOrDefault(queue.name(), CallerCare.DEFAULT))
                .filter(care -> care.announcements().offersChat())
                .isPresent();
        return links.map(sent -> new ChatKey(desk.codes(), mayChat, sent))
                .orElseGet(() -> new ChatKey(desk.codes(), mayChat));
    }

    /** The chats at the desks of all agents, worked out anew only when something of them has changed. For one thread. */
    static Supplier<Map<Integer, List<DeskChat>>> atDesks(ChatFeed feed, Supplier<Configuration> centre) {
        return new Supplier<>() {
            private long changes = -1;
            private Configuration of = Configuration.EMPTY;
            private Map<Integer, List<DeskChat>> known = Map.of();

            @Override
            public Map<Integer, List<DeskChat>> get() {
                long now = feed.changes(); // before the rooms are looked at: what changes meanwhile is looked at again
                Configuration centreNow = centre.get();
                if (now != changes || !centreNow.equals(of)) {
                    known = atDesks(feed, centreNow);
                    changes = now;
                    of = centreNow;
                }
                return known;
            }
        };
    }

    /** By the agents; each one's oldest first. */
    private static Map<Integer, List<DeskChat>> atDesks(ChatFeed feed, Configuration centre) {
        Map<Integer, List<DeskChat>> all = new HashMap<>();
        feed.desk().book().all().stream()
                .filter(room -> room.agentId() != 0)
                .sorted(Comparator.comparingLong(ChatRoom::contactId))
                .forEach(room -> all.computeIfAbsent(room.agentId(), id -> new ArrayList<>())
                        .add(shown(room, centre, feed.unread(room))));
        return all;
    }

    private static DeskChat shown(ChatRoom room, Configuration centre, int unread) {
        Optional<Configuration.Queue> queue = centre.queues().stream()
                .filter(one -> one.queueId() == room.queueId())
                .findFirst();
        return new DeskChat(
                room.contactId(),
                queue.map(Configuration.Queue::name).orElse(""),
                queue.map(Configuration.Queue::title).orElse(""),
                room.name(),
                room.stage(),
                room.sinceMs(),
                unread);
    }

    private static List<Long> inLine(LiveContacts contacts, int queueId) {
        return contacts.page(queueId, null, PLACES_TOLD).stream()
                .filter(row -> row.stage() == LiveContacts.Stage.WAITING || row.stage() == LiveContacts.Stage.RINGING)
                .map(LiveContacts.Row::contactId)
                .toList();
    }
}
