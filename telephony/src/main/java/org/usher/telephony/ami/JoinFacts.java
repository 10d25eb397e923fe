package org.usher.telephony.ami;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/**
 * What a caller's channel says about the queue it asks for, as text, from either of its two sources: the dialplan's UsherJoin, whose
 * free texts are URI-encoded because a comma would begin another header, or a row of {@code Status} with the channel's variables as
 * they are. (In the event, Language and Priority are headers of the channel and mean something else.)
 */
record JoinFacts(
        String uniqueId,
        String channel,
        String queue,
        String skills,
        String language,
        String priority,
        String customer,
        String data,
        String dialled,
        String contact,
        String enqueued,
        String caller,
        String callerName) {

    /** The variables a row of {@code Status} must carry. */
    static final String VARIABLES = "USHER_QUEUE,USHER_SKILLS,USHER_LANGUAGE,USHER_PRIORITY,USHER_CUSTOMER,USHER_DATA,"
            + "USHER_CONTACT,USHER_ENQUEUED,USHER_OFFER,BLINDTRANSFER,USHER_RECORDING,USHER_HOLD," + Listening.VARIABLES
            + ","
            + TalkNote.BEGAN;

    static JoinFacts ofEvent(AmiMessage m) {
        return new JoinFacts(
                m.get("Uniqueid"),
                m.get("Channel"),
                m.get("Queue"),
                decoded(m.get("Skills")),
                decoded(m.get("CallLanguage")),
                m.get("CallPriority"),
                decoded(m.get("Customer")),
                decoded(m.get("Data")),
                decoded(m.get("Dialled")),
                m.get("Contact"),
                m.get("Enqueued"),
                known(m.get("CallerIDNum")),
                unescaped(known(m.get("CallerIDName"))));
    }

    static JoinFacts ofRow(AmiMessage row) {
        return new JoinFacts(
                row.get("Uniqueid"),
                row.get("Channel"),
                variable(row, "USHER_QUEUE"),
                variable(row, "USHER_SKILLS"),
                variable(row, "USHER_LANGUAGE"),
                variable(row, "USHER_PRIORITY"),
                variable(row, "USHER_CUSTOMER"),
                variable(row, "USHER_DATA"),
                known(row.get("DNID")),
                variable(row, "USHER_CONTACT"),
                variable(row, "USHER_ENQUEUED"),
                known(row.get("CallerIDNum")),
                unescaped(known(row.get("CallerIDName"))));
    }

    /** Asterisk writes a variable that is not set as "(null)". */
    static String variable(AmiMessage row, String name) {
        String value = row.variable("Variable", name);
        return value.equals("(null)") ? "" : value;
    }

    static String known(String number) {
        return number.equals("<unknown>") ? "" : number;
    }

    /** Asterisk writes names with the escapes of C (manager_channels.c, ast_escape_c): O\'Brien. Control characters become spaces. */
    private static String unescaped(String name) {
        if (name.indexOf('\\') < 0) {
            return name;
        }
        StringBuilder plain = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '\\' && i + 1 < name.length()) {
                char escaped = name.charAt(++i);
                plain.append("abfnrtv".indexOf(escaped) < 0 ? escaped : ' ');
            } else {
                plain.append(c);
            }
        }
        return plain.toString();
    }

    /** The same of this call, for which that channel stands in. */
    JoinFacts of(Call call) {
        return new JoinFacts(
                call.uniqueId,
                call.channel,
                queue,
                skills,
                language,
                priority,
                customer,
                data,
                dialled,
                contact,
                enqueued,
                caller,
                callerName);
    }

    private static String decoded(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        try {
            // Asterisk encodes a space as %20 and a plus as %2B; a plus as it is stays one
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
