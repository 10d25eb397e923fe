package org.usher.telephony.ami;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.usher.core.api.Configuration;

/**
 * Every sequence that was recorded on a real Asterisk, and the story it tells. The stories lie beside the recordings and were checked
 * line by line; one that is missing is shown by this test, to be checked and kept.
 */
class RecordingTest {
    /** 11, 12, and 13 outside. */
    private static final Configuration CENTRE = Centre.configuration("alice", "bob", "0170555");

    static List<String> recordings() {
        return Recording.names();
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void shouldTellTheStoryOfEveryRecording(String name) {
        Story story = Story.of(CENTRE, Recording.events(name));
        assertThat(story.calls()).as(name).containsExactlyElementsOf(Recording.story(name));
        assertThat(story.doubts).as(name).isEmpty();
    }

    @Test
    void shouldForgetEveryCallAndPhoneInTheEnd() {
        for (String name : recordings()) {
            Story story = Story.of(CENTRE, Recording.events(name));
            assertThat(story.ledger().calls()).as(name).isEmpty();
            assertThat(story.ledger().legs()).as(name).isEmpty();
        }
    }

    @Test
    void shouldSeeThePhoneRingTalkAndRest() {
        assertThat(Story.of(CENTRE, Recording.events("answered-agent-hangs-up")).lines)
                .filteredOn(line -> line.startsWith("device 11"))
                .containsExactly(
                        "device 11 NOT_IN_USE",
                        "device 11 RINGING",
                        "device 11 IN_USE",
                        "device 11 NOT_IN_USE",
                        "device 11 UNAVAILABLE");
    }
}
