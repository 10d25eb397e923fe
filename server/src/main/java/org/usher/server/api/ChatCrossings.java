package org.usher.server.api;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.core.api.ContactDetails;
import org.usher.server.callback.CallbackDesk;
import org.usher.server.chat.ChatDesk;
import org.usher.server.chat.ChatRoom;
import org.usher.server.engine.RequestDesk;
import org.usher.server.security.Access;
import org.usher.server.security.RateLimits;
import org.usher.server.security.Secret;
import org.usher.server.supervisor.LiveContacts;

/** Customers who go from their call into a chat, by a code that they were read out, and from a chat back to a call. */
final class ChatCrossings {
    private static final Logger LOG = LoggerFactory.getLogger(ChatCrossings.class);
    private static final int MAX_WRITTEN = 40;
    private static final int TRY_AGAIN_S = 120;
    private static final Problem STARTING =
            Problem.of(503, "starting", "This Usher starts, or stands by for another. Try again.");
    private static final Problem OVERLOADED = Problem.of(503, "overloaded", "Too much to do just now; try again.");
    private static final Problem UNKNOWN_CODE = Problem.of(
            404,
            "unknown-code",
            "This code is none, was used, or is too old, or the call is over. Press the key again to hear one.");
    private static final Problem UNKNOWN_LINK = Problem.of(
            404,
            "unknown-link",
            "This link is none of ours, was used, or is too old, or the call is over. Press the key again to hear a code.");
    private static final Problem ON_OFFER =
            Problem.of(409, "on-offer", "Somebody is just being asked to serve you. Wait a moment, and try again.");

    private final ChatDesk rooms;
    private final RequestDesk desk;
    private final CallbackDesk callbacks;
    private final LiveContacts contacts;

    ChatCrossings(ChatDesk rooms, RequestDesk desk, CallbackDesk callbacks, LiveContacts contacts) {
        this.rooms = rooms;
        this.desk = desk;
        this.callbacks = callbacks;
        this.contacts = contacts;
    }

    /**
     * One of the two.
     *
     * @param code nine digits, as they were read out to the caller; blanks and hyphens between them do not count
     * @param link what stands behind {@code #link=} in the link that the caller was sent
     */
    record CodeBody(@Nullable String code, @Nullable String link) {}

    /** @param number where to call; left out or "", the one he called from before he chatted */
    record CallBody(@Nullable String number) {}

    /**
     * @param codes whether callers are read out codes by which they come into a chat
     * @param calls whether the customer of a chat may ask to be called instead
     */
    record Ways(boolean codes, boolean calls) {}

    /** @param contactId by which the contact goes on when he has been reached */
    record Called(long contactId) {}

    List<Route> routes() {
        return List.of(
                new Route(
                        HttpMethod.GET,
                        "/api/v1/chats/from-call",
                        Access.PUBLIC,
                        Route.Doc.json("Which ways there are between calls and chats", Ways.class),
                        (Route.Answering) request -> completedFuture(
                                Answer.json(200, new Ways(rooms.codes().offered(), callbacks.mayCallAnybody())))),
                new Route(
                        HttpMethod.POST,
                        "/api/v1/chats/from-call",
                        Access.PUBLIC,
                        Route.Doc.action(
                                "The caller in line who was read out this code, or sent this link, goes on in a chat, in his place; 201 is a promise that outlasts"
                                        + " a crash, and his call may end. Five wrong ones from one address, then one every two minutes",
                                CodeBody.class,
                                ChatEndpoints.Chat.class),
                        (Route.Answering) this::cross),
                new Route(
                        HttpMethod.POST,
                        "/chat/" + Audit.SECRET + "/call",
                        Access.PUBLIC,
                        Route.Doc.action(
                                "The customer of this chat, in line, is to be called instead, in his place; 201 is a promise that outlasts a crash."
                                        + " To which numbers, [callback] in usher.toml says",
                                CallBody.class,
                                Called.class),
                        (Route.Answering) this::call));
    }

