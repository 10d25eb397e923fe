package org.usher.server.centre;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.usher.server.call.Numbers;
import org.usher.server.config.Centre;
import org.usher.server.config.ConfigProblem;

/**
 * What a centre finds at the server that it is to be in force at.
 *
 * @param pbxIds on which phones may be
 * @param overflowNumbers outside, to which its queues may send callers whom they do not serve
 */
public record CentrePlace(List<Integer> pbxIds, Numbers overflowNumbers) {
    public CentrePlace {
        pbxIds = List.copyOf(pbxIds);
    }

    /** Why this one does not fit here; empty if it does. */
    List<ConfigProblem> misfits(Centre centre) {
        List<ConfigProblem> misfits = new ArrayList<>();
        centre.configuration().devices().stream()
                .filter(device -> !pbxIds.contains(device.pbxId()))
                .map(device -> new ConfigProblem(
                        "centre",
                        0,
                        "device[" + device.deviceId() + "].pbx",
                        Integer.toString(device.pbxId()),
                        "is none of the PBXs that this server was started with",
                        "give one of " + pbxIds + ", or add the [[pbx]] to usher.toml and start again"))
                .forEach(misfits::add);
        misfits.addAll(forbidden("centre", centre));
        return misfits;
    }

    /**
     * The numbers outside to which callers may not be sent.
     *
     * @param file where they stand
     */
    public List<ConfigProblem> forbidden(String file, Centre centre) {
        return new TreeMap<>(centre.callers())
                .entrySet().stream()
                        .filter(care -> care.getValue().overflow().isThere()
                                && !overflowNumbers.allow(
                                        care.getValue().overflow().number()))
                        .map(care -> new ConfigProblem(
                                file,
                                0,
                                "overflow_number of queue " + care.getKey(),
                                "\"" + care.getValue().overflow().number() + "\"",
                                "is none of the numbers to which this server may send callers",
                                "add it to numbers of [overflow] in usher.toml and start again, or give one of "
                                        + overflowNumbers.allowed()))
                        .toList();
    }
}
