package org.usher.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.usher.server.caller.SurveyRule;

/** What a centre's file says of the question how satisfied its customers were. */
final class SurveyKeysTest {
    private static SurveyRule survey(String keys) throws ConfigException {
        String text = "[[queue]]\nname = \"sales\"\n" + keys + "\n";
        return Objects.requireNonNull(
                        CentreFile.parse("centre.toml", text).callers().get("sales"))
                .survey();
    }

    @Test
    void shouldAskNobodyUnlessTold() throws Exception {
        assertThat(survey("")).isEqualTo(SurveyRule.OFF);
        assertThat(survey("survey = false")).isEqualTo(SurveyRule.OFF);
    }

    @Test
    void shouldReadAtWhatSupervisorsAreAlerted() throws Exception {
        assertThat(survey("survey = true")).isEqualTo(new SurveyRule(true, 2));
        assertThat(survey("survey = true\nsurvey_alert_at = 0")).isEqualTo(new SurveyRule(true, 0));
        assertThat(survey("survey = true\nsurvey_alert_at = 5")).isEqualTo(new SurveyRule(true, 5));
    }

    @Test
    void shouldNameWhatIsWrong() {
        assertThatThrownBy(() -> survey("survey = \"yes\"")).hasMessageContaining("survey = true or survey = false");
        assertThatThrownBy(() -> survey("survey = true\nsurvey_alert_at = 6"))
                .hasMessageContaining("survey_alert_at = 6 is out of range; give a whole number from 0 to 5");
        assertThatThrownBy(() -> survey("survey_alert_at = 2"))
                .hasMessageContaining("survey_alert_at = 2 is about a survey that is not there; add survey = true");
    }
}
