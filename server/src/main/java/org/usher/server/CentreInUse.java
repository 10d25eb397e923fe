package org.usher.server;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.core.api.Configuration;
import org.usher.server.centre.CentrePlace;
import org.usher.server.centre.CentreReading;
import org.usher.server.config.Centre;
import org.usher.server.config.ConfigException;
import org.usher.server.config.ConfigProblem;
import org.usher.server.config.ServerConfig;

/**
 * The centre's file from reign to reign: read again at each, as somebody may have edited it while this server stood by. One that cannot be
 * used then keeps no server from taking over; the first one must be usable.
 */
final class CentreInUse {
    private static final Logger LOG = LoggerFactory.getLogger(CentreInUse.class);

    private final Path file;
    private final Path wiringFile;
    private final ServerConfig wiring;
    private CentreReading read;

    private CentreInUse(Path file, Path wiringFile, ServerConfig wiring) throws ConfigException, StartException {
        this.file = file;
        this.wiringFile = wiringFile;
        this.wiring = wiring;
        this.read = CentreReading.of(file);
        ensureItFits(read.centre());
        read.centre().findings().forEach(finding -> LOG.warn("{}", finding));
    }

    /** @param wiringFile where {@code wiring} stands, for messages */
    static CentreInUse of(Path file, Path wiringFile, ServerConfig wiring) throws ConfigException, StartException {
        return new CentreInUse(file, wiringFile, wiring);
    }

    /** What it says by now, or said when it could last be used. */
    CentreReading now() {
        try {
            CentreReading now = read.again();
            ensureItFits(now.centre());
            read = now;
        } catch (ConfigException | StartException e) {
            LOG.error("The centre's file is passed over, what it said before counts:\n{}", e.getMessage());
        }
        return read;
    }

    /** What one file says of the other. */
    private void ensureItFits(Centre centre) throws StartException {
        List<Integer> pbxs = wiring.simulation().enabled()
                ? List.of(Simulation.PBX_ID)
                : wiring.pbxs().stream().map(ServerConfig.Pbx::id).toList();
        if (pbxs.isEmpty()) {
            throw new StartException(
                    wiringFile + " has no [[pbx]]; add one, or give --simulate to look at Usher without an Asterisk");
        }
        for (Configuration.Device device : centre.configuration().devices()) {
            if (!pbxs.contains(device.pbxId())) {
                throw new StartException(file + ": device \"" + device.endpoint() + "\" is on PBX " + device.pbxId()
                        + ", which is not one of those of " + wiringFile + " " + pbxs
                        + "; correct the device or add the [[pbx]]");
            }
        }
        List<ConfigProblem> forbidden =
                new CentrePlace(pbxs, wiring.overflowNumbers()).forbidden(file.toString(), centre);
        if (!forbidden.isEmpty()) {
            throw new StartException(
                    forbidden.stream().map(ConfigProblem::toString).collect(Collectors.joining("\n")));
        }
    }
}
