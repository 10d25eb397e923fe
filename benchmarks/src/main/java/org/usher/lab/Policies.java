package org.usher.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.usher.lab.peer.AppQueue;
import org.usher.lab.peer.AppQueue.Option;
import org.usher.lab.peer.AppQueue.Settings;
import org.usher.lab.peer.ListRouting;
import org.usher.lab.peer.ModCallcenter;
import org.usher.lab.peer.OpensipsCallCenter;
import org.usher.lab.peer.TaskRouterLike;
import org.usher.lab.peer.TaskRouterLike.Workflow;

/** The rows of every table. */
final class Policies {
    /** The policy that Usher ships with; every table has it. */
    static final String DEFAULT = OwnPolicies.DEFAULT;

    /** The yardstick for the 99 % wait. */
    static final String LONGEST_WAIT = "longest-wait";

    private Policies() {}

    /** All of them, with those of the case first. */
    static List<Policy> with(Policy... ofTheCase) {
        List<Policy> all = new ArrayList<>(OwnPolicies.all());
        all.addAll(List.of(ofTheCase));
        all.add(new Policy(LONGEST_WAIT, ListRouting::longestWaitLongestIdle));
        for (AppQueue.Strategy strategy : AppQueue.Strategy.values()) {
            all.add(appQueue(strategy.name().toLowerCase(Locale.ROOT), Settings.of(strategy, Option.AUTOFILL)));
        }
        AppQueue.Strategy least = AppQueue.Strategy.LEASTRECENT;
        all.add(appQueue("leastrecent-penalties", Settings.of(least, Option.AUTOFILL, Option.PENALTIES)));
        all.add(appQueue("leastrecent-weights", Settings.of(least, Option.AUTOFILL, Option.WEIGHTS)));
        all.add(appQueue("leastrecent-no-autofill", Settings.of(least)));
        // as well as it can be configured for one line over all queues
        Set<Option> inOrder = Set.of(Option.AUTOFILL, Option.SHARED_LASTCALL, Option.FORCE_LONGEST_WAITING_CALLER);
        all.add(appQueue("leastrecent-longest-waiting", new Settings(least, inOrder, 1)));
        all.add(Policy.peer("mod_callcenter", s -> new ModCallcenter(ModCallcenter.Tiers.NONE)));
        all.add(Policy.peer("mod_callcenter-tiers-10s", s -> new ModCallcenter(new ModCallcenter.Tiers(true, 10))));
        all.add(Policy.peer("opensips-call_center", s -> new OpensipsCallCenter()));
        all.add(Policy.peer("taskrouter", s -> new TaskRouterLike(Workflow.PLAIN)));
        all.add(Policy.peer("taskrouter-ordered", s -> new TaskRouterLike(new Workflow(0, true))));
        all.add(Policy.peer("taskrouter-targets-20s", s -> new TaskRouterLike(new Workflow(20_000, false))));
        return all;
    }

    private static Policy appQueue(String name, Settings settings) {
        return Policy.peer("app_queue-" + name, s -> new AppQueue(s, settings));
    }
}
