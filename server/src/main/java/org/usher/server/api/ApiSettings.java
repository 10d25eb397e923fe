package org.usher.server.api;

import io.netty.handler.ssl.SslContext;
import java.net.InetAddress;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.usher.server.openid.OpenId;

/**
 * Where the server listens and how much it takes.
 *
 * @param host address to bind to
 * @param port 0 for any free one
 * @param hostNames the names under which browsers may address it, lower case, without port, on a loopback address besides those of
 *     loopback; empty for: any name, but on a loopback address. It keeps foreign pages from reaching a server on loopback by a name of their own (DNS rebinding)
 * @param maxConnections more are closed at once
 * @param tlsInFront browsers reach it over TLS that another one speaks
 * @param encryption for each new connection; none: we speak no TLS ourselves
 * @param openId none: nobody logs in by a provider
 * @param proxies addresses whose word is taken for where a request comes from ({@code X-Forwarded-For})
 */
public record ApiSettings(
        String host,
        int port,
        Set<String> hostNames,
        int maxConnections,
        boolean tlsInFront,
        Optional<Supplier<SslContext>> encryption,
        Optional<OpenId> openId,
        Set<InetAddress> proxies) {
    public ApiSettings {
        hostNames = Set.copyOf(hostNames);
        proxies = Set.copyOf(proxies);
    }

    public static ApiSettings of(String host, int port) {
        return new ApiSettings(host, port, Set.of(), 8_000, false, Optional.empty(), Optional.empty(), Set.of());
    }

    /** The same, with what stands in front of it. */
    public ApiSettings behind(Set<String> names, boolean tlsInFront, Set<InetAddress> trusted) {
        return new ApiSettings(host, port, names, maxConnections, tlsInFront, encryption, openId, trusted);
    }

    /** The same, over TLS. */
    public ApiSettings encrypted(Supplier<SslContext> with) {
        return new ApiSettings(host, port, hostNames, maxConnections, tlsInFront, Optional.of(with), openId, proxies);
    }

    /** The same, with a provider that vouches for people. */
    public ApiSettings vouchedBy(OpenId provider) {
        return new ApiSettings(
                host, port, hostNames, maxConnections, tlsInFront, encryption, Optional.of(provider), proxies);
    }

    /** Whether browsers reach it over TLS. */
    boolean tls() {
        return tlsInFront || encryption.isPresent();
    }
}
