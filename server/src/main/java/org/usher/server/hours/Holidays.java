package org.usher.server.hours;

import de.focus_shift.jollyday.core.CalendarHierarchy;
import de.focus_shift.jollyday.core.HolidayManager;
import de.focus_shift.jollyday.core.HolidayType;
import de.focus_shift.jollyday.core.ManagerParameters;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The public holidays of a country or a part of it, as the library jollyday knows them; or none. Safe from any thread. */
public final class Holidays {
    public static final Holidays NONE = new Holidays("", null, new String[0]);

    private final String code;
    private final @Nullable HolidayManager calendar;
    private final String[] regions;

    private Holidays(String code, @Nullable HolidayManager calendar, String[] regions) {
        this.code = code;
        this.calendar = calendar;
        this.regions = regions;
    }

    /** What a code names, or why it names nothing. */
    public sealed interface Found {
        record Calendar(Holidays holidays) implements Found {}

        /**
         * It names nothing.
         *
         * @param known what could stand in its place
         */
        record Unknown(List<String> known) implements Found {}
    }

    /**
     * The holidays of a place.
     *
     * @param code ISO 3166-1 of the country, then perhaps that of a part of it (ISO 3166-2) and of a part of that, with hyphens: {@code de},
     *     {@code de-BE}, {@code de-by-ag}
     */
    public static Found of(String code) {
        String[] parts = code.toLowerCase(Locale.ROOT).split("-", -1);
        TreeSet<String> countries = new TreeSet<>();
        HolidayManager.getSupportedCalendarCodes().stream()
                .filter(country -> country.length() == 2)
                .forEach(country -> countries.add(country.toLowerCase(Locale.ROOT)));
        if (!countries.contains(parts[0])) {
            return new Found.Unknown(List.copyOf(countries));
        }
        HolidayManager calendar = HolidayManager.getInstance(ManagerParameters.create(parts[0]));
        CalendarHierarchy place = calendar.getCalendarHierarchy();
        for (int i = 1; i < parts.length; i++) {
            CalendarHierarchy within = place.getChildren().get(parts[i]);
            if (within == null) {
                String before = String.join("-", Arrays.asList(parts).subList(0, i));
                return new Found.Unknown(new TreeSet<>(place.getChildren().keySet())
                        .stream().map(part -> before + "-" + part).toList());
            }
            place = within;
        }
        return new Found.Calendar(new Holidays(code, calendar, Arrays.copyOfRange(parts, 1, parts.length)));
    }

    boolean on(LocalDate day) {
        return Optional.ofNullable(calendar)
                .map(known -> known.isHoliday(day, HolidayType.PUBLIC_HOLIDAY, regions))
                .orElse(false);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Holidays holidays && holidays.code.equals(code);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(code);
    }

    /** As it was named. */
    @Override
    public String toString() {
        return code;
    }
}
