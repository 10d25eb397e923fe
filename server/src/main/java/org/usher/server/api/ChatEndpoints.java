package org.usher.server.api;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.netty.handler.codec.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration;
import org.usher.core.api.ReleaseStatus;
import org.usher.core.api.ReplyCode;
import org.usher.server.chat.ChatDesk;
import org.usher.server.chat.ChatFeed;
import org.usher.server.chat.ChatRoom;
import org.usher.server.engine.RequestDesk;
import org.usher.server.security.Access;
import org.usher.server.security.Principal;
import org.usher.server.security.RateLimits;
import org.usher.server.security.Secret;

/** Chats: who opens them, the sockets of both sides, and what an agent orders. */
final class ChatEndpoints {
    private static final int MAX_NAME = 80;
    private static final int MAX_DATA = 1_024;
    private static final long SILENCE_MS = 15_000;
    static final Problem STARTING =
            Problem.of(503, "starting", "This Usher starts, or stands by for another. Try again.");

    private final ChatFeed chats;
    private final ChatDesk rooms;
    private final RequestDesk desk;
    private final Supplier<Configuration> configuration;

    ChatEndpoints(ChatFeed chats, RequestDesk desk, Supplier<Configuration> configuration) {
        this.chats = chats;
        this.rooms = chats.desk();
        this.desk = desk;
        this.configuration = configuration;
    }

    /**
     * @param queue name of the queue in whose line the customer is to stand
     * @param name of the customer, for the agent, up to 80 characters
     * @param data whatever the agent's desk is to show, up to 1024 characters
     */
    record ChatBody(
            @Nullable String queue,
            @Nullable String name,
            @Nullable String data) {}

    /**
     * @param link for the customer alone, on this server: whoever has it is in the chat. It is told this once
     * @param contactId by which the API knows the contact
     */
    record Chat(String link, long contactId) {}

    /** A queue that can be asked for by who opens a chat himself. */
    record ChatQueue(String queue, String title) {}

    /** @param sites origins whose pages may hold the customer's page in a frame */
    record ChatQueues(List<ChatQueue> queues, List<String> sites) {}

    /** By which a customer gets into a line. */
    private interface Entrance {
        CompletionStage<ChatDesk.Opening> open(int queueId, String name, String data);
    }

    /** What an agent orders of a chat. */
    private interface Order {
        CompletionStage<Answer> of(Configuration.Agent agent, ChatRoom room);
    }

    List<Route> routes() {
        return List.of(
                new Route(
                        HttpMethod.POST,
                        "/api/v1/chats",
                        Access.CONTACTS_WRITE,
                        Route.Doc.action(
                                "A customer is to chat: he stands in line, and is to be given the link; 201 is a promise that outlasts a crash",
                                ChatBody.class,
                                Chat.class),
                        (Route.Answering) request -> rooms.isLive()
                                ? open(request, request.principal(), rooms::open)
                                : completedFuture(Answer.problem(STARTING))),
                new Route(
                        HttpMethod.POST,
                        "/api/v1/chats/from-web",
                        Access.PUBLIC,
                        Route.Doc.action(
                                "Anybody opens a chat for himself, if usher.toml lets anybody ([chat] from_web); so many an hour from one address",
                                ChatBody.class,
                                Chat.class),
                        (Route.Answering) this::openFromWeb),
                new Route(
                        HttpMethod.GET,
                        "/api/v1/chats/from-web",
                        Access.PUBLIC,
                        Route.Doc.json(
                                "Which queues anybody may open a chat with for himself; none, unless usher.toml lets anybody. And on which sites' pages",
                                ChatQueues.class),
                        (Route.Answering) request -> completedFuture(
                                rooms.isLive() ? Answer.json(200, queues()) : Answer.problem(STARTING))),
                new Route(
                        HttpMethod.GET,
                        "/chat/" + Audit.SECRET + "/transcript",
                        Access.PUBLIC,
                        Route.Doc.other(
                                "What was said in the chat into which this link leads, for its customer to keep, while the link lives",
                                "text/plain"),
                        (Route.Answering) this::transcript),
                new Route(
                        HttpMethod.GET,
                        "/ws/chat",
                        Access.PUBLIC,
                        Route.Doc.other(
                                "The customer's end of a chat (WebSocket): what is said and how it stands; it takes {\"say\": {\"id\", \"text\"}},"
                                        + " {\"typing\": true}, {\"seen\": {\"delivered\", \"read\"}} and {\"leave\": true}",
                                "application/json",
                                new Route.Parameter("chat", "string", "the secret of the link"),
                                SINCE),
                        new Route.SocketEndpoint(
                                "usher.chat", SILENCE_MS, ChatSocket.MAX_FRAME_BYTES, this::customersEnd)),
                new Route(
                        HttpMethod.GET,
                        "/ws/agent/chat",
                        Access.DESK,
                        Route.Doc.other(
                                "The agent's end of one of his chats (WebSocket); as the customer's, but nobody leaves by it",
                                "application/json",
                                new Route.Parameter("contact", "integer", "the chat's contact"),
                                SINCE),
                        new Route.SocketEndpoint(
                                "usher.chat", SILENCE_MS, ChatSocket.MAX_FRAME_BYTES, this::agentsEnd)),
                order("accept", "The agent takes the chat that he is asked for", this::accept),
                order("decline", "The agent does not take the chat that he is asked for", this::decline),
                order("close", "The agent ends the chat", this::close),
                order("wrap-up/end", "The agent has finished the after-call work of a chat", this::endWrapUp));
    }

