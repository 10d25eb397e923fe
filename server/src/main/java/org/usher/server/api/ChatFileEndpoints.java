package org.usher.server.api;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.netty.handler.codec.http.HttpMethod;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.ChatFile;
import org.usher.core.api.Configuration;
import org.usher.server.chat.AttachmentSettings;
import org.usher.server.chat.AttachmentType;
import org.usher.server.chat.ChatAttachments;
import org.usher.server.chat.ChatDesk;
import org.usher.server.chat.ChatRoom;
import org.usher.server.history.ContactHistory;
import org.usher.server.security.Access;
import org.usher.server.security.RateLimits;

/**
 * The files of chats: sent by their two sides, and fetched by them and later by who answers for the contact's queue. A file is fetched by its
 * line of a chat that whoever asks is in, so nobody can name another chat's.
 */
final class ChatFileEndpoints implements AutoCloseable {
    private static final int MAX_GIVEN_NAME = 1_000;
    private static final int AGAIN_S = 10;
    /** It is a file and never a page: nothing in it runs, nothing is loaded by it, and no page of others holds it. */
    private static final String SANDBOX =
            "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final Problem GONE = Problem.of(
            404,
            "attachment-gone",
            "This file is not here any more: it was kept for as long as [chat] attachments_keep says, or lies on another server.");

    private final ChatDesk rooms;
    private final ChatAttachments attachments;
    private final ContactHistory history;
    private final Supplier<Configuration> configuration;
    private final BlockingQuestions questions = new BlockingQuestions("attachment-question");

    ChatFileEndpoints(ChatDesk rooms, ContactHistory history, Supplier<Configuration> configuration) {
        this.rooms = rooms;
        this.attachments = rooms.attachments();
        this.history = history;
        this.configuration = configuration;
    }

    /** What has become of a file: its line comes to the pages of the chat as any other does. */
    record Taken(ChatAttachments.Word word) {}

    List<Route> routes() {
        return List.of(
                new Route(
                        HttpMethod.POST,
                        "/chat/" + Audit.SECRET + "/attachments",
                        Access.PUBLIC,
                        Route.Doc.json(
                                "The customer sends a file (the body) in his chat; what it is, is found by looking at it, and any that is no"
                                        + " PNG, JPEG, GIF, WebP, PDF or plain text is refused",
                                Taken.class,
                                ID,
                                NAME),
                        (Route.Taking) this::fromCustomer),
                new Route(
                        HttpMethod.GET,
                        "/chat/" + Audit.SECRET + "/attachments/{line}",
                        Access.PUBLIC,
                        Route.Doc.other(
                                "What was sent by a line of the chat into which this link leads",
                                "application/octet-stream"),
                        (Route.Answering) request -> fetched(
                                ChatEndpoints.room(rooms, request.pathValue("secret")), request.pathId("line"))),
                new Route(
                        HttpMethod.POST,
                        "/api/v1/agents/{agent}/chats/{chat}/attachments",
                        Access.DESK,
                        Route.Doc.json("The agent sends a file (the body) in his chat", Taken.class, ID, NAME),
                        (Route.Taking) this::fromAgent),
                new Route(
                        HttpMethod.GET,
                        "/api/v1/agents/{agent}/chats/{chat}/attachments/{line}",
                        Access.DESK,
                        Route.Doc.other(
                                "What was sent by a line of a chat at the agent's desk", "application/octet-stream"),
                        (Route.Answering) request -> atDesk(request)
                                .map(room -> fetched(room, request.pathId("line")))
                                .orElseGet(() -> completedFuture(ChatEndpoints.notYours(request.pathId("chat"))))),
                new Route(
                        HttpMethod.GET,
                        "/api/v1/contacts/{contact}/attachments/{line}",
                        Access.CONTACTS_READ,
                        Route.Doc.other(
                                "What was sent in a chat, as long as it is kept; chat in GET /api/v1/contacts/{contact} names the lines",
                                "application/octet-stream"),
                        (Route.Answering) this::ofContact));
    }

    private static final Route.Parameter ID = new Route.Parameter(
            "id", "string", "the sender's own, unique among what he says in this chat: sent again, it is taken once");
    private static final Route.Parameter NAME = new Route.Parameter("name", "string", "what the file is called");

    private CompletionStage<Answer> fromCustomer(Request request, byte[] file) {
        ChatRoom room = ChatEndpoints.room(rooms, request.pathValue("secret"));
        return taken(request, room, 0, RateLimits.network(request.caller().address()), file);
    }

    private CompletionStage<Answer> fromAgent(Request request, byte[] file) {
        Optional<ChatRoom> room = atDesk(request);
        return room.isEmpty()
                ? completedFuture(ChatEndpoints.notYours(request.pathId("chat")))
                : taken(request, room.get(), room.get().agentId(), "", file);
    }

    /** The chat that the path names, if it is at the desk that it names. */
    private Optional<ChatRoom> atDesk(Request request) {
        Configuration.Agent agent = OwnDesk.agent(request, configuration.get().agents());
        if (!rooms.isLive()) {
            throw ChatEndpoints.STARTING.asException();
        }
        return rooms.book().of(request.pathId("chat")).filter(room -> room.agentId() == agent.agentId());
    }

    private CompletionStage<Answer> taken(Request request, ChatRoom room, int agentId, String network, byte[] file) {
        String name = request.queryValue("name").orElse("");
        if (name.length() > MAX_GIVEN_NAME) {
            throw Request.wrong("name", name.substring(0, 20) + "…", "give up to " + MAX_GIVEN_NAME + " characters");
        }
        ChatAttachments.Sender sender = new ChatAttachments.Sender(
                room.contactId(), agentId, request.queryValue("id").orElse(""), network);
        return attachments.take(sender, name, file).thenApply(this::answer);
    }

    private Answer answer(ChatAttachments.Word word) {
        AttachmentSettings settings = attachments.settings();
        return switch (word) {
            case TAKEN -> Answer.json(202, new Taken(word));
            case NOT_ALLOWED -> refused(403, word, "Files are not sent in chats here.");
            case NO_ID -> throw Request.wrong("id", "", "give up to 40 letters, digits, _ or -, another for each file");
            case EMPTY -> refused(400, word, "The file is empty.");
            case TOO_LARGE -> refused(413, word, "A file may have " + settings.maxBytes() + " bytes.");
            case WRONG_TYPE ->
                refused(415, word, "Only pictures (PNG, JPEG, GIF, WebP), PDF and plain text (UTF-8) can be sent.");
            case TOO_MANY ->
                refused(409, word, "A chat has room for " + AttachmentSettings.MAX_FILES + " files, and has them.");
            case ROOM_FULL -> refused(409, word, "This chat is full.");
            case OVER -> refused(409, word, "This chat is over.");
            case NOT_YOURS -> refused(409, word, "You do not talk in this chat.");
            case TOO_FAST -> Answer.tooMany("Too many files at once; try again in a moment.", AGAIN_S);
            case NO_SPACE -> refused(507, word, "No more files can be kept here just now.");
            case DISK -> refused(507, word, "The file can not be kept here just now.");
            case OVERLOADED ->
                Answer.problem(
                        Problem.of(503, "overloaded", "Too much is going on just now; try again."),
                        Map.of("retry-after", Integer.toString(AGAIN_S)));
        };
    }

    private static Answer refused(int status, ChatAttachments.Word word, String detail) {
        return Answer.problem(Problem.of(
                status, "attachment-" + word.name().toLowerCase(Locale.ROOT).replace('_', '-'), detail));
    }

    private CompletionStage<Answer> fetched(ChatRoom room, long line) {
        Optional<ChatFile> file = attachments.sent(room, line);
        return file.isEmpty() ? completedFuture(unknown(line)) : questions.ask(() -> content(file.get()));
    }

    private static Answer unknown(long line) {
        return Answer.problem(Problem.field(
                404,
                "unknown-attachment",
                new Problem.FieldError("line", Long.toString(line), "no file was sent by such a line of this chat")));
    }

    private CompletionStage<Answer> ofContact(Request request) {
        long contactId = request.pathId("contact");
        long line = request.pathId("line");
        Optional<ChatRoom> room = rooms.isLive() ? rooms.book().of(contactId) : Optional.empty();
        return room.isPresent()
                ? fetched(room.get(), line)
                : questions.ask(() -> {
                    Optional<ChatFile> file = history.attachment(contactId, line);
                    return file.isEmpty() ? unknown(line) : content(file.get());
                });
    }

    private Answer content(ChatFile file) throws IOException {
        Optional<Path> path = attachments.open(file.fileId());
        FileChannel channel = path.isEmpty() ? null : opened(path.get());
        if (channel == null) {
            return Answer.problem(GONE);
        }
        // of a type that this server does not know it says nothing
        Optional<AttachmentType> type = AttachmentType.named(file.type());
        return Answer.file(
                200,
                type.map(AttachmentType::mediaType).orElse("application/octet-stream"),
                new Answer.Slice(channel, 0, channel.size()),
                Map.of(
                        "cache-control",
                        "private, no-store",
                        "content-security-policy",
                        SANDBOX,
                        "content-disposition",
                        disposition(type.filter(AttachmentType::isImage).isPresent(), file.name())));
    }

    /** Null if it has just been removed. */
    private static @Nullable FileChannel opened(Path path) throws IOException {
        try {
            return FileChannel.open(path);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** RFC 6266: the name as it is, and for who can not read that in ASCII. */
    static String disposition(boolean inline, String name) {
        String plain = name.replaceAll("[^A-Za-z0-9._ -]", "_");
        String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A");
        return (inline ? "inline" : "attachment") + "; filename=\"" + plain + "\"; filename*=UTF-8''" + encoded;
    }

    @Override
    public void close() {
        questions.close();
    }
}
