package org.usher.server.fuzz;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One connection to the server, and what comes back over it. */
final class Wire implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;

    Wire(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /**
     * An answer.
     *
     * @param status 0 if the server closed in place of one, −1 if none came in time
     */
    record Answer(int status, String body, boolean last) {}

    private static final Answer CLOSED = new Answer(0, "", true);
    private static final Answer SILENT = new Answer(-1, "", true);

    void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    Answer answer(int patienceMs, boolean head) throws IOException {
        socket.setSoTimeout(patienceMs);
        try {
            String first = line();
            if (first == null) {
                return CLOSED;
            }
            int status = Integer.parseInt(first.split(" ", 3)[1]);
            int length = 0;
            boolean close = false;
            for (String line = line(); line != null && !line.isEmpty(); line = line()) {
                String lower = line.toLowerCase(Locale.ROOT);
                if (lower.startsWith("content-length: ")) {
                    length = Integer.parseInt(lower.substring(16));
                }
                close |= lower.equals("connection: close");
            }
            byte[] body = in.readNBytes(head || status == 304 || status == 101 ? 0 : length);
            return new Answer(status, new String(body, StandardCharsets.UTF_8), close || status == 101);
        } catch (SocketTimeoutException e) {
            return SILENT;
        } catch (java.net.SocketException e) {
            return CLOSED; // by a reset, since it did not read all that it was sent
        }
    }

    private @Nullable String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next >= 0; next = in.read()) {
            if (next == '\n') {
                return line.toString().strip();
            }
            line.append((char) next);
        }
        return line.isEmpty() ? null : line.toString();
    }

    /** Reads what has come by now, and a moment more. {@return false if the server has closed} */
    boolean drain(int patienceMs) throws IOException {
        socket.setSoTimeout(patienceMs);
        byte[] any = new byte[65_536];
        try {
            int read;
            do {
                read = in.read(any);
            } while (read == any.length);
            return read >= 0;
        } catch (SocketTimeoutException e) {
            return true;
        } catch (java.net.SocketException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
