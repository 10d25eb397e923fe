package org.usher.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.usher.core.api.Channel;
import org.usher.core.api.Command;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.Effect;
import org.usher.core.api.GoneCause;
import org.usher.core.api.LogEntry;
import org.usher.core.api.QueueEngine;

/**
 * The rules against their specification where a random walk seldom leads: many agents idle when somebody comes, and many lines waiting
 * when somebody turns idle. Slack and rush take turns.
 */
final class RulesTest {
    private static final int STEPS = 600;
    private static final int RUSH = 40;

    private final QueueEngine engine = Engines.create();
    private final QueueEngine twin = Twins.naive();
    private final List<Effect.Offer> talks = new ArrayList<>();
    private long index;
    private long nowMs = 1_700_000_000_000L;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2})
    void shouldChooseAsTheSpecificationDoes(long seed) {
        run(seed);
        assertThat(talks).as("talks go on").isNotEmpty();
    }

    void run(long seed) {
        Random random = new Random(seed);
        for (int step = 0; step < STEPS; step++) {
            if (step % 200 == 0) {
                tell(new Command.AdoptConfiguration(Centres.choosing(random, index + 1)), seed);
                for (int agent = 1; agent <= Centres.CHOOSING_AGENTS; agent++) {
                    tell(new Command.LogIn(0, agent, List.of(agent)), seed);
                }
            }
            nowMs += random.nextInt(2_000);
            boolean rush = step / RUSH % 2 == 0;
            if (random.nextInt(4) < (rush ? 3 : 1)) {
                tell(
                        new Command.ContactArrived(
                                step + 1, Channel.VOICE, random.nextInt(1, 4), 0, 0, 0, List.of(), ContactDetails.NONE),
                        seed);
                tell(new Command.ContactReachable(step + 1), seed);
            }
            if (!talks.isEmpty() && random.nextInt(4) < (rush ? 1 : 3)) {
                Effect.Offer talk = talks.remove(random.nextInt(talks.size()));
                tell(new Command.OfferConnected(talk.actionId()), seed);
                tell(new Command.ContactGone(talk.callKey(), GoneCause.HUNG_UP), seed);
                tell(new Command.AgentLegEnded(talk.actionId()), seed);
            }
        }
    }

    private void tell(Command command, long seed) {
        LogEntry entry = new LogEntry(++index, 1, QueueEngine.VERSION, nowMs, command);
        Recorded output = new Recorded();
        Recorded twinOutput = new Recorded();
        engine.apply(entry, output);
        twin.apply(entry, twinOutput);
        engine.checkInvariants();
        String where = "seed " + seed + ", " + entry;
        assertThat(output.events()).as(where).isEqualTo(twinOutput.events());
        assertThat(engine.stateHash()).as(where).isEqualTo(twin.stateHash());
        for (Effect effect : output.effects()) {
            if (effect instanceof Effect.Offer offer) {
                talks.add(offer);
            }
        }
    }
}
