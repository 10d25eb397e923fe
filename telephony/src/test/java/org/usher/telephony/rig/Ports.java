package org.usher.telephony.rig;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
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

    /** SIPp binds all addresses of this machine, others the loopback. */
    private static boolean isFree(int port) {
        try (DatagramSocket udp = new DatagramSocket(new InetSocketAddress(port));
                ServerSocket tcp = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return udp.isBound() && tcp.isBound();
        } catch (IOException e) {
            return false; // somebody has it who did not ask here
        }
    }
}
