package org.usher.telephony.ami;

import java.util.Collection;
import java.util.List;
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
    private static final int MAX_PRIORITY = 100;

    static Admission of(int pbxId, JoinFacts facts, Names names) {
        SkillWish wish = SkillWish.read(facts.skills(), names);
        String complaint = wish.fault()
                .map(fault -> wrong("USHER_SKILLS", fault.value(), fault.fix()))
                .orElse("");
        int priority = facts.priority().isEmpty() ? 0 : wholeNumber(facts.priority());
        if (priority < -MAX_PRIORITY || priority > MAX_PRIORITY) {
            complaint = wrong("USHER_PRIORITY", facts.priority(), "give a whole number from -100 to 100");
            priority = 0;
        }
        boolean understood = complaint.isEmpty();
        int agentId = names.agentId(wish.agent());
        if (!wish.agent().isEmpty() && agentId == 0 && understood) {
            complaint =
                    wrong("USHER_SKILLS", "@" + wish.agent(), "there is no such agent; the caller waits for anybody");
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
                understood ? wish.requirements() : REFUSED,
                understood ? wish.anyOf() : List.of(),
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

    private static String wrong(String field, String value, String fix) {
        return field + " is \"" + cut(value, 80).replaceAll("\\p{Cntrl}", " ") + "\": " + fix;
    }

    static String sample(Collection<String> names) {
        return names.isEmpty()
                ? "the configured names (none are configured)"
                : String.join(", ", names.stream().sorted().limit(12).toList());
    }

    /** {@link Integer#MIN_VALUE} if it is none. */
    static int wholeNumber(String text) {
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
