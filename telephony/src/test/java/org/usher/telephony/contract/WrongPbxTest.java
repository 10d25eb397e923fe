package org.usher.telephony.contract;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A PBX that is wrong in one way must fail the contract, or the contract proves nothing. */
@Timeout(60)
class WrongPbxTest {

    /** The contract on a PBX whose words are bent. */
    private static final class BentContract extends PbxContract {
        private final Function<String, List<String>> bend;
        private final List<BentWire> wires = new ArrayList<>();

        BentContract(Function<String, List<String>> bend) {
            this.bend = bend;
        }

        @Override
        PbxUnderTest startPbx() {
            return new SimulatedPbx();
        }

        @Override
        int portOf(PbxUnderTest started) {
            BentWire wire = new BentWire(started.amiPort(), bend);
            wires.add(wire);
            return wire.port();
        }

        @Override
        long patienceMs() {
            return 2_500;
        }

        void play(Consumer<PbxContract> story) {
            raiseTheCurtain();
            try {
                story.accept(this);
            } finally {
                lowerTheCurtain();
                wires.forEach(BentWire::close);
            }
        }
    }

    private static void assertFails(Consumer<PbxContract> story, Function<String, List<String>> bend) {
        assertThatThrownBy(() -> new BentContract(bend).play(story)).isInstanceOf(AssertionError.class);
    }

    private static boolean is(String message, String event) {
        return message.contains("Event: " + event + "\r\n");
    }

    private static Function<String, List<String>> forgetting(String event) {
        return message -> is(message, event) ? List.of() : List.of(message);
    }

    /** Holds each of these messages back until the next of those has gone by. */
    private static Function<String, List<String>> swapping(String early, String late) {
        List<String> held = new ArrayList<>();
        return message -> {
            if (is(message, early)) {
                held.add(message);
                return List.of();
            }
            List<String> out = new ArrayList<>(List.of(message));
            if (is(message, late)) {
                out.addAll(held);
                held.clear();
            }
            return out;
        };
    }

    @Test
    void shouldPassWhenNothingIsBent() {
        new BentContract(List::of).play(PbxContract::shouldTellThatThePhoneIsBusy);
    }

    @Test
    void shouldFailWhenUsherDialResultIsForgotten() {
        assertFails(PbxContract::shouldTellThatThePhoneIsBusy, forgetting("UsherDialResult"));
        assertFails(PbxContract::shouldTellThatNoPhoneCanBeReached, forgetting("UsherDialResult"));
    }

    @Test
    void shouldFailWhenBusyIsReportedAsNoAnswer() {
        assertFails(
                PbxContract::shouldTellThatThePhoneIsBusy,
                message -> List.of(message.replace("DialStatus: BUSY", "DialStatus: NOANSWER")
                        .replace("Cause: 17", "Cause: 0")));
    }

    @Test
    void shouldFailWhenMessagesAreReordered() {
        assertFails(PbxContract::shouldTellTheTalkAndItsEndByTheCaller, swapping("HangupRequest", "Hangup"));
        assertFails(PbxContract::shouldTellThatTheAgentLetItRing, swapping("UsherDialResult", "UsherWait"));
    }

    @Test
    void shouldFailWhenWhoHungUpIsForgotten() {
        assertFails(PbxContract::shouldTellTheTalkAndItsEndByTheCaller, forgetting("HangupRequest"));
    }

    @Test
    void shouldFailWhenTheHangupIsForgotten() {
        assertFails(PbxContract::shouldTellThatTheCallerLeftWhileWaiting, forgetting("Hangup"));
    }

    @Test
    void shouldFailWhenTheDeclineLosesItsCause() {
        assertFails(
                PbxContract::shouldTellThatTheAgentDeclined,
                message -> List.of(message.replace("Cause: 21", "Cause: 0")));
    }

    @Test
    void shouldFailWhenRingingIsNotReported() {
        assertFails(PbxContract::shouldTellThatTheAgentLetItRing, forgetting("DialState"));
    }
}
