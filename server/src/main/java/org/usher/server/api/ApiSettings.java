package org.usher.server.api;

import java.util.Set;

/**
 * Where the server listens and how much it takes.
 *
 * @param host address to bind to
 * @param port 0 for any free one
 * @param hostNames the names under which browsers may address it, lower case, without port; empty for: only loopback names on a loopback
 *     address, any name elsewhere. It keeps foreign pages from reaching a server on loopback by a name of their own (DNS rebinding)
 * @param maxConnections more are closed at once
 */
public record ApiSettings(String host, int port, Set<String> hostNames, int maxConnections) {
    public ApiSettings {
        hostNames = Set.copyOf(hostNames);
    }

    public static ApiSettings of(String host, int port) {
        return new ApiSettings(host, port, Set.of(), 4_000);
    }
}
