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

    /** The steps after the notice's sound are none in which he may be redirected, and he comes to the music by himself. */
    @Test
    void shouldTellACallerWhoHearsTheNoticeFromOneOnTheWay() {
        for (String application : List.of("UserEvent", "StartMusicOnHold")) {
            assertThat(Snapshot.place(waiting(application))).isEqualTo(Snapshot.Place.ON_THE_WAY);
        }
        assertThat(Snapshot.place(waiting("BackGround"))).isEqualTo(Snapshot.Place.HEARING_PROMPT);
        assertThat(Snapshot.place(waiting("WaitExten"))).isEqualTo(Snapshot.Place.WAITING);
    }

    private static AmiMessage waiting(String application) {
        return AmiMessage.of("Event", "Status", "Context", "usher-wait", "Application", application);
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
