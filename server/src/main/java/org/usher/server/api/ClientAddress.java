package org.usher.server.api;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
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
        List<String> forwarded = headers.getAll("x-forwarded-for");
        if (forwarded.isEmpty() || !proxies.contains(peer)) {
            return peer;
        }
        // the last of the last line is what the proxy has seen; whatever stands before it anybody can have written
        String line = forwarded.getLast();
        String last = line.substring(line.lastIndexOf(',') + 1).strip();
        InetAddress client = NetUtil.createInetAddressFromIpAddressString(withoutPort(last));
        return client == null ? peer : client;
    }

    /** Some proxies write {@code 192.0.2.1:4711} or {@code [2001:db8::1]:4711}. */
    private static String withoutPort(String address) {
        if (address.startsWith("[")) {
            int end = address.indexOf(']');
            return end < 0 ? address : address.substring(1, end);
        }
        int colon = address.indexOf(':');
        return colon >= 0 && colon == address.lastIndexOf(':') ? address.substring(0, colon) : address;
    }
}
