package org.usher.server.engine;

import java.util.ArrayList;
import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;
import org.usher.core.api.Command;

/** Whatever threads hand in at the same time, the engine's thread finds it once, in order, or who handed it in was told that it is full. */
@Param(name = "id", gen = IntGen.class, conf = "1:9")
public final class InboxLincheckTest {
    private final BoundedInbox inbox = new BoundedInbox(2);

    @Operation
    public boolean offer(@Param(name = "id") int id) {
        return inbox.offer(new Command.EndWrapUp(id, 1));
    }

    @Operation
    public void wake() {
        inbox.wake();
    }

    @Operation
    public int depth() {
        return inbox.depth();
    }

    /** The engine's thread, which never waits here. */
    @Operation(nonParallelGroup = "engine")
    public List<Long> drain() throws InterruptedException {
        List<EngineInbox.Mail> mails = new ArrayList<>();
        inbox.drain(mails, 2, 0);
        List<Long> ids = new ArrayList<>();
        for (EngineInbox.Mail mail : mails) {
            ids.add(((Command.EndWrapUp) mail.command()).requestId());
        }
        return ids;
    }

    @Test
    void shouldLoseNothingAndDoubleNothing() {
        new ModelCheckingOptions()
                .threads(2)
                .actorsPerThread(3)
                .actorsBefore(1)
                .actorsAfter(1)
                .iterations(5)
                .invocationsPerIteration(60)
                .check(InboxLincheckTest.class);
    }
}
