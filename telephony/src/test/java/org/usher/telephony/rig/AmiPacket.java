package org.usher.telephony.rig;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One message of AMI as it was on the wire; a header may appear more than once. */
public record AmiPacket(Map<String, List<String>> headers) {

    static AmiPacket of(List<String> lines) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (String line : lines) {
            int colon = line.indexOf(':');
            String name = colon < 0 ? line : line.substring(0, colon);
            String value = colon < 0 ? "" : line.substring(colon + 1).stripLeading();
            headers.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
        }
        return new AmiPacket(headers);
    }

    /** The first value of the header, empty if it is missing. */
    public String get(String header) {
        List<String> values = headers.get(header);
        return values == null ? "" : values.getFirst();
    }

    public boolean is(String header, String value) {
        return get(header).equals(value);
    }

    /** {@code UserEvent}s by their own name, other events by theirs, empty for responses. */
    public String event() {
        String event = get("Event");
        return event.equals("UserEvent") ? get("UserEvent") : event;
    }

    /** One line of JSON: the headers in order, those that repeat as an array. */
    public String json() {
        StringBuilder json = new StringBuilder("{");
        headers.forEach((name, values) -> {
            json.append(json.length() > 1 ? "," : "").append(quoted(name)).append(':');
            json.append(
                    values.size() == 1
                            ? quoted(values.getFirst())
                            : "["
                                    + String.join(
                                            ",",
                                            values.stream()
                                                    .map(AmiPacket::quoted)
                                                    .toList()) + "]");
        });
        return json.append('}').toString();
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }

    @Override
    public String toString() {
        return json();
    }
}
