package org.usher.telephony.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The simulated PBX over a real socket. */
@Timeout(60)
class PbxServerTest {
    private static final int MAX_PACKETS = 5_000;

    /** A bare AMI client. */
    private static final class Client implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader in;

        Client(int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(20_000);
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        }

        void send(String text) throws IOException {
            socket.getOutputStream().write(text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
        }

        String line() throws IOException {
            return in.readLine();
        }

        Map<String, String> packet() throws IOException {
            Map<String, String> packet = new LinkedHashMap<>();
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                int colon = line.indexOf(':');
                packet.putIfAbsent(
                        line.substring(0, colon), line.substring(colon + 1).strip());
            }
            return packet;
        }

        /** Reads on until a packet has this header with this value. */
        Map<String, String> until(String name, String value) throws IOException {
            for (int i = 0; i < MAX_PACKETS; i++) {
                Map<String, String> packet = packet();
                if (value.equals(packet.get(name))) {
                    return packet;
                }
                if (packet.isEmpty()) {
                    throw new IOException("the connection ended before " + name + ": " + value);
                }
            }
            throw new IOException(MAX_PACKETS + " packets and no " + name + ": " + value);
        }

        void offer(String channel, int offer, String devices) throws IOException {
            send("Action: Setvar\nChannel: " + channel + "\nVariable: USHER_ARGS\nValue: " + offer + ",1,20000,"
                    + devices + ",Billing,3\n\nAction: Redirect\nChannel: " + channel
                    + "\nContext: usher-connect\nExten: o" + offer + "\nPriority: 1\n\n");
        }

        void logIn() throws IOException {
            line();
            send("Action: Login\nUsername: usher\nSecret: usher\n\n");
            until("Event", "FullyBooted");
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static PbxModel model() {
        return new PbxModel(PbxSettings.standard(), ModelDriver.START_MS);
    }

    @Test
    void shouldLogInByChallengeAndAnswerWhatAsteriskAnswers() throws Exception {
        try (PbxServer server = PbxServer.serve(model(), 0, 1);
                Client client = new Client(server.port())) {
            assertThat(client.line()).startsWith("Asterisk Call Manager/");
            client.send("Action: Ping\n\n");
            assertThat(client.packet()).containsEntry("Message", "Permission denied");
            client.send("Action: Challenge\nActionID: 1\nAuthType: MD5\n\n");
            String challenge = client.packet().get("Challenge");
            byte[] digest =
                    MessageDigest.getInstance("MD5").digest((challenge + "usher").getBytes(StandardCharsets.UTF_8));
            client.send("Action: Login\nActionID: 2\nAuthType: MD5\nUsername: usher\nKey: "
                    + HexFormat.of().formatHex(digest) + "\n\n");
            assertThat(client.packet())
                    .containsEntry("Response", "Success")
                    .containsEntry("ActionID", "2")
                    .containsEntry("Message", "Authentication accepted");
            assertThat(client.packet()).containsEntry("Event", "FullyBooted");
            client.send("Action: Nonsense\nActionID: 3\n\n");
            assertThat(client.packet().get("Message")).startsWith("Invalid/unknown command: Nonsense");
            client.send("Action: Command\nActionID: 4\nCommand: core stop now\n\n");
            assertThat(client.packet()).containsEntry("Message", "Permission denied");
            client.send("Action: CoreSettings\nActionID: 5\n\n");
            assertThat(client.packet()).containsEntry("AsteriskVersion", "22.10.1");
            client.send("Action: Logoff\n\n");
            assertThat(client.packet()).containsEntry("Response", "Goodbye");
            assertThat(client.line()).isNull();
        }
    }

    @Test
    void shouldSurviveGarbage() throws Exception {
        try (PbxServer server = PbxServer.serve(model(), 0, 1)) {
            try (Client client = new Client(server.port())) {
                client.logIn();
                client.send("no colon at all\n:\n\u0000\u0001: \n" + "x".repeat(50_000) + "\n\n");
                assertThat(client.packet()).containsEntry("Message", "Failed to parse message: line too long");
                client.send("\n");
                assertThat(client.packet()).containsEntry("Message", "Missing action in request");
                client.send("Action: Redirect\nChannel: PJSIP/nobody\n\n");
                assertThat(client.packet()).containsEntry("Message", "Channel does not exist: PJSIP/nobody");
            }
            try (Client client = new Client(server.port())) {
                client.logIn();
            }
        }
    }

    @Test
    void shouldRefuseAWrongSecretLateAndASecondLogin() throws Exception {
        try (PbxServer server = PbxServer.serve(model(), 0, 20);
                Client first = new Client(server.port());
                Client second = new Client(server.port());
                Client third = new Client(server.port())) {
            first.logIn();
            second.line();
            second.send("Action: Login\nUsername: usher\nSecret: wrong\n\n");
            assertThat(second.packet()).containsEntry("Message", "Authentication failed");
            assertThat(second.line()).isNull();
            third.line();
            third.send("Action: Login\nUsername: usher\nSecret: usher\n\n");
            assertThat(third.packet()).containsEntry("Message", "Login Already In Use");
            assertThat(third.line()).isNull();
        }
    }

    @Test
    void shouldLetGeneratedCallersArriveBeAnsweredAndLeave() throws Exception {
        // nobody keeps the heartbeat here, so the watchdog must not mind
        PbxModel model = new PbxModel(PbxSettings.standard().withDeadAfterMs(Long.MAX_VALUE), ModelDriver.START_MS);
        SimulatedCentre centre = SimulatedCentre.sized("usher", "usher", List.of("billing"), List.of("alice", "bob"));
        Traffic.start(model, centre, 4711, 100);
        try (PbxServer server = PbxServer.serve(model, 0, 30);
                Client client = new Client(server.port())) {
            client.logIn();
            client.send("""
                    Action: Setvar
                    Variable: USHER_EPOCH
                    Value: 1

                    Action: Setvar
                    Variable: USHER_Q_billing
                    Value: entry:OPEN

                    Action: Setvar
                    Variable: USHER_BEAT
                    Value: 1

                    """);
            boolean connected = false;
            boolean ended = false;
            for (int offer = 1; !ended && offer < MAX_PACKETS; offer++) {
                Map<String, String> packet = client.packet();
                if ("UsherWait".equals(packet.get("UserEvent"))) {
                    client.offer(packet.getOrDefault("Channel", ""), offer, "PJSIP/alice&PJSIP/bob");
                }
                connected |= "BridgeEnter".equals(packet.get("Event"));
                ended = connected && "Hangup".equals(packet.get("Event"));
            }
            assertThat(ended).isTrue();
        }
    }

    @Test
    void shouldSayWhichPortIsInUse() throws Exception {
        try (PbxServer server = PbxServer.serve(model(), 0, 1)) {
            assertThatThrownBy(() -> PbxServer.serve(model(), server.port(), 1))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cannot listen on loopback port " + server.port());
        }
    }
}
