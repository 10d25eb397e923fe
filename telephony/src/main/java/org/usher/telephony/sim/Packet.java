package org.usher.telephony.sim;

import java.util.ArrayList;
import java.util.List;

/** One AMI packet as it goes over the wire: its headers in order; names compare without regard to case. */
public record Packet(List<Header> headers) {

    /** One line of a packet. */
    public record Header(String name, String value) {}

    public Packet {
        headers = List.copyOf(headers);
    }

    /** A packet of names and values in turn. */
    public static Packet of(String... namesAndValues) {
        return new Packet(List.of()).with(namesAndValues);
    }

    /** The first value of this name, or an empty text. */
    public String get(String name) {
        for (Header header : headers) {
            if (header.name.equalsIgnoreCase(name)) {
                return header.value;
            }
        }
        return "";
    }

    public boolean has(String name) {
        return headers.stream().anyMatch(header -> header.name.equalsIgnoreCase(name));
    }

    /** This packet and more headers, names and values in turn. */
    public Packet with(String... namesAndValues) {
        List<Header> all = new ArrayList<>(headers);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            all.add(new Header(namesAndValues[i], namesAndValues[i + 1]));
        }
        return new Packet(all);
    }

    /** This packet followed by the headers of another. */
    Packet and(Packet other) {
        List<Header> all = new ArrayList<>(headers);
        all.addAll(other.headers);
        return new Packet(all);
    }
}
