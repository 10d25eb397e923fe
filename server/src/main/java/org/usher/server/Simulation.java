package org.usher.server;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import org.usher.core.api.Configuration;
import org.usher.core.api.DeviceKind;
import org.usher.server.config.ServerConfig;
import org.usher.server.security.Secret;
import org.usher.telephony.sim.PbxServer;
import org.usher.telephony.sim.SimulatedCentre;

/** A PBX in memory with callers and phones, which a real link connects to over a real socket. */
final class Simulation implements AutoCloseable {
    static final int PBX_ID = 1;
    private static final String USER = "usher";

    private final PbxServer server;
    private final String secret;

    private Simulation(PbxServer server, String secret) {
        this.server = server;
        this.secret = secret;
    }

    /** Callers for every queue of the centre, and a phone for every device it has on the simulated PBX. */
    static Simulation start(ServerConfig.Simulation settings, Configuration centre) throws IOException {
        byte[] random = new byte[16];
        new SecureRandom().nextBytes(random);
        String secret = HexFormat.of().formatHex(random);
        List<String> queues =
                centre.queues().stream().map(Configuration.Queue::name).toList();
        List<String> phones = centre.devices().stream()
                .filter(device -> device.pbxId() == PBX_ID && device.kind() == DeviceKind.PHONE)
                .map(Configuration.Device::endpoint)
                .toList();
        SimulatedCentre simulated = SimulatedCentre.sized(USER, secret, queues, phones);
        if (settings.callsPerMinute() > 0) {
            simulated = withRate(simulated, settings.callsPerMinute());
        }
        return new Simulation(PbxServer.start(simulated, 0, settings.seed()), secret);
    }

    private static SimulatedCentre withRate(SimulatedCentre centre, int callsPerMinute) {
        double perQueue = (double) callsPerMinute / centre.queues().size();
        List<SimulatedCentre.Queue> queues = centre.queues().stream()
                .map(queue -> new SimulatedCentre.Queue(
                        queue.name(), perQueue, queue.skills(), queue.meanTalkMs(), queue.meanPatienceMs()))
                .toList();
        return new SimulatedCentre(centre.user(), centre.secret(), queues, centre.phones());
    }

    /** How to reach it, as if it were configured. */
    ServerConfig.Pbx pbx() {
        return new ServerConfig.Pbx(PBX_ID, "simulated", "127.0.0.1", server.port(), USER, Secret.of(secret));
    }

    @Override
    public void close() {
        server.close();
    }
}
