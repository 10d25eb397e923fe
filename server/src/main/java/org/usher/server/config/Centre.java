package org.usher.server.config;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.usher.core.api.Configuration;
import org.usher.server.agent.CannedReplies;
import org.usher.server.agent.Dispositions;
import org.usher.server.agent.PhoneAccess;
import org.usher.server.callback.CallbackRule;
import org.usher.server.caller.CallerCare;
import org.usher.server.customer.CustomerRule;
import org.usher.server.hours.OpeningBook;

/**
 * What a centre's file says.
 *
 * @param configuration for the engine
 * @param phones for the people at their phones
 * @param dispositions what contacts may come to
 * @param replies what agents may say in chats without writing it anew
 * @param customerRules what follows for the line from who a customer is
 * @param listeningPhones at which any supervisor may listen to talks, as {@code <pbx>/<endpoint>}
 * @param hours when its queues are open
 * @param callers what its queues do for their callers, by the queues' names
 * @param callbackRules how queues call back, by their names; others as {@link CallbackRule#DEFAULT} says
 * @param findings what is written well and yet hardly meant so
 * @param text the file itself, with hashes of PINs: not to be shown
 */
public record Centre(
        Configuration configuration,
        PhoneAccess phones,
        Dispositions dispositions,
        CannedReplies replies,
        List<CustomerRule> customerRules,
        Set<String> listeningPhones,
        OpeningBook hours,
        Map<String, CallerCare> callers,
        Map<String, CallbackRule> callbackRules,
        List<Finding> findings,
        String text) {
    public Centre {
        customerRules = List.copyOf(customerRules);
        listeningPhones = Set.copyOf(listeningPhones);
        callers = Map.copyOf(callers);
        callbackRules = Map.copyOf(callbackRules);
        findings = List.copyOf(findings);
    }

    /** Whether the other one differs in what is no business of the engine's. */
    public boolean differsBesideEngine(Centre other) {
        return !phones.equals(other.phones)
                || !dispositions.equals(other.dispositions)
                || !replies.equals(other.replies)
                || !customerRules.equals(other.customerRules)
                || !listeningPhones.equals(other.listeningPhones)
                || !callbackRules.equals(other.callbackRules);
    }

    @Override
    public String toString() {
        return "a centre of " + configuration.queues().size() + " queues and "
                + configuration.agents().size() + " agents";
    }
}
