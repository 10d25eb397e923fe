package org.usher.telephony.ami;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * One message of the Asterisk Manager Interface as it came over the wire: headers in their order, each name as often as it was sent.
 * Names are compared without regard to case, as Asterisk does. Immutable.
 */
public final class AmiMessage {
    private final String[] namesAndValues;

    private AmiMessage(String[] namesAndValues) {
        this.namesAndValues = namesAndValues;
    }

    /** A message of these headers: name, value, name, value, … */
    public static AmiMessage of(String... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException("a header without a value: " + List.of(namesAndValues));
        }
        return new AmiMessage(namesAndValues.clone());
    }

    /** {@link #of} for the decoder, which gives the array away. */
    static AmiMessage owning(String[] namesAndValues) {
        return new AmiMessage(namesAndValues);
    }

    /** This message and more headers after its own: name, value, name, value, … */
    public AmiMessage with(String... more) {
        return and(of(more));
    }

    /** This message followed by the headers of another. */
    public AmiMessage and(AmiMessage other) {
        String[] all = Arrays.copyOf(namesAndValues, namesAndValues.length + other.namesAndValues.length);
        System.arraycopy(other.namesAndValues, 0, all, namesAndValues.length, other.namesAndValues.length);
        return new AmiMessage(all);
    }

    /** Gives name and value of every header, in order. */
    public void forEach(BiConsumer<String, String> header) {
        for (int i = 0; i < namesAndValues.length; i += 2) {
            header.accept(namesAndValues[i], namesAndValues[i + 1]);
        }
    }

    /** The first value of this header, or the empty string. */
    public String get(String name) {
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (namesAndValues[i].equalsIgnoreCase(name)) {
                return namesAndValues[i + 1];
            }
        }
        return "";
    }

    public boolean has(String name) {
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (namesAndValues[i].equalsIgnoreCase(name)) {
                return true;
            }
        }
        return false;
    }

    /** Every value of this header, in order. */
    public List<String> all(String name) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (namesAndValues[i].equalsIgnoreCase(name)) {
                values.add(namesAndValues[i + 1]);
            }
        }
        return values;
    }

    /** What happened: the event's name, for a {@code UserEvent} the name the dialplan gave it; empty for a response. */
    public String event() {
        String event = get("Event");
        return event.equals("UserEvent") ? get("UserEvent") : event;
    }

    /**
     * The value of a channel variable that Asterisk added because of {@code channelvars} or {@code Status}'s {@code Variables}, or the
     * empty string.
     *
     * @param header {@code ChanVariable}, {@code DestChanVariable} or {@code Variable}
     */
    public String variable(String header, String variable) {
        for (int i = 0; i < namesAndValues.length; i += 2) {
            String value = namesAndValues[i + 1];
            if (namesAndValues[i].equalsIgnoreCase(header)
                    && value.length() > variable.length()
                    && value.charAt(variable.length()) == '='
                    && value.startsWith(variable)) {
                return value.substring(variable.length() + 1);
            }
        }
        return "";
    }

    /** The headers as Asterisk would send them, one a line; for logs and tests. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            text.append(namesAndValues[i])
                    .append(": ")
                    .append(namesAndValues[i + 1])
                    .append('\n');
        }
        return text.toString();
    }
}
