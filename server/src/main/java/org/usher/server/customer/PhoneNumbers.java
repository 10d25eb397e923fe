package org.usher.server.customer;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberToTimeZonesMapper;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.PhoneNumberUtil.ValidationResult;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Brings numbers as PBXs give them into one form. */
public final class PhoneNumbers {
    /** What stands in place of a withheld number is no number; letters would be read as those on a phone's keys. */
    private static final Pattern DIALLABLE = Pattern.compile("\\+?[0-9 ()/.-]{3,32}");

    private final PhoneNumberUtil numbers = PhoneNumberUtil.getInstance();
    private final String region;

    /** @param region whose numbers need no country code; empty for none */
    public PhoneNumbers(String region) {
        this.region = region;
    }

    /** Whether there is such a region. */
    public static boolean isRegion(String region) {
        return PhoneNumberUtil.getInstance().getSupportedRegions().contains(region);
    }

    /** Whether whoever calls this number pays for more than the call. */
    public boolean isPremium(String normalised) {
        try {
            return switch (numbers.getNumberType(numbers.parse(normalised, region.isEmpty() ? null : region))) {
                case PREMIUM_RATE, SHARED_COST -> true;
                default -> false;
            };
        } catch (NumberParseException e) {
            return false; // none of the public network
        }
    }

    /** Whether it is that of a phone that can be sent text messages, as far as the plans of numbers tell. */
    public boolean takesTextMessages(String normalised) {
        try {
            PhoneNumber number = numbers.parse(normalised, region.isEmpty() ? null : region);
            return numbers.isValidNumber(number)
                    && switch (numbers.getNumberType(number)) {
                        case MOBILE, FIXED_LINE_OR_MOBILE -> true;
                        default -> false;
                    };
        } catch (NumberParseException e) {
            return false; // none of the public network
        }
    }

    /** In which time zones of the tz database the number may be; none if that is not known. */
    public List<String> timeZones(String normalised) {
        try {
            List<String> zones = PhoneNumberToTimeZonesMapper.getInstance()
                    .getTimeZonesForNumber(numbers.parse(normalised, region.isEmpty() ? null : region));
            return zones.contains(PhoneNumberToTimeZonesMapper.getUnknownTimeZone()) ? List.of() : zones;
        } catch (NumberParseException e) {
            return List.of(); // none of the public network
        }
    }

    /** With + and country code (E.164); empty for a withheld number, an extension, and whatever else is no number of the public network. */
    public Optional<String> normalise(String caller) {
        String given = caller.strip();
        if (!DIALLABLE.matcher(given).matches()) {
            return Optional.empty();
        }
        try {
            PhoneNumber number = numbers.parse(given, region.isEmpty() ? null : region);
            return numbers.isPossibleNumberWithReason(number) == ValidationResult.IS_POSSIBLE
                    ? Optional.of(numbers.format(number, PhoneNumberFormat.E164))
                    : Optional.empty();
        } catch (NumberParseException e) {
            return Optional.empty(); // whatever it is, it is nobody's
        }
    }
}