    private static final Route.Parameter SINCE =
            new Route.Parameter("since", "integer", "the last sequence seen, to get only what was said after it");

    private Route order(String name, String summary, Order order) {
        return new Route(
                HttpMethod.POST,
                "/api/v1/agents/{agent}/chats/{chat}/" + name,
                Access.DESK,
                Route.Doc.action(summary, null, EngineAnswer.class),
                (Route.Answering) request -> {
                    Configuration.Agent agent =
                            OwnDesk.agent(request, configuration.get().agents());
                    if (!rooms.isLive()) {
                        return completedFuture(Answer.problem(STARTING));
                    }
                    long contactId = request.pathId("chat");
                    return rooms.book()
                            .of(contactId)
                            .filter(room -> room.agentId() == agent.agentId())
                            .map(room -> order.of(agent, room))
                            .orElseGet(() -> completedFuture(notYours(contactId)));
                });
    }

    static Answer notYours(long contactId) {
        return Answer.problem(Problem.field(
                404,
                "not-your-chat",
                new Problem.FieldError(
                        "chat", Long.toString(contactId), "no such chat is at your desk, or not any more")));
    }

    private CompletionStage<Answer> openFromWeb(Request request) {
        if (!rooms.isLive()) {
            return completedFuture(Answer.problem(STARTING));
        }
        if (!rooms.settings().fromWeb()) {
            return completedFuture(Answer.problem(Problem.of(
                    409, "chats-not-public", "Nobody may open a chat here by himself; see [chat] in usher.toml.")));
        }
        String network = RateLimits.network(request.caller().address());
        return open(request, null, (queueId, name, data) -> rooms.openFrom(network, queueId, name, data));
    }

    private ChatQueues queues() {
        return new ChatQueues(
                !rooms.settings().fromWeb()
                        ? List.of()
                        : configuration.get().queues().stream()
                                .filter(this::isServed)
                                .map(queue -> new ChatQueue(queue.name(), queue.title()))
                                .toList(),
                rooms.settings().sites());
    }

    private boolean isServed(Configuration.Queue queue) {
        return ChatDesk.isServed(queue, configuration.get());
    }

    /** @param principal who sends the customer, null if he comes by himself */
    private CompletionStage<Answer> open(Request request, @Nullable Principal principal, Entrance entrance) {
        ChatBody body = JsonBody.read(request, ChatBody.class);
        Configuration.Queue queue = configuration.get().queues().stream()
                .filter(one -> one.name().equals(body.queue()))
                .findFirst()
                .orElseThrow(
                        () -> JsonBody.invalid("queue", body.queue(), "name a queue; GET /api/v1/queues lists them"));
        if (principal != null && !Remits.covers(principal, queue.queueId(), configuration.get())) {
            return completedFuture(Remits.othersQueue(principal, queue.name()));
        }
        if (!isServed(queue)) {
            throw JsonBody.invalid(
                    "queue",
                    queue.name(),
                    "no agent of this queue takes chats; name another, or give its agents `chats` in centre.toml");
        }
        String name = text("name", body.name(), MAX_NAME);
        String data = text("data", body.data(), MAX_DATA);
        return entrance.open(queue.queueId(), name, data).thenApply(ChatEndpoints::opened);
    }

    private static Answer opened(ChatDesk.Opening opening) {
        return switch (opening) {
            case ChatDesk.Opening.Opened(ChatRoom room, Secret token) ->
                Answer.json(201, new Chat("/chat/" + token.reveal(), room.contactId()))
                        .noted(null, Long.toString(room.contactId()));
            case ChatDesk.Opening.Refused(ReleaseStatus status) ->
                EngineAnswer.conflict("queue-takes-nobody", "The queue takes nobody now: " + status + ".");
            case ChatDesk.Opening.TooManyFromThere tooMany ->
                Answer.tooMany("Too many chats were opened from your address.", 600);
            case ChatDesk.Opening.TooMuch tooMuch ->
                Answer.problem(Problem.of(503, "overloaded", "Too many chats just now; try again."));
        };
    }

