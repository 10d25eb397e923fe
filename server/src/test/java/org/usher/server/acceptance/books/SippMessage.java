package org.usher.server.acceptance.books;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One SIP message as SIPp wrote it down.
 *
 * @param atMs epoch ms
 * @param sent by SIPp, else received
 */
record SippMessage(long atMs, boolean sent, String text) {
    private static final Pattern AUDIO = Pattern.compile("m=audio +(\\d+)");
    private static final Pattern FRAGMENT = Pattern.compile("\r\n\r\nSIP/2.0 (\\d{3})");
    private static final Pattern USER = Pattern.compile("sip:([^@>]*)@");

    String firstLine() {
        return text.substring(0, text.indexOf('\r'));
    }

    /** The value of the first such header, empty if there is none. */
    String header(String name) {
        for (String line : text.split("\r\n", -1)) {
            if (line.isEmpty()) {
                break;
            }
            if (line.regionMatches(true, 0, name + ":", 0, name.length() + 1)) {
                return line.substring(name.length() + 1).strip();
            }
        }
        return "";
    }

    String callId() {
        return header("Call-ID");
    }

    /** Of a response, 0 if it is a request. */
    int status() {
        return text.startsWith("SIP/2.0 ") ? Integer.parseInt(text.substring(8, 11)) : 0;
    }

    /** Of a request, or of the request that this response answers. */
    String method() {
        String sequence = header("CSeq");
        return sequence.substring(sequence.indexOf(' ') + 1);
    }

    boolean isRequest(String method) {
        return text.startsWith(method + " ");
    }

    /** A final answer to an INVITE. */
    boolean answersInvite() {
        return status() >= 200 && method().equals("INVITE");
    }

    /** The last word on what this phone asked for with REFER (RFC 3515: a NOTIFY with a status line), 0 if this is none. */
    int referStatus() {
        Matcher matcher = isRequest("NOTIFY") ? FRAGMENT.matcher(text) : FRAGMENT.matcher("");
        int status = matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
        return status < 200 ? 0 : status;
    }

    /** That word of a caller who is given away unseen comes after he has gone, whatever became of him there; else it must be good. */
    boolean saysReferred(boolean attended) {
        return attended ? referStatus() == 200 : referStatus() > 0;
    }

    /** The first INVITE of a call: the other side has no tag yet. */
    boolean isInitialInvite() {
        return isRequest("INVITE") && !header("To").contains("tag=");
    }

    /** The user in the request's own address. */
    String requestUser() {
        return userIn(firstLine());
    }

    String fromUser() {
        return userIn(header("From"));
    }

    private static String userIn(String address) {
        Matcher matcher = USER.matcher(address);
        return matcher.find() ? matcher.group(1) : "";
    }

    /** Where its sender listens for audio, 0 if it does not say. */
    int audioPort() {
        Matcher matcher = AUDIO.matcher(text);
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
    }
}
