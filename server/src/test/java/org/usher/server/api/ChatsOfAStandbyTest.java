package org.usher.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.usher.core.api.ReplyCode;
import org.usher.server.Story;
import org.usher.server.chat.AttachmentFiles;
import org.usher.server.chat.ChatAttachments;
import org.usher.server.chat.ChatBook;
import org.usher.server.chat.ChatCarrier;
import org.usher.server.chat.ChatDesk;
import org.usher.server.chat.ChatFeed;
import org.usher.server.chat.ChatSettings;
import org.usher.server.engine.EngineEye;
import org.usher.server.security.Credentials;
import org.usher.server.security.Principal;

/** A server that starts, or stands by, does not know which chats there are, and says so: whoever asks is to ask again. */
final class ChatsOfAStandbyTest {
    private final EngineEye nobody = new EngineEye() {
        @Override
        public <T> CompletableFuture<T> look(java.util.function.Function<org.usher.core.api.QueueEngine, T> question) {
            throw new AssertionError("there is no engine to ask");
        }
    };
    private final ChatCarrier carrier = new ChatCarrier(command -> false, () -> 0);
    private final ChatFeed chats = new ChatFeed(
            new ChatDesk(
                    new ChatDesk.Engine(nobody, command -> false, index -> new CompletableFuture<>()),
                    new ChatBook(),
                    carrier,
                    ChatSettings.DEFAULT,
                    new ChatAttachments.Disk(new AttachmentFiles(Path.of("target/no-such-directory"), 0), task -> {
                        throw new AssertionError("there is nothing to be kept");
                    })),
            carrier,
            new ChatFeed.Sources(() -> Story.CENTRE, queueId -> List.of(), contactId -> Optional.empty()),
            () -> 0);

    @AfterEach
    void close() {
        chats.close();
    }

    @Test
    void shouldAskWhoeverWantsAChatToTryAgain() throws Exception {
        List<Route> routes = new ChatEndpoints(
                        chats, ask -> CompletableFuture.completedFuture(ReplyCode.ACCEPTED), () -> Story.CENTRE)
                .routes();
        Caller caller =
                new Caller(new Principal.Anonymous(Set.of()), new Credentials.None(), InetAddress.getLoopbackAddress());
        Request request = new Request(caller, Map.of("agent", "alice", "chat", "7"), Map.of(), Map.of(), "{}");
        assertThat(routes.stream()
                        .filter(route -> route.endpoint() instanceof Route.Answering
                                && route.path().startsWith("/api/v1/chats")))
                .hasSize(3)
                .allSatisfy(route -> assertThat(((Route.Answering) route.endpoint())
                                .answer(request)
                                .toCompletableFuture()
                                .join()
                                .status())
                        .as(route.path())
                        .isEqualTo(503));
    }
}
