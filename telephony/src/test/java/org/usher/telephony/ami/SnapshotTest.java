package org.usher.telephony.ami;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What a list of channels says. */
final class SnapshotTest {
    /** Both halves of a Local channel have its context (core_unreal.c); Asterisk lists channels in the order of their names' hash. */
    @Test
    void shouldFindTheHalfOfTheWatchdogThatKeepsTheNotesWhateverTheOrder() {
        AmiMessage calling = half(1);
        AmiMessage running = half(2);
        for (List<AmiMessage> rows : List.of(List.of(calling, running), List.of(running, calling))) {
            Snapshot snapshot = new Snapshot();
            rows.forEach(snapshot::channel);
            assertThat(snapshot.watcher).isEqualTo("Local/run@usher-watch-00000002;2");
        }
    }

    private static AmiMessage half(int number) {
        return AmiMessage.of(
                "Event",
                "Status",
                "Channel",
                "Local/run@usher-watch-00000002;" + number,
                "Uniqueid",
                "7." + number,
                "Context",
                "usher-watch");
    }
}
