package org.usher.server.load;

import org.usher.telephony.rig.RealAsterisk;

/** The Asterisk of a race: the rig's, with the agents' phones at a fixed address, one for both systems. */
final class RaceAsterisk {
    private RaceAsterisk() {}

    static RealAsterisk.Builder with(RaceCase race, int agentsPort, String dialplan) {
        return RealAsterisk.builder()
                .agents()
                .edit("pjsip.conf", text -> quiet(text, race) + phones(race, agentsPort))
                .dialplan(dialplan);
    }

    /** Without audio nobody sends RTP, and Asterisk would take callers and agents for dead after a while. */
    private static String quiet(String pjsip, RaceCase race) {
        return race.audio()
                ? pjsip
                : pjsip.replace("[trunk](usher-trunk)\n", "[trunk](usher-trunk)\nrtp_timeout = 0\n");
    }

    private static String phones(RaceCase race, int agentsPort) {
        StringBuilder text = new StringBuilder();
        for (String agent : race.agentNames()) {
            text.append("""
                    [%1$s](usher-phone)
                    aors = %1$s
                    allow = !all,ulaw
                    %3$s
                    [%1$s](usher-phone-aor)
                    contact = sip:%1$s@127.0.0.1:%2$d
                    qualify_frequency = 0
                    """.formatted(agent, agentsPort, race.audio() ? "" : "rtp_timeout = 0"));
        }
        return text.toString();
    }
}
