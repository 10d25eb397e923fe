package org.usher.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.usher.core.api.ReleaseStatus;
import org.usher.server.caller.OverflowNumber;

/** What a centre's file says about numbers outside to which callers overflow. */
final class OverflowKeysTest {
    private static OverflowNumber overflow(String keys) throws ConfigException {
        String text = "[[queue]]\nname = \"sales\"\n" + keys + "\n";
        return Objects.requireNonNull(
                        CentreFile.parse("centre.toml", text).callers().get("sales"))
                .overflow();
    }

    @Test
    void shouldSendNobodyOutsideUnlessTold() throws Exception {
        assertThat(overflow("")).isEqualTo(OverflowNumber.NONE);
    }

    @Test
    void shouldReadWhereAndWhenCallersGo() throws Exception {
        assertThat(overflow("max_waiting = 5\noverflow_number = \"+4930123\""))
                .isEqualTo(new OverflowNumber("+4930123", 30_000, OverflowNumber.USUALLY));
        assertThat(overflow("""
                overflow_number = "0170555"
                overflow_number_ring = "12s"
                overflow_number_when = ["closed", "long-wait"]"""))
                .isEqualTo(
                        new OverflowNumber("0170555", 12_000, List.of(ReleaseStatus.CLOSED, ReleaseStatus.LONG_WAIT)));
    }

    @Test
    void shouldNameWhatIsWrong() {
        assertThatThrownBy(() -> overflow("max_waiting = 5\noverflow_number = \"sales,1\""))
                .hasMessageContaining(
                        "overflow_number = \"sales,1\" is not a telephone number; give what the PBX is to dial");
        assertThatThrownBy(() -> overflow("overflow_number_ring = \"10s\""))
                .hasMessageContaining("overflow_number_ring = \"10s\" is about a number that is not there");
        assertThatThrownBy(
                        () -> overflow("overflow_number = \"0170555\"\nmax_wait = \"5m\"\noverflow_number_when = []"))
                .hasMessageContaining("overflow_number_when");
        assertThatThrownBy(() -> overflow("overflow_number = \"0170555\"\noverflow_number_when = [\"answered\"]"))
                .hasMessageContaining("is no status by which callers can overflow; give some of long-wait");
        assertThatThrownBy(() -> overflow("overflow_number = \"0170555\"\noverflow_number_when = [\"full\", \"full\"]"))
                .hasMessageContaining("is named twice");
        assertThatThrownBy(() -> overflow("overflow_number = \"0170555\""))
                .hasMessageContaining("overflow_number = \"0170555\" says what comes after a limit that is not there");
    }
}
