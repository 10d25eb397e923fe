package org.usher.telephony.sim;

import java.util.List;
import java.util.Map;

/**
 * What one caller does. Times are milliseconds; {@link PhoneBehaviour#NEVER} means that it does not happen.
 *
 * @param number caller id as the PBX shows it
 * @param name caller's name, empty if unknown
 * @param dialled number dialled
 * @param variables what the operator's dialplan sets before it calls Usher's: {@code USHER_QUEUE} and the optional others
 * @param patienceMs when the caller hangs up, from the beginning of the call, unless talking by then
 * @param talkMs when the caller hangs up, from the beginning of each talk
 * @param digits keys pressed
 * @param comebacks how often the operator's dialplan sends the caller to Usher again
 */
public record CallerScript(
        String number,
        String name,
        String dialled,
        Map<String, String> variables,
        long patienceMs,
        long talkMs,
        List<Press> digits,
        int comebacks) {

    /** One key, pressed so long after the beginning of the call. */
    public record Press(long afterMs, String digit) {}

    public CallerScript {
        variables = Map.copyOf(variables);
        digits = List.copyOf(digits);
    }

    /** A caller for this queue with endless patience who leaves the hanging up to the agent. */
    public static CallerScript forQueue(String queue) {
        return new CallerScript(
                "5551",
                "",
                "2000",
                Map.of("USHER_QUEUE", queue),
                PhoneBehaviour.NEVER,
                PhoneBehaviour.NEVER,
                List.of(),
                0);
    }

    public CallerScript withPatienceMs(long ms) {
        return new CallerScript(number, name, dialled, variables, ms, talkMs, digits, comebacks);
    }

    public CallerScript withTalkMs(long ms) {
        return new CallerScript(number, name, dialled, variables, patienceMs, ms, digits, comebacks);
    }

    public CallerScript withVariables(Map<String, String> newVariables) {
        return new CallerScript(number, name, dialled, newVariables, patienceMs, talkMs, digits, comebacks);
    }

    public CallerScript withCaller(String newNumber, String newName) {
        return new CallerScript(newNumber, newName, dialled, variables, patienceMs, talkMs, digits, comebacks);
    }

    public CallerScript withDialled(String newDialled) {
        return new CallerScript(number, name, newDialled, variables, patienceMs, talkMs, digits, comebacks);
    }

    public CallerScript withDigits(List<Press> pressed) {
        return new CallerScript(number, name, dialled, variables, patienceMs, talkMs, pressed, comebacks);
    }

    public CallerScript withComebacks(int times) {
        return new CallerScript(number, name, dialled, variables, patienceMs, talkMs, digits, times);
    }
}
