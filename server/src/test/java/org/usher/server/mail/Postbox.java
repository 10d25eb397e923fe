package org.usher.server.mail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;

/** A mail server that answers recipients as it is told to, one mail after the other; and says nothing when it has been told nothing. */
final class Postbox implements AutoCloseable {
    private final ServerSocket listening;
    private final Queue<String> answers = new ArrayDeque<>();
    private final boolean encrypts;
    /** All that clients said. */
    final List<String> heard = new CopyOnWriteArrayList<>();

    /**
     * @param encrypts whether it says that it speaks TLS, which it does not
     * @param toRecipients what it answers to one recipient after the other
     */
    Postbox(boolean encrypts, String... toRecipients) throws IOException {
        this.encrypts = encrypts;
        answers.addAll(List.of(toRecipients));
        listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().start(this::listen);
    }

    int port() {
        return listening.getLocalPort();
    }

    private void listen() {
        while (!listening.isClosed()) {
            try (Socket client = listening.accept()) {
                serve(client);
            } catch (IOException e) {
                heard.add("(gone)");
            }
        }
    }

    private void serve(Socket client) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
        say(client, "220 postbox");
        String line = in.readLine();
        while (line != null) {
            heard.add(line);
            if (line.startsWith("EHLO")) {
                say(client, encrypts ? "250-postbox\r\n250 STARTTLS" : "250 postbox");
            } else if (line.startsWith("RCPT")) {
                String answer = answers.poll();
                if (answer != null) {
                    say(client, answer);
                }
            } else if (line.equals("DATA")) {
                say(client, "354 go on");
                while (!".".equals(line)) {
                    line = in.readLine();
                }
                say(client, "250 taken");
            } else {
                say(client, "250 ok");
            }
            line = in.readLine();
        }
    }

    private static void say(Socket client, String line) throws IOException {
        client.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
