package org.usher.server.config;

import org.usher.core.api.Command;
import org.usher.server.caller.SurveyRule;

/** Whether a queue's customers are asked how satisfied they were. */
final class SurveyKeys {
    private static final String ASK_KEY = "survey";
    private static final String ALERT_KEY = "survey_alert_at";

    private SurveyKeys() {}

    static SurveyRule read(Section queue) {
        SurveyRule given = new SurveyRule(
                queue.flag(ASK_KEY, SurveyRule.OFF.asks()),
                queue.number(ALERT_KEY, SurveyRule.OFF.alertAt(), 0, Command.ScoreContact.HIGHEST));
        if (!given.asks() && queue.has(ALERT_KEY)) {
            queue.problem(ALERT_KEY, "is about a survey that is not there", "add survey = true, or leave it out");
        }
        return given.asks() ? given : SurveyRule.OFF;
    }
}
