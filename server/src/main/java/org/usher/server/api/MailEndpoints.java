package org.usher.server.api;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.usher.server.chat.ChatFeed;
import org.usher.server.chat.ChatRoom;
import org.usher.server.mail.Mail;
import org.usher.server.mail.MailAddress;
import org.usher.server.mail.Mails;
import org.usher.server.security.Access;
import org.usher.server.security.RateLimits;
import org.usher.server.security.Secret;

/** What was said in a chat, by mail, if its customer asks for it. */
final class MailEndpoints {
    private static final int AGAIN_S = 3_600;
    private static final int SOON_S = 60;

    private final ChatFeed chats;
    private final Optional<Mails> mails;

    MailEndpoints(ChatFeed chats, Optional<Mails> mails) {
        this.chats = chats;
        this.mails = mails;
    }

    /** @param address of the customer: one, without a name */
    record MailBody(@Nullable String address) {}

    /**
     * @param offered whether mails are sent here at all, and there is something to send
     * @param state of the latest mail that was asked for, as far as this server knows
     */
    record MailState(boolean offered, Mails.State state) {}

    List<Route> routes() {
        return List.of(
                new Route(
                        HttpMethod.GET,
                        "/chat/" + Audit.SECRET + "/mail",
                        Access.PUBLIC,
                        Route.Doc.json(
                                "Whether what was said in this chat can be had by mail, and what became of the latest one",
                                MailState.class),
                        (Route.Answering) request -> {
                            ChatRoom room = room(request);
                            return completedFuture(Answer.json(200, state(room)));
                        }),
                new Route(
                        HttpMethod.POST,
                        "/chat/" + Audit.SECRET + "/mail",
                        Access.PUBLIC,
                        Route.Doc.action(
                                "Sends the customer of this chat what was said in it so far, if usher.toml names a mail server ([mail]) and an"
                                        + " agent has said something; three times at most, and so often to one address, and from one",
                                MailBody.class,
                                MailState.class),
                        (Route.Answering) this::send));
    }

    private ChatRoom room(Request request) {
        if (!chats.desk().isLive()) {
            throw Problem.of(503, "starting", "This Usher starts, or stands by for another. Try again.")
                    .asException();
        }
        return chats.desk()
                .enter(Secret.of(request.pathValue("secret")))
                .orElseThrow(() -> Problem.of(
                                404,
                                "unknown-chat",
                                "This link leads nowhere: it was mistyped, or its chat is long over.")
                        .asException());
    }

    private MailState state(ChatRoom room) {
        return new MailState(
                mails.isPresent() && isAnswered(room),
                mails.map(one -> one.state(room.contactId())).orElse(Mails.State.NONE));
    }

    /** Else anybody could have us send to anybody what he likes. */
    private static boolean isAnswered(ChatRoom room) {
        return room.lines().stream().anyMatch(line -> line.agentId() != 0);
    }

    private CompletionStage<Answer> send(Request request) {
        String given = JsonBody.read(request, MailBody.class).address();
        ChatRoom room = room(request);
        MailAddress to = MailAddress.of(given == null ? "" : given.strip())
                .orElseThrow(() -> JsonBody.invalid(
                        "address", null, "give one address, such as eva@shop.example, and nothing else"));
        if (mails.isEmpty()) {
            return completedFuture(EngineAnswer.conflict("no-mails", "No mails are sent here."));
        }
        if (!isAnswered(room)) {
            return completedFuture(EngineAnswer.conflict("nothing-to-send", "Nobody has answered in this chat."));
        }
        Mails.Wish wish = mails.get()
                .send(
                        room.contactId(),
                        RateLimits.network(request.caller().address()),
                        new Mail(to, chats.subject(room), chats.transcript(room)));
        return completedFuture(
                switch (wish) {
                    case TAKEN -> Answer.json(202, state(room)).noted(null, Long.toString(room.contactId()));
                    case UNDER_WAY -> EngineAnswer.conflict("under-way", "The mail is under way already.");
                    case TOO_OFTEN ->
                        Answer.tooMany("That were enough mails: keep the chat as a text instead.", AGAIN_S);
                    case TOO_MUCH -> Answer.tooMany("Too many mails are under way; try again in a minute.", SOON_S);
                });
    }
}
