package org.usher.telephony.rig;

/**
 * One of several Asterisks with trunks between them, as it is known to the others: they talk to each other at addresses of their own, since
 * whoever comes from 127.0.0.1 is a caller to the tests' operator.
 *
 * @param id its number in Usher's configuration, 1 to 200
 */
record RigBox(int id, int sipPort) {
    private String address() {
        return "127.0.0." + (id + 1);
    }

    /** What this box needs in its own pjsip.conf to be reached by the others. */
    String transport() {
        return """
                [transport-boxes]
                type = transport
                protocol = udp
                bind = %s:%d
                [usher-boxes]
                type = auth
                username = usher-boxes
                password = the same on all boxes
                """.formatted(address(), sipPort);
    }

    /** What another box needs in its pjsip.conf to reach this one: the block of pjsip-usher.conf. */
    String trunk() {
        return """
                [usher-box-%1$d](usher-box)
                transport = transport-boxes
                aors = usher-box-%1$d
                auth = usher-boxes
                outbound_auth = usher-boxes
                [usher-box-%1$d](usher-box-aor)
                contact = sip:%2$s:%3$d
                [usher-box-%1$d]
                type = identify
                endpoint = usher-box-%1$d
                match = %2$s
                """.formatted(id, address(), sipPort);
    }
}
