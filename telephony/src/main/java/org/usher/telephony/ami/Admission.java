package org.usher.telephony.ami;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.usher.core.api.CallKey;
import org.usher.core.api.Channel;
import org.usher.core.api.Command.ContactArrived;
import org.usher.core.api.Configuration;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.Requirement;

/**
 * Reads what the operator's dialplan asks for. Whatever it asks becomes a contact, so that no caller is lost and history shows what
 * became of him; if it is not understood, in a form that the engine refuses: an unknown queue as queue 0, which is refused with
 * UNKNOWN_QUEUE, and anything else as the requirement of skill 0, which is refused with INVALID. The complaint names the variable, its
 * value and the fix. What is wrong in a variable that only Usher and its dialplan write, and an agent asked for who is not there, costs
 * the caller nothing but its effect.
 *
 * @param complaint empty if all is well
 */
record Admission(ContactArrived arrived, String complaint) {
    private static final List<Requirement> REFUSED = List.of(new Requirement(0, 1));
    private static final int MAX_DATA = 4_096;
    private static final int MAX_TEXT = 256;
    private static final int MAX_REQUIREMENTS = 20;
    private static final int MAX_PRIORITY = 100;

    static Admission of(int pbxId, JoinFacts facts, Names names) {
        List<Requirement> requirements = new ArrayList<>();
        String complaint = skills(facts.skills(), names, requirements);
        int priority = facts.priority().isEmpty() ? 0 : wholeNumber(facts.priority());
        if (priority < -MAX_PRIORITY || priority > MAX_PRIORITY) {
            complaint = wrong("USHER_PRIORITY", facts.priority(), "give a whole number from -100 to 100");
            priority = 0;
        }
        if (!complaint.isEmpty()) {
            requirements = REFUSED;
        }
        String agent = agentAskedFor(facts.skills());
        int agentId = names.agentId(agent);
        if (!agent.isEmpty() && agentId == 0 && complaint.isEmpty()) {
            complaint = wrong("USHER_SKILLS", "@" + agent, "there is no such agent; the caller waits for anybody");
        }
        Configuration.Queue queue = names.queue(facts.queue());
        if (queue == null) {
            complaint = wrong("USHER_QUEUE", facts.queue(), "give one of " + sample(names.queueNames()));
        }
        long enqueuedAtMs = ownNumber(facts.enqueued());
        long contactId = ownNumber(facts.contact());
        if (enqueuedAtMs < 0 || contactId < 0) {
            complaint = enqueuedAtMs < 0
                    ? wrong(
                            "USHER_ENQUEUED",
                            facts.enqueued(),
                            "leave it to Usher's dialplan; the wait counts from now")
                    : wrong("USHER_CONTACT", facts.contact(), "leave it to Usher; the caller is a new contact");
        }
        ContactArrived arrived = new ContactArrived(
                CallKey.of(pbxId, facts.uniqueId()),
                Channel.VOICE,
                queue == null ? 0 : queue.queueId(),
                priority,
                Math.max(0, enqueuedAtMs),
                Math.max(0, contactId),
                requirements,
                agentId,
                details(pbxId, facts));
        return new Admission(arrived, complaint);
    }

    private static ContactDetails details(int pbxId, JoinFacts facts) {
        return new ContactDetails(
                pbxId,
                facts.uniqueId(),
                facts.channel(),
                cut(facts.caller(), MAX_TEXT),
                cut(facts.callerName(), MAX_TEXT),
                cut(facts.dialled(), MAX_TEXT),
                cut(facts.language(), MAX_TEXT),
                cut(facts.customer(), MAX_TEXT),
                cut(facts.data(), MAX_DATA));
    }

    /** The first name behind an @, as in {@code german:5,@anna}; empty if none is asked for. */
    private static String agentAskedFor(String skills) {
        for (String part : skills.split(",", -1)) {
            if (part.strip().startsWith("@")) {
                return part.strip().substring(1).strip();
            }
        }
        return "";
    }

    /** Reads {@code german:5,orders}; a skill without a number is wanted at any proficiency. Returns the complaint, or empty. */
    private static String skills(String text, Names names, List<Requirement> requirements) {
        Map<Integer, Integer> wanted = new LinkedHashMap<>();
        for (String part : text.isBlank() ? new String[0] : text.split(",", -1)) {
            if (part.strip().startsWith("@")) {
                continue;
            }
            int colon = part.indexOf(':');
            String name = (colon < 0 ? part : part.substring(0, colon)).strip();
            int proficiency =
                    colon < 0 ? 1 : wholeNumber(part.substring(colon + 1).strip());
            int skillId = names.skillId(name);
            if (skillId == 0) {
                return wrong("USHER_SKILLS", part, "give names out of " + sample(names.skillNames()));
            }
            if (proficiency < 1 || proficiency > 10) {
                return wrong(
                        "USHER_SKILLS", part, "give the least proficiency as a number from 1 to 10, as in german:5");
            }
            wanted.merge(skillId, proficiency, Math::max);
        }
        if (wanted.size() > MAX_REQUIREMENTS) {
            return wrong("USHER_SKILLS", text, "ask for at most " + MAX_REQUIREMENTS + " skills");
        }
        wanted.forEach((skillId, proficiency) -> requirements.add(new Requirement(skillId, proficiency)));
        return "";
    }

    private static String wrong(String field, String value, String fix) {
        return field + " is \"" + cut(value, 80).replaceAll("\\p{Cntrl}", " ") + "\": " + fix;
    }

    private static String sample(Collection<String> names) {
        return names.isEmpty()
                ? "the configured names (none are configured)"
                : String.join(", ", names.stream().sorted().limit(12).toList());
    }

    /** {@link Integer#MIN_VALUE} if it is none. */
    private static int wholeNumber(String text) {
        return text.matches("-?[0-9]{1,4}") ? Integer.parseInt(text) : Integer.MIN_VALUE;
    }

    /** 0 if empty, −1 if it is no number. */
    private static long ownNumber(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : -1;
    }

    private static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length);
    }
}
