package org.usher.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.usher.core.api.AgentState;
import org.usher.core.api.EndedBy;
import org.usher.core.api.EntryOutcome;
import org.usher.core.api.OfferOutcome;
import org.usher.core.api.RepairKind;
import org.usher.core.engine.SmallScope.Bounds;
import org.usher.core.engine.SmallScope.Found;
import org.usher.core.engine.SmallScope.Theme;

/** All that may happen to a few callers and agents, in whatever order; the long tests are run by {@code -DleftOut=none}. */
final class SmallScopeTest {

    @Test
    void shouldHoldEveryInvariantWhateverHappensToACallerAndAnAgent() throws IOException {
        Set<Enum<?>> seen = new HashSet<>();
        for (Theme theme : List.of(Theme.PEOPLE, Theme.PHONES, Theme.TRANSFERS, Theme.REQUESTS)) {
            seen.addAll(search(1, 1, theme));
        }
        seen.addAll(search(1, 2, Theme.ALL_ENDINGS));
        assertThat(seen).containsAll(EnumSet.allOf(ContactPhase.class)).containsAll(EnumSet.allOf(RepairKind.class));
        assertThat(seen).containsAll(EnumSet.allOf(OfferOutcome.class)).containsAll(EnumSet.allOf(EndedBy.class));
        assertThat(seen).containsAll(EnumSet.allOf(AgentState.class));
        assertThat(seen).containsAll(EnumSet.complementOf(EnumSet.of(EntryOutcome.CONVERTED, EntryOutcome.ABANDONED)));
    }

    @Test
    void shouldHoldEveryInvariantHoweverTwoCallersAndAnAgentFare() throws IOException {
        search(2, 1);
    }

    /** 272,656 states and 11.7 million steps. */
    @Test
    @Tag("long")
    void shouldHoldEveryInvariantHoweverTwoCallersAndTwoAgentsFare() throws IOException {
        search(2, 2);
    }

    /** 612,118 states and 47.8 million steps, twelve minutes beside other work. */
    @Test
    @Tag("long")
    void shouldHoldEveryInvariantWhateverTheEndingForTwoCallersAndTwoAgents() throws IOException {
        search(2, 2, Theme.ALL_ENDINGS);
    }

    private static Set<Enum<?>> search(int calls, int agents, Theme... themes) throws IOException {
        Bounds bounds = new Bounds(calls, agents, Set.of(themes));
        Found found = SmallScope.search(bounds);
        System.out.println("SMALL SCOPE %d x %d %s: %,d distinct states, %,d steps, none deeper than %d"
                .formatted(calls, agents, bounds.themes(), found.states(), found.steps(), found.depth()));
        return found.seen();
    }
}
