package org.usher.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.usher.server.wallboard.Wallboard;
import org.usher.server.wallboard.WallboardFeed;

/** A watcher has nothing to say of his own, and is kept as long as he answers pings. */
final class WallboardSilenceTest {
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final WallboardFeed feed =
            new WallboardFeed(new Wallboard(ZoneOffset.UTC, 1_000), () -> 1_000, 1, List::of);
    private final FeedSocket socket = new FeedSocket(
            channel, new SocketEndpoints.Watching(feed), () -> true, new Refusals(new ApiFigures(), () -> 0));

    @BeforeEach
    void connect() {
        channel.freezeTime();
        channel.pipeline().addLast(FeedSocket.silenceDetector(20_000), socket);
    }

    @AfterEach
    void disconnect() {
        channel.finishAndReleaseAll();
        feed.close();
    }

    @Test
    void shouldKeepAWatcherOfABusyCentreWhoAnswersPings() {
        int pings = 0;
        for (int second = 0; second < 600; second++) {
            socket.send("{}".getBytes(StandardCharsets.UTF_8));
            channel.advanceTimeBy(1, TimeUnit.SECONDS);
            channel.runScheduledPendingTasks();
            for (Object sent = channel.readOutbound(); sent != null; sent = channel.readOutbound()) {
                if (sent instanceof PingWebSocketFrame) {
                    pings++;
                    channel.writeInbound(new PongWebSocketFrame());
                }
            }
        }
        assertThat(channel.isActive()).isTrue();
        assertThat(pings).isPositive();
    }

    @Test
    void shouldLeaveAWatcherWhoDoesNotAnswerPingsHoweverMuchHeIsSent() {
        for (int second = 0; second < 61; second++) {
            socket.send("{}".getBytes(StandardCharsets.UTF_8));
            channel.advanceTimeBy(1, TimeUnit.SECONDS);
            channel.runScheduledPendingTasks();
        }
        assertThat(channel.isActive()).isFalse();
    }
}