    private CompletionStage<Answer> cross(Request request) {
        CodeBody body = JsonBody.read(request, CodeBody.class);
        String link = text("link", body.link());
        String code = text("code", body.code()).replaceAll("[ -]", "");
        if (!link.isEmpty() && !code.isEmpty()) {
            throw JsonBody.invalid("link", null, "give the code or the link, not both");
        }
        if (!link.isEmpty() && !link.matches("[A-Za-z0-9_-]{22}")) {
            throw JsonBody.invalid("link", null, "open the link whole, as it was sent");
        }
        if (link.isEmpty() && !code.matches("[0-9]{9}")) {
            throw JsonBody.invalid("code", null, "give the nine digits that you heard");
        }
        if (!rooms.isLive()) {
            return completedFuture(Answer.problem(STARTING));
        }
        String network = RateLimits.network(request.caller().address());
        CompletionStage<ChatDesk.Crossing> crossed =
                link.isEmpty() ? rooms.cross(network, code, desk) : rooms.crossByLink(network, Secret.of(link), desk);
        return crossed.handle((crossing, failure) -> {
            if (failure != null) {
                return failed(failure);
            }
            return switch (crossing) {
                case ChatDesk.Crossing.Crossed(ChatRoom room, Secret token) ->
                    Answer.json(201, new ChatEndpoints.Chat("/chat/" + token.reveal(), room.contactId()))
                            .noted(null, Long.toString(room.contactId()));
                case ChatDesk.Crossing.Unknown _ -> Answer.problem(link.isEmpty() ? UNKNOWN_CODE : UNKNOWN_LINK);
                case ChatDesk.Crossing.OnOffer _ -> Answer.problem(ON_OFFER);
                case ChatDesk.Crossing.Closed _ ->
                    EngineAnswer.conflict("queue-takes-nobody", "The queue takes nobody now.");
                case ChatDesk.Crossing.TooMuch _ -> Answer.problem(OVERLOADED);
                case ChatDesk.Crossing.TooManyTries _ ->
                    Answer.tooMany(
                            "Too many wrong codes. Wait two minutes; you keep your place on the telephone.",
                            TRY_AGAIN_S);
            };
        });
    }

    private static Answer failed(Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : failure;
        return switch (cause) {
            case RejectedExecutionException full -> Answer.problem(OVERLOADED);
            case TimeoutException late ->
                Answer.problem(Problem.of(504, "no-answer", "No answer within five seconds; try the same code again."));
            default -> throw new IllegalStateException("a caller's way into a chat failed", cause);
        };
    }

    private CompletionStage<Answer> call(Request request) {
        String given =
                text("number", JsonBody.read(request, CallBody.class).number()).strip();
        if (!rooms.isLive()) {
            return completedFuture(Answer.problem(STARTING));
        }
        ChatRoom room = rooms.enter(Secret.of(request.pathValue("secret")))
                .orElseThrow(() -> Problem.of(
                                404,
                                "unknown-chat",
                                "This link leads nowhere: it was mistyped, or its chat is long over.")
                        .asException());
        return switch (room.stage()) {
            case WAITING -> call(room, given.isEmpty() ? calledFrom(room) : given);
            case OFFERED -> completedFuture(Answer.problem(ON_OFFER));
            case TALKING ->
                completedFuture(EngineAnswer.conflict("talking", "You are talking already: ask there to be called."));
            case OVER -> completedFuture(EngineAnswer.conflict("over", "This chat is over."));
        };
    }

    private String calledFrom(ChatRoom room) {
        return contacts.of(room.contactId())
                .map(LiveContacts.Row::details)
                .map(ContactDetails::caller)
                .orElse("");
    }

    private CompletionStage<Answer> call(ChatRoom room, String number) {
        if (number.isEmpty()) {
            throw JsonBody.invalid("number", "", "give the number at which we are to call you");
        }
        return callbacks.convertChat(room.contactId(), number).thenApply(outcome -> switch (outcome) {
            case CallbackDesk.Outcome.Taken taken
            when taken.callback().contactId() == room.contactId() ->
                Answer.json(201, new Called(room.contactId())).noted(null, Long.toString(room.contactId()));
            case CallbackDesk.Outcome.Taken _, CallbackDesk.Outcome.Pending _ ->
                EngineAnswer.conflict(
                        "pending", "A call to this number is promised already. You keep your place here.");
            case CallbackDesk.Outcome.Refused(CallbackDesk.Reason reason) -> refused(room, reason);
        });
    }

    private static Answer refused(ChatRoom room, CallbackDesk.Reason reason) {
        LOG.info("the customer of chat {} is not called: {}", room.contactId(), reason);
        return switch (reason) {
            case NO_NUMBER, NOT_ALLOWED ->
                Answer.problem(Problem.field(
                        422,
                        "number-not-allowed",
                        new Problem.FieldError("number", "", "we cannot call this number; give another")));
            case TOO_OFTEN -> Answer.tooMany("This number was asked to be called too often today.", 3_600);
            default -> EngineAnswer.conflict("not-now", "A call is not possible now. You keep your place here.");
        };
    }

    private static String text(String field, @Nullable String given) {
        String text = given == null ? "" : given;
        if (text.length() > MAX_WRITTEN) {
            throw JsonBody.invalid(field, null, "give up to " + MAX_WRITTEN + " characters");
        }
        return text;
    }
}
