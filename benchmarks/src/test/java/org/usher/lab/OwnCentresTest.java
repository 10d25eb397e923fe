package org.usher.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.usher.lab.peer.ListRouting;

class OwnCentresTest {

    @Test
    void shouldServeEveryLineInEveryCentre() {
        for (Case own : List.of(OwnCentres.small(), OwnCentres.peak(), OwnCentres.outage())) {
            Scenario scenario = own.scenario();
            long served = scenario.groups().stream()
                    .flatMap(group -> group.skills().stream())
                    .map(Scenario.Skill::line)
                    .distinct()
                    .count();
            assertThat(served).as(own.name()).isEqualTo(scenario.lines().size());
        }
        assertThat(OwnCentres.small().scenario().groups()).hasSize(12);
        assertThat(OwnCentres.peak().scenario().groups().stream()
                        .mapToInt(Scenario.Group::size)
                        .sum())
                .isEqualTo(200);
        assertThat(OwnCentres.outage().scenario().groups()).hasSize(5_000);
    }

    @Test
    void shouldWaitLessWhenEverySkillIsPooled() {
        Scenario small = OwnCentres.small().scenario();
        Outcome own = Experiment.of(r -> small, new Policy("own", ListRouting::longestWaitLongestIdle), 4, 1);
        Outcome pooled =
                Experiment.of(r -> small.pooled(), new Policy("pooled", ListRouting::longestWaitLongestIdle), 4, 1);
        assertThat(pooled.of(Measure.MEAN_WAIT).value())
                .isLessThan(own.of(Measure.MEAN_WAIT).value());
    }
}
