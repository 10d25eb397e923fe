package org.usher.server.callback;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.usher.server.customer.PhoneNumbers;

/** By which clock a customer reckons: where his number is, as far as libphonenumber's table tells. */
public final class CustomerZones {
    private CustomerZones() {}

    /** The zone of this name of the tz database; empty if there is none. */
    public static Optional<ZoneId> named(String name) {
        return ZoneId.getAvailableZoneIds().contains(name) ? Optional.of(ZoneId.of(name)) : Optional.empty();
    }

    /**
     * That of the number; that of the queue if nothing is known of it, or if it may be there among others.
     *
     * @param number with country code
     * @return empty if it may be in several, whose clocks show different times now
     */
    public static Optional<ZoneId> of(PhoneNumbers numbers, String number, ZoneId ofQueue, long nowMs) {
        List<ZoneId> zones = new ArrayList<>();
        for (String name : numbers.timeZones(number)) {
            named(name).ifPresent(zones::add);
        }
        if (zones.isEmpty() || zones.contains(ofQueue)) {
            return Optional.of(ofQueue);
        }
        boolean alike =
                zones.stream().map(zone -> offset(zone, nowMs)).distinct().count() == 1;
        return alike ? Optional.of(zones.getFirst()) : Optional.empty();
    }

    private static int offset(ZoneId zone, long nowMs) {
        return zone.getRules().getOffset(Instant.ofEpochMilli(nowMs)).getTotalSeconds();
    }
}
