package org.usher.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CentreLintTest {
    private static final String CENTRE = """
            [[skill]]
            name = "german"
            [[skill]]
            name = "french"
            [[queue]]
            name = "sales"
            [[device]]
            endpoint = "desk1"
            [[agent]]
            name = "anna"
            skills = ["german:5", "french:2"]
            queues = ["sales"]
            [[agent]]
            name = "bela"
            skills = ["german:3"]
            queues = ["sales"]
            """;

    @Test
    void shouldFindNothingInTheSampleNorInASoundCentre() throws Exception {
        assertThat(CentreFile.read(Path.of("../conf/centre.toml")).findings()).isEmpty();
        assertThat(findings(CENTRE)).isEmpty();
    }

    @Test
    void shouldFindASkillThatNobodyHas() throws Exception {
        assertThat(findings(CENTRE.replace(", \"french:2\"", "")))
                .containsExactly(
                        "centre.toml:4: skill[2].name = \"french\" is a skill that nobody has; a call that asks for it would wait"
                                + " for nobody: add it to the skills of an agent, or take it out (a hint)");
    }

    @Test
    void shouldFindHoursThatNeverOpen() throws Exception {
        assertThat(findings(CENTRE.replace(
                        "name = \"sales\"", "name = \"sales\"\nhours = []\nopen_on = [\"2020-05-04 08:00-09:00\"]")))
                .singleElement()
                .asString()
                .contains("hours never open sales within a year")
                .doesNotContain("a hint");
        assertThat(findings(CENTRE.replace("name = \"sales\"", "name = \"sales\"\nhours = [\"sun 08:00-09:00\"]")))
                .isEmpty();
    }

    @Test
    void shouldFindAQueueWithoutAgentsGraveUnlessItsCallersGoElsewhere() throws Exception {
        String alone = CENTRE.replace("[[device]]", "[[queue]]\nname = \"returns\"\n[[device]]");
        assertThat(findings(alone))
                .containsExactly(
                        "centre.toml:8: queue[2].name = \"returns\" is a queue that no agent serves; add it to the queues of an agent,"
                                + " or take it out");
        assertThat(findings(alone.replace("\"returns\"", "\"returns\"\nmax_wait = \"1m\"\noverflow = \"sales\"")))
                .singleElement()
                .asString()
                .endsWith("(a hint)");
        assertThat(findings(alone.replace("\"returns\"", "\"returns\"\nwhen_empty = \"refuse\"")))
                .singleElement()
                .asString()
                .endsWith("(a hint)");
    }

    @Test
    void shouldFindAPlanThatCanNeverBeServed() throws Exception {
        assertThat(findings(planned("[[queue.plan]]\nskills = [\"french:3\"]\n")))
                .containsExactly(
                        "centre.toml:8: queue[1].plan[1].skills asks for what no agent of sales has, and lasts for ever; lower a"
                                + " proficiency, leave a skill out, or give it to an agent of sales");
    }

    @Test
    void shouldFindStepsThatLetNobodyInOrWidenOnPaperOnly() throws Exception {
        assertThat(findings(planned("""
                [[queue.plan]]
                skills = ["german:9"]
                for = "30s"
                [[queue.plan]]
                skills = ["german:5"]
                for = "30s"
                [[queue.plan]]
                skills = ["german:4"]
                for = "30s"
                [[queue.plan]]
                """)))
                .containsExactly(
                        "centre.toml:8: queue[1].plan[1].skills asks for what no agent of sales has: nobody is offered its callers"
                                + " for 30s; lower a proficiency, leave a skill out, or give it to an agent of sales (a hint)",
                        "centre.toml:14: queue[1].plan[3].skills lets in nobody but whom the step before it does; it widens on paper"
                                + " only: ask for less, or leave it out (a hint)");
    }

    @Test
    void shouldFindAChoiceThatIsNoneAndWhoIsLeftOut() throws Exception {
        assertThat(findings(planned("[[queue.plan]]\nskills = [\"german:4 | french:9\"]\n")))
                .containsExactly(
                        "centre.toml:8: queue[1].plan[1].skills names french:9, which no agent of sales has; leave it out, or give"
                                + " it to one (a hint)",
                        "centre.toml:18: agent[2].queues names sales, of whose callers none ever comes to bela; give bela what the"
                                + " last step of its plan asks for (german:4 | french:9), or take sales out here (a hint)");
    }

    @Test
    void shouldFindWhatTheLimitOnTheWaitForestalls() throws Exception {
        assertThat(findings(CENTRE.replace("name = \"sales\"", """
                name = "sales"
                max_wait = "30s"
                ring = "30s"
                promise = "1m"
                offer_callback_after = "30s"
                [[queue.plan]]
                skills = ["german:5"]
                for = "30s"
                [[queue.plan]]
                """)))
                .satisfiesExactly(
                        first -> assertThat(first).contains("queue[1].promise", "can never be broken: max_wait"),
                        offer -> assertThat(offer).contains("queue[1].offer_callback_after", "is never reached"),
                        second -> assertThat(second).contains("queue[1].ring", "is as long as the whole wait"),
                        third -> assertThat(third).contains("queue[1].plan[2]", "begins after 30s"));
    }

    @Test
    void shouldFindIdleAgentsEmptyPoolsAndACentreWithoutPhones() throws Exception {
        assertThat(findings(CENTRE.replace("skills = [\"german:3\"]\nqueues = [\"sales\"]", "")
                        .replace("[[device]]\nendpoint = \"desk1\"", "[[pool]]\nname = \"seniors\"")))
                .satisfiesExactly(
                        first -> assertThat(first).contains("has no phone").doesNotContain("hint"),
                        second -> assertThat(second).contains("agent[2].name = \"bela\" is an agent of no queue"),
                        third -> assertThat(third).contains("pool[1].name = \"seniors\" is a pool without agents"));
    }

    private static String planned(String plan) {
        return CENTRE.replace("name = \"sales\"\n", "name = \"sales\"\n" + plan);
    }

    private static List<String> findings(String text) throws ConfigException {
        return CentreFile.parse("centre.toml", text).findings().stream()
                .map(Finding::toString)
                .toList();
    }
}
