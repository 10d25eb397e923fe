package org.usher.server;

import org.usher.core.api.Configuration;
import org.usher.server.callback.CallbackCarrier;
import org.usher.server.callback.CallbackRule;
import org.usher.server.centre.CentreOffice;

/** How the queues of the centre in force call back. */
record CallbackRules(CentreOffice office, CurrentNames names) implements CallbackCarrier.Rules {
    @Override
    public CallbackRule rule(int queueId) {
        return names.queue(queueId)
                .map(queue -> office.inForce().callbackRules().get(queue.name()))
                .orElse(CallbackRule.DEFAULT);
    }

    @Override
    public int ringMs(int queueId) {
        return names.queue(queueId)
                .map(Configuration.Queue::channels)
                .orElse(Configuration.Channels.DEFAULT)
                .callbackRingMs();
    }
}
