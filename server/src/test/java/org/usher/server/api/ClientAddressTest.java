package org.usher.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetAddress;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A connection that comes from this machine, as that of a proxy beside us does. */
final class ClientAddressTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private final EmbeddedChannel channel = new EmbeddedChannel();

    private static HttpHeaders forwardedFor(String value) {
        return new DefaultHttpHeaders().add("X-Forwarded-For", value);
    }

    @Test
    void shouldTakeAProxysWordForWhomItSpeaksAndOnlyTheLast() {
        ClientAddress behind = new ClientAddress(Set.of(LOOPBACK));
        assertThat(behind.of(channel, forwardedFor("203.0.113.9, 192.0.2.7")))
                .isEqualTo(InetAddress.ofLiteral("192.0.2.7"));
        assertThat(behind.of(channel, forwardedFor("2001:db8::7"))).isEqualTo(InetAddress.ofLiteral("2001:db8::7"));
        assertThat(behind.of(channel, forwardedFor("203.0.113.9").add("X-Forwarded-For", "192.0.2.7")))
                .as("the line that the proxy has added")
                .isEqualTo(InetAddress.ofLiteral("192.0.2.7"));
        assertThat(behind.of(channel, forwardedFor("192.0.2.7:4711"))).isEqualTo(InetAddress.ofLiteral("192.0.2.7"));
        assertThat(behind.of(channel, forwardedFor("[2001:db8::7]:4711")))
                .isEqualTo(InetAddress.ofLiteral("2001:db8::7"));
        assertThat(behind.of(channel, forwardedFor("somebody"))).isEqualTo(LOOPBACK);
        assertThat(behind.of(channel, new DefaultHttpHeaders())).isEqualTo(LOOPBACK);
    }

    @Test
    void shouldNotTakeAnybodyElses() {
        assertThat(new ClientAddress(Set.of()).of(channel, forwardedFor("192.0.2.7")))
                .isEqualTo(LOOPBACK);
        assertThat(new ClientAddress(Set.of(InetAddress.ofLiteral("192.0.2.1"))).of(channel, forwardedFor("192.0.2.7")))
                .isEqualTo(LOOPBACK);
    }
}
