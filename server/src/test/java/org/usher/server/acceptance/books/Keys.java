package org.usher.server.acceptance.books;

import java.util.HashMap;
import java.util.Map;

/** What agents do by the keys of features-usher.conf: they give callers away, unseen or after they have asked a colleague. */
final class Keys {
    private static final long CONSULT_MS = 800;
    private static final long CONFERENCE_MS = 1_000;
    /** Then the agent gives up, and the call. */
    private static final long NOBODY_AFTER_MS = 6_000;

    private final Floor floor;
    private final Phones phones;
    private final Callers callers;
    private final Map<String, Question> questions = new HashMap<>();
    private boolean completesByKey;

    /** A colleague called by keys, who has not answered yet. */
    private record Question(PhoneLeg leg, Ending ending, String whom) {}

    Keys(Floor floor, Phones phones, Callers callers) {
        this.floor = floor;
        this.phones = phones;
        this.callers = callers;
    }

    void handOver(PhoneLeg leg, Ending ending, String whom) {
        if (ending == Ending.BLIND_BY_KEY) {
            phones.press(leg, "#1" + Centre.keysOf(whom));
        } else {
            Question question = new Question(leg, ending, whom);
            questions.put(leg.agent, question);
            phones.press(leg, "*2" + Centre.keysOf(whom));
            var _ = floor.after(NOBODY_AFTER_MS, () -> giveUp(question));
        }
    }

    private void giveUp(Question question) {
        if (questions.remove(question.leg.agent, question)) {
            hangUp(question.leg);
        }
    }

    /** An agent hears somebody. */
    void hears(String agent, String voice) {
        Question question = questions.get(agent);
        if (question != null && question.whom.equals(voice)) {
            questions.remove(agent);
            var _ = floor.after(CONSULT_MS, () -> decide(question));
        }
    }

    private void decide(Question question) {
        PhoneLeg leg = question.leg;
        if (leg.over) {
            return;
        }
        switch (question.ending) {
            case BACK_BY_KEY -> phones.press(leg, "*1");
            case CONFERENCE -> {
                phones.press(leg, "*3");
                var _ = floor.after(CONFERENCE_MS, () -> leaveTheTwo(leg));
            }
            default -> {
                // both ways to hand over, by turns
                completesByKey = !completesByKey;
                if (completesByKey) {
                    phones.press(leg, "*2");
                } else {
                    hangUp(leg);
                }
            }
        }
    }

    private void leaveTheTwo(PhoneLeg leg) {
        hangUp(leg);
        callers.leftWithTheOther(leg.number);
    }

    private void hangUp(PhoneLeg leg) {
        phones.order(leg, "hangup", "", () -> leg.over);
    }
}
