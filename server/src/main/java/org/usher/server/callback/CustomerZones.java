package org.usher.server.callback;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.usher.server.customer.PhoneNumbers;

/**
 * By which clock a customer reckons: where his number is, as far as libphonenumber's table tells. He may be in one of several places; that is
 * no matter where all their clocks show the same at the time that is spoken of, which may be another than they do now.
 */
public record CustomerZones(List<ZoneId> zones) {
    public CustomerZones {
        zones = List.copyOf(zones);
    }

    /** The zone of this name of the tz database; none if there is none. */
    public static CustomerZones named(String name) {
        return new CustomerZones(zone(name).stream().toList());
    }

    /**
     * Those of the number; that of the queue if nothing is known of it, or if it may be there among others.
     *
     * @param number with country code
     */
    public static CustomerZones of(PhoneNumbers numbers, String number, ZoneId ofQueue) {
        List<ZoneId> zones = new ArrayList<>();
        for (String name : numbers.timeZones(number)) {
            zone(name).ifPresent(zones::add);
        }
        return new CustomerZones(zones.isEmpty() || zones.contains(ofQueue) ? List.of(ofQueue) : zones);
    }

    private static Optional<ZoneId> zone(String name) {
        return ZoneId.getAvailableZoneIds().contains(name) ? Optional.of(ZoneId.of(name)) : Optional.empty();
    }

    /** One of them, if their clocks show the same at all these times (epoch ms). */
    public Optional<ZoneId> alikeAt(LongStream timesMs) {
        boolean alike = !zones.isEmpty()
                && timesMs.mapToObj(Instant::ofEpochMilli)
                        .allMatch(time -> zones.stream()
                                        .map(zone -> zone.getRules().getOffset(time))
                                        .distinct()
                                        .count()
                                == 1);
        return alike ? Optional.of(zones.getFirst()) : Optional.empty();
    }

    /** One of them, if their clocks all show this at the same time. */
    public Optional<ZoneId> alikeAt(LocalDateTime shown) {
        boolean alike = zones.stream()
                        .map(zone -> shown.atZone(zone).toInstant())
                        .distinct()
                        .count()
                == 1;
        return alike ? Optional.of(zones.getFirst()) : Optional.empty();
    }
}
