package org.usher.server.api;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;

/** Where a request comes from: the other end of the connection, or, if that is a proxy of ours, whom it says it speaks for. */
final class ClientAddress {
    private final Set<InetAddress> proxies;

    ClientAddress(Set<InetAddress> proxies) {
        this.proxies = proxies;
    }

    InetAddress of(Channel channel, HttpHeaders headers) {
        InetAddress peer = channel.remoteAddress() instanceof InetSocketAddress socket
                ? socket.getAddress()
                : InetAddress.getLoopbackAddress();
        String forwarded = headers.get("x-forwarded-for");
        if (forwarded == null || !proxies.contains(peer)) {
            return peer;
        }
        // the last is what the proxy has seen; whatever stands before it anybody can have written
        String last = forwarded.substring(forwarded.lastIndexOf(',') + 1).strip();
        InetAddress client = NetUtil.createInetAddressFromIpAddressString(last);
        return client == null ? peer : client;
    }
}
