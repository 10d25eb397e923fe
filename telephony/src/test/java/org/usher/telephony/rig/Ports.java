package org.usher.telephony.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for programs that bind theirs themselves, and later: from the choice until they have it nobody else may take it, and when one of them
 * has died nobody may come in its place, because what was for the dead one would come to him.
 *
 * <p>So none is given twice; none is of those that Linux gives to who asks for any (from 32,768 up unless
 * {@code net.ipv4.ip_local_port_range} says otherwise) or of those that an Asterisk of the rig has for audio; and no other process that
 * asks here gets one of the same block, since who was given a block listens on its first port as long as he lives.
 */
public final class Ports {
    private static final int FIRST = 20_000;
    private static final int BLOCK = 64;
    private static final int BLOCKS = (32_768 - FIRST) / BLOCK;

    /** The kernel's lists of sockets, which name each port as a colon and four hexadecimal digits. */
    private static final List<String> TABLES = List.of("udp", "udp6", "tcp", "tcp6");

    /** An Asterisk's ports for audio, as many as it has, are below this. */
    static final int AUDIO_BELOW = FIRST;

    private static final Ports OF_THIS_PROCESS = new Ports();

    /** Held until the process ends. */
    private final List<ServerSocket> blocks = new ArrayList<>();

    private int next;
    private int end;

    private Ports() {}

    /** A port, for UDP or TCP, that nobody has and nobody else gets. */
    public static int next() {
        return OF_THIS_PROCESS.give();
    }

    private synchronized int give() {
        while (true) {
            if (next == end) {
                takeBlock();
            }
            int port = next++;
            if (isFree(port)) {
                return port;
            }
        }
    }

    private void takeBlock() {
        int from = ThreadLocalRandom.current().nextInt(BLOCKS);
        for (int i = 0; i < BLOCKS; i++) {
            int first = FIRST + (from + i) % BLOCKS * BLOCK;
            try {
                blocks.add(new ServerSocket(first, 1, InetAddress.getLoopbackAddress()));
                next = first + 1;
                end = first + BLOCK;
                return;
            } catch (IOException e) {
                // another's
            }
        }
        throw new IllegalStateException("all ports from " + FIRST + " up are given away");
    }

    /**
     * Whether nobody has it at any address, by what the kernel lists. To bind it would be no way to find out: a program that another thread is
     * starting just then has that socket, too, until it begins, and whoever is given the port finds it in use.
     */
    private static boolean isFree(int port) {
        String local = ":%04X ".formatted(port);
        try {
            for (String table : TABLES) {
                Path sockets = Path.of("/proc/net", table); // those of IPv6 are not there where the kernel has none
                if (Files.exists(sockets) && Files.readString(sockets).contains(local)) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
