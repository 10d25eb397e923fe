package org.usher.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.usher.lab.peer.AppQueue;
import org.usher.lab.peer.ListRouting;
import org.usher.lab.peer.ModCallcenter;
import org.usher.lab.peer.OpensipsCallCenter;
import org.usher.lab.peer.TaskRouterLike;

/** The rows of every table. */
final class Policies {
    /** The policy that Usher ships with; every table has it. */
    static final String DEFAULT = OwnPolicies.DEFAULT;

    private Policies() {}

    /** All of them, with those of the case first. */
    static List<Policy> with(Policy... ofTheCase) {
        List<Policy> all = new ArrayList<>(OwnPolicies.all());
        all.addAll(List.of(ofTheCase));
        all.add(new Policy("longest-wait", ListRouting::longestWaitLongestIdle));
        for (AppQueue.Strategy strategy : AppQueue.Strategy.values()) {
            all.add(appQueue(strategy.name().toLowerCase(Locale.ROOT), strategy, false, false, true));
        }
        all.add(appQueue("leastrecent-penalties", AppQueue.Strategy.LEASTRECENT, true, false, true));
        all.add(appQueue("leastrecent-weights", AppQueue.Strategy.LEASTRECENT, false, true, true));
        all.add(appQueue("leastrecent-no-autofill", AppQueue.Strategy.LEASTRECENT, false, false, false));
        all.add(new Policy("mod_callcenter", s -> new ModCallcenter(ModCallcenter.Tiers.NONE)));
        all.add(new Policy("mod_callcenter-tiers-10s", s -> new ModCallcenter(new ModCallcenter.Tiers(true, 10))));
        all.add(new Policy("opensips-call_center", s -> new OpensipsCallCenter()));
        all.add(new Policy("taskrouter", s -> new TaskRouterLike(0)));
        all.add(new Policy("taskrouter-targets-20s", s -> new TaskRouterLike(20_000)));
        return all;
    }

    private static Policy appQueue(
            String name, AppQueue.Strategy strategy, boolean penalties, boolean weights, boolean autofill) {
        AppQueue.Settings settings = new AppQueue.Settings(strategy, penalties, weights, autofill);
        return new Policy("app_queue-" + name, s -> new AppQueue(s, settings));
    }
}
