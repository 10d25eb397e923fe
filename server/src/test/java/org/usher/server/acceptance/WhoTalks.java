package org.usher.server.acceptance;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.usher.telephony.rig.AmiClient;
import org.usher.telephony.rig.AmiPacket;
import org.usher.telephony.rig.RealAsterisk;

/**
 * Who is in a call with whom, who hears music and whose phone rings, as Asterisk itself says it: its list of channels with their bridges,
 * and what it has told of music. People are named by their endpoint, callers by their number.
 */
final class WhoTalks implements AutoCloseable {
    private static final String CHANNEL = "Channel";

    private final AmiClient ami;
    private final Set<String> phones;
    private final Set<String> hearMusic = new HashSet<>();
    private int read;

    WhoTalks(RealAsterisk asterisk, Set<String> phones) {
        this.ami = asterisk.rigAmi();
        this.phones = phones;
        ami.mark();
    }

    /** What Asterisk says at one moment. */
    record Picture(Map<String, Set<String>> together, Set<String> ringing, Set<String> hearMusic, Set<String> spying) {
        /** With whom this one is in one call, himself among them; empty if he is in none. */
        Set<String> with(String person) {
            return together.getOrDefault(person, Set.of());
        }
    }

    Picture look() {
        hearOfMusic();
        List<AmiPacket> channels = ami.list("CoreShowChannels");
        Map<String, String> rooms = rooms(channels);
        Map<String, Set<String>> byRoom = new HashMap<>();
        Set<String> ringing = new TreeSet<>();
        Set<String> music = new TreeSet<>();
        Set<String> spying = new TreeSet<>();
        for (AmiPacket channel : channels) {
            String name = channel.get(CHANNEL);
            if (channel.is("Application", "ChanSpy")) {
                spying.add(name);
            }
            if (!name.startsWith("PJSIP/")) {
                continue;
            }
            String person = person(channel);
            if (channel.is("ChannelStateDesc", "Up")) {
                byRoom.computeIfAbsent(root(rooms, room(channel)), room -> new TreeSet<>())
                        .add(person);
            } else if (channel.get("ChannelStateDesc").startsWith("Ring") && phones.contains(person)) {
                ringing.add(person);
            }
            if (hearMusic.contains(name)) {
                music.add(person);
            }
        }
        Map<String, Set<String>> together = new HashMap<>();
        byRoom.values().forEach(people -> people.forEach(person -> together.put(person, people)));
        return new Picture(together, ringing, music, spying);
    }

    private void hearOfMusic() {
        List<AmiPacket> told = ami.sinceMark();
        for (AmiPacket packet : told.subList(read, told.size())) {
            if (packet.event().equals("MusicOnHoldStart")) {
                hearMusic.add(packet.get(CHANNEL));
            } else if (packet.event().equals("MusicOnHoldStop")) {
                hearMusic.remove(packet.get(CHANNEL));
            }
        }
        read = told.size();
    }

    /** The halves of a Local channel join the bridges that they are in. */
    private static Map<String, String> rooms(List<AmiPacket> channels) {
        Map<String, String> rooms = new HashMap<>();
        for (AmiPacket channel : channels) {
            String name = channel.get(CHANNEL);
            if (name.startsWith("Local/")) {
                String pair = name.substring(0, name.length() - 2);
                rooms.put(root(rooms, room(channel)), root(rooms, pair));
            }
        }
        return rooms;
    }

    private static String room(AmiPacket channel) {
        String bridge = channel.get("BridgeId");
        return bridge.isEmpty() ? channel.get(CHANNEL) : bridge;
    }

    private static String root(Map<String, String> rooms, String room) {
        String root = room;
        for (String next = rooms.get(root); next != null && !next.equals(root); next = rooms.get(root)) {
            root = next;
        }
        return root;
    }

    private String person(AmiPacket channel) {
        String name = channel.get(CHANNEL);
        String endpoint = name.substring("PJSIP/".length(), name.lastIndexOf('-'));
        return phones.contains(endpoint) ? endpoint : channel.get("CallerIDNum");
    }

    @Override
    public void close() {
        ami.close();
    }
}
