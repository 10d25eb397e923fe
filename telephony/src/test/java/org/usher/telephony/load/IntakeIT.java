package org.usher.telephony.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** That nothing is lost on the way in, and that a loss is neither overlooked nor kept. How fast it goes is no business of a test. */
@Tag("alone")
@Timeout(180)
class IntakeIT {

    @Test
    void shouldTakeInEveryMessageAndEveryCaller() throws Exception {
        try (Intake intake = Intake.open()) {
            Intake.Flow flow = intake.flow(10_000, 2);
            assertThat(flow.calls()).isGreaterThan(500);
            assertThat(flow.lost()).as("%s", flow).isZero();
            assertThat(flow.balanced()).as("%s", flow).isTrue();
            assertThat(flow.link().suspicions()).as("%s", flow).isZero();
        }
    }

    @Test
    void shouldDoubtBeforeMessagesAreLostAndFindOutWhoIsThere() throws Exception {
        try (Intake intake = Intake.open()) {
            Intake.Overload overload = intake.overload(50_000, 500);
            assertThat(overload.cutOffs()).isPositive();
            assertThat(overload.unseen()).as("%s", overload).isPositive();
            assertThat(overload.balanced()).as("%s", overload).isTrue();
            assertThat(overload.statuses()).anyMatch(s -> s.startsWith("DOWN")).endsWith("UP");
            Intake.Flow after = intake.flow(1_000, 1);
            assertThat(after.arrived() - after.gone())
                    .isEqualTo(after.present())
                    .isEqualTo(after.known());
        }
    }
}
