package org.usher.telephony.ami;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a standby looks at one Asterisk without being Usher there: whose reign it is and whether its heartbeat goes on; and how the session
 * of a server that is replaced is ended, or one of our own that Asterisk keeps though to us it is over.
 *
 * <p>It has an AMI user of its own, since only one may be logged in as Usher. The session stays open between two looks. Blocking, each wait
 * bounded; for one thread, but {@link #abandon} for any.
 */
public final class PbxWatch implements AutoCloseable {
    /** {@code manager show connected} cuts names to this length (Asterisk, main/manager.c, handle_showmanconn). */
    private static final int SHOWN_NAME_LENGTH = 15;

    private static final int MAX_LINES = 2_000;

    private final String host;
    private final int port;
    private final String user;
    private final Secret secret;
    private final int timeoutMs;
    private volatile @Nullable Session session;
    private volatile boolean abandoned;
    private long sequence;

    /** What is there to be seen. */
    public sealed interface Sight {
        /** {@code why} is in words for the operator. */
        record Unreachable(String why) implements Sight {}

        /**
         * Whose reign it is.
         *
         * @param epoch of the reign in force, 0 if there was none since Asterisk started
         * @param holder whose it is, empty if unknown
         * @param beat another text every second while that Usher lives
         */
        record Seen(int epoch, String holder, String beat) implements Sight {}
    }

    /** @param timeoutMs for the connection, and for each answer */
    public PbxWatch(String host, int port, String user, Secret secret, int timeoutMs) {
        this.host = host;
        this.port = port;
        this.user = user;
        this.secret = secret;
        this.timeoutMs = timeoutMs;
    }

    /** Looks now. */
    public Sight look() {
        try {
            Session current = session();
            return new Sight.Seen(
                    (int) Math.min(Integer.MAX_VALUE, CallMapper.number(current.global("USHER_EPOCH"))),
                    current.global("USHER_HOLDER"),
                    current.global("USHER_BEAT"));
        } catch (IOException e) {
            close();
            return new Sight.Unreachable(reason(e));
        }
    }

    /**
     * Ends every session of this AMI user: what it sent and Asterisk has not begun to carry out never will be.
     *
     * @return how many there were
     * @throws IOException if Asterisk cannot be reached or refuses
     */
    public int dismiss(String amiUser) throws IOException {
        try {
            Session current = session();
            int dismissed = 0;
            for (String row : current.command("manager show connected")) {
                String[] columns = row.strip().split("\\s+", -1);
                if (columns.length >= 5 && isShownAs(columns[0], amiUser) && columns[4].matches("\\d{1,9}")) {
                    current.command("manager kick session " + columns[4]);
                    dismissed++;
                }
            }
            return dismissed;
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** Ends the sessions that this AMI user has in the name of this reign, or of an earlier one of the same holder. */
    FormerSession.End dismissOwn(Reign reign, String amiUser) {
        return switch (look()) {
            case Sight.Unreachable gone -> new FormerSession.End.Failed(gone.why);
            case Sight.Seen seen -> {
                if (!reign.isOrFollows(seen.epoch, seen.holder)) {
                    yield new FormerSession.End.Anothers(seen.holder, seen.epoch);
                }
                try {
                    yield new FormerSession.End.Ended(dismiss(amiUser));
                } catch (IOException e) {
                    yield new FormerSession.End.Failed(reason(e));
                }
            }
        };
    }

    private static boolean isShownAs(String shown, String amiUser) {
        return shown.equals(amiUser.substring(0, Math.min(SHOWN_NAME_LENGTH, amiUser.length())));
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    private Session session() throws IOException {
        Session current = session;
        if (current == null) {
            ensureNotAbandoned();
            current = new Session();
            session = current;
            ensureNotAbandoned(); // who abandoned it meanwhile did not see this session
            current.logIn();
        }
        return current;
    }

    private void ensureNotAbandoned() throws IOException {
        if (abandoned) {
            throw new IOException("it took too long");
        }
    }

    /** Lets whoever waits for an answer go without; nothing is sent to Asterisk any more. From any thread. */
    void abandon() {
        abandoned = true;
        Session current = session;
        if (current != null) {
            current.close();
        }
    }

    @Override
    public void close() {
        Session current = session;
        session = null;
        if (current != null) {
            current.close();
        }
    }

    /** One connection; text lines, a packet ends with an empty one. */
    private final class Session {
        private final Socket socket = new Socket();
        private final BufferedReader in;
        private final OutputStream out;

        Session() throws IOException {
            try {
                socket.connect(new InetSocketAddress(host, port), timeoutMs);
                socket.setSoTimeout(timeoutMs);
                in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
                out = socket.getOutputStream();
            } catch (IOException e) {
                socket.close();
                throw e;
            }
        }

        void logIn() throws IOException {
            String banner = in.readLine();
            if (banner == null || !banner.startsWith("Asterisk Call Manager/")) {
                throw new IOException(host + ":" + port + " is not Asterisk's AMI");
            }
            String challenge = value(ask("Challenge", "AuthType: MD5"), "Challenge");
            ask("Login", "AuthType: MD5", "Username: " + user, "Key: " + secret.answerTo(challenge), "Events: off");
        }

        String global(String variable) throws IOException {
            return value(ask("Getvar", "Variable: " + variable), "Value");
        }

        List<String> command(String command) throws IOException {
            return ask("Command", "Command: " + command).stream()
                    .filter(line -> line.startsWith("Output:"))
                    .map(line -> line.substring("Output:".length()))
                    .toList();
        }

        /** The response's lines. */
        private List<String> ask(String action, String... headers) throws IOException {
            String id = "usher-watch-" + ++sequence;
            String packet =
                    "Action: " + action + "\r\nActionID: " + id + "\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
            out.write(packet.getBytes(StandardCharsets.UTF_8));
            out.flush();
            for (int packets = 0; packets < MAX_LINES; packets++) {
                List<String> answer = packet();
                if (value(answer, "ActionID").equals(id)) {
                    if (!value(answer, "Response").equals("Success")) {
                        throw new IOException("Asterisk refused " + action + " of AMI user \"" + user + "\": "
                                + value(answer, "Message"));
                    }
                    return answer;
                }
            }
            throw new IOException("no answer to " + action);
        }

        private List<String> packet() throws IOException {
            List<String> lines = new ArrayList<>();
            for (String line = in.readLine(); line != null && lines.size() < MAX_LINES; line = in.readLine()) {
                if (line.isEmpty()) {
                    return lines;
                }
                lines.add(line);
            }
            throw new IOException("Asterisk closed the connection");
        }

        void close() {
            try {
                socket.close();
            } catch (IOException e) {
                // it is over either way
            }
        }
    }

    private static String value(List<String> packet, String header) {
        String prefix = header + ": ";
        return packet.stream()
                .filter(line -> line.startsWith(prefix))
                .findFirst()
                .map(line -> line.substring(prefix.length()).strip())
                .orElse("");
    }
}
