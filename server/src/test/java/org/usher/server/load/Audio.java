package org.usher.server.load;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;

/** Where the phones' audio goes. Without audio to one socket that nobody reads, so that Asterisk meets no closed port. */
final class Audio implements AutoCloseable {
    private final DatagramSocket sink;

    private Audio(DatagramSocket sink) {
        this.sink = sink;
    }

    static Audio open(RaceCase race) throws IOException {
        return new Audio(new DatagramSocket(0, InetAddress.getLoopbackAddress()));
    }

    int idlePort() {
        return sink.getLocalPort();
    }

    int callerPort(int call) {
        return idlePort();
    }

    int agentPort(int call) {
        return idlePort();
    }

    void follow(Path callersLog, Path agentsLog) {}

    @Override
    public void close() {
        sink.close();
    }
}