    private static String text(String field, @Nullable String given, int max) {
        String text = given == null ? "" : given.strip();
        if (text.length() > max || text.chars().anyMatch(Character::isISOControl)) {
            throw JsonBody.invalid(field, null, "give up to " + max + " characters that can be printed");
        }
        return text;
    }

    private CompletionStage<Answer> transcript(Request request) {
        ChatRoom room = room(rooms, request.pathValue("secret"));
        return completedFuture(new Answer(
                200,
                "text/plain; charset=utf-8",
                chats.transcript(room).getBytes(StandardCharsets.UTF_8),
                Map.of("cache-control", "no-store", "content-disposition", "attachment; filename=\"chat.txt\"")));
    }

    /** The room of this link. */
    static ChatRoom room(ChatDesk rooms, String token) {
        if (!rooms.isLive()) {
            throw STARTING.asException();
        }
        return rooms.enter(Secret.of(token))
                .orElseThrow(() -> Problem.of(
                                404,
                                "unknown-chat",
                                "This link leads nowhere: it was mistyped, or its chat is long over.")
                        .asException());
    }

    private FeedSocket.Feed customersEnd(Request request) {
        ChatRoom room = room(
                rooms,
                request.queryValue("chat").orElseThrow(() -> Request.wrong("chat", "", "give the secret of the link")));
        return new ChatSocket(chats, room.contactId(), 0, principal -> true);
    }

    private FeedSocket.Feed agentsEnd(Request request) {
        Configuration.Agent agent = OwnDesk.of(
                        request.principal(), configuration.get().agents())
                .orElseThrow(
                        () -> Problem.of(403, "no-agent", request.principal().name() + " is no agent of the centre.")
                                .asException());
        String given = request.queryValue("contact").orElse("");
        if (!given.matches("[0-9]{1,18}")) {
            throw Request.wrong("contact", given, "give the number of one of your chats");
        }
        long contactId = Long.parseLong(given);
        int agentId = agent.agentId();
        if (!rooms.isLive()) {
            throw STARTING.asException();
        }
        if (!isAt(contactId, agentId)) {
            throw Problem.of(404, "not-your-chat", "No such chat is at your desk, or not any more.")
                    .asException();
        }
        return new ChatSocket(
                chats,
                contactId,
                agentId,
                principal -> isAt(contactId, agentId)
                        && OwnDesk.of(principal, configuration.get().agents())
                                .filter(own -> own.agentId() == agentId)
                                .isPresent());
    }

    private boolean isAt(long contactId, int agentId) {
        return rooms.book()
                .of(contactId)
                .filter(room -> room.agentId() == agentId)
                .isPresent();
    }

    private CompletionStage<Answer> accept(Configuration.Agent agent, ChatRoom room) {
        return room.stage() == ChatRoom.Stage.TALKING
                ? completedFuture(Answer.json(200, new EngineAnswer(ReplyCode.UNCHANGED)))
                : rooms.accept(room, agent.agentId()).thenApply(ChatEndpoints::done);
    }

    private CompletionStage<Answer> decline(Configuration.Agent agent, ChatRoom room) {
        return room.stage() == ChatRoom.Stage.OFFERED
                ? rooms.decline(room).thenApply(ChatEndpoints::done)
                : completedFuture(EngineAnswer.conflict("not-asked", "You are not asked for this chat any more."));
    }

    private CompletionStage<Answer> close(Configuration.Agent agent, ChatRoom room) {
        return switch (room.stage()) {
            case TALKING -> rooms.close(room).thenApply(ChatEndpoints::done);
            case OVER -> completedFuture(Answer.json(200, new EngineAnswer(ReplyCode.UNCHANGED)));
            case WAITING, OFFERED ->
                completedFuture(EngineAnswer.conflict("not-talking", "You do not talk in this chat yet."));
        };
    }

    private static Answer done(boolean so) {
        return so
                ? Answer.json(200, new EngineAnswer(ReplyCode.ACCEPTED))
                : EngineAnswer.conflict("not-any-more", "That came too late: the chat is not at your desk any more.");
    }

    private CompletionStage<Answer> endWrapUp(Configuration.Agent agent, ChatRoom room) {
        return EngineAnswer.to(
                desk.ask(id -> new Command.EndChatWrapUp(id, agent.agentId(), room.offerId())), code -> switch (code) {
                    case ACCEPTED, UNCHANGED -> Answer.json(200, new EngineAnswer(code));
                    case NOT_IN_WRAP_UP ->
                        EngineAnswer.conflict(
                                "not-in-wrap-up", "This chat's after-call work is over, or has not begun.");
                    default ->
                        throw new IllegalStateException("the engine answered " + code + " to the end of a wrap-up");
                });
    }
}
