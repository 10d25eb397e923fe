package org.usher.telephony.ami;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.usher.core.api.Command;
import org.usher.telephony.ami.LinkStatus.State;

/** Whose reign Asterisk's variables name, and what a link does about it. */
final class ReignTest extends LinkStory {
    private final Map<String, String> globals = new ConcurrentHashMap<>();
    private final List<Reign.Successor> successors = new CopyOnWriteArrayList<>();
    private final AtomicInteger reignsWritten = new AtomicInteger();

    @BeforeEach
    void asteriskKeepsVariables() {
        asterisk.answer(
                "Getvar",
                action -> "Response: Success\r\nValue: " + globals.getOrDefault(action.get("Variable"), "") + "\r\n");
        asterisk.answer("Setvar", action -> {
            globals.put(action.get("Variable"), action.get("Value"));
            if (action.get("Variable").equals("USHER_EPOCH")) {
                reignsWritten.incrementAndGet();
            }
            return "Response: Success\r\nMessage: Variable Set\r\n";
        });
        link.close();
        link = new AmiLink(
                LinkSettings.of(Centre.PBX, "127.0.0.1", asterisk.port(), "usher", Secret.of("right"))
                        .with(fast()),
                ledger,
                () -> names,
                command -> !inboxFull.get() && commands.offer(command),
                new AmiLink.World(
                        System::currentTimeMillis,
                        new Random(42),
                        new Reign(7, "left", successors::add),
                        engineAlive::get,
                        PhoneSink.NONE));
    }

    private void reigned(int epoch, String holder) {
        globals.put("USHER_EPOCH", Integer.toString(epoch));
        globals.put("USHER_HOLDER", holder);
    }

    private void awaitReign(String epoch, String holder) {
        await().until(() -> epoch.equals(globals.get("USHER_EPOCH")) && holder.equals(globals.get("USHER_HOLDER")));
    }

    @Test
    void shouldBeginWhereNobodyReigned() {
        up();
        awaitReign("7", "left");
        assertThat(successors).isEmpty();
    }

    @Test
    void shouldFollowAnEarlierReignAndItsOwn() {
        reigned(6, "right");
        up();
        awaitReign("7", "left");
        asterisk.disconnect();
        await().until(() -> link.metrics().connects() == 2 && link.status().state() == State.UP);
        awaitReign("7", "left");
        assertThat(successors).isEmpty();
    }

    @Test
    void shouldGiveWayToALaterReignAndWriteNothingOverIt() {
        reigned(8, "right");
        link.start();
        awaitState(State.REFUSED);
        assertThat(link.status().reason()).contains("right", "epoch 8", "taken over");
        await().until(() -> successors.contains(new Reign.Successor(Centre.PBX, 8, "right")));
        assertThat(globals).containsEntry("USHER_EPOCH", "8").containsEntry("USHER_HOLDER", "right");
    }

    @Test
    void shouldGiveWayToAnotherOfTheSameEpoch() {
        reigned(7, "right");
        link.start();
        await().until(() -> successors.contains(new Reign.Successor(Centre.PBX, 7, "right")));
        assertThat(globals).containsEntry("USHER_HOLDER", "right");
    }

    @Test
    void shouldActNoMoreWhenReplacedWhileItWasFrozen() {
        up();
        awaitReign("7", "left");
        callerWaits();
        await().until(() -> reignsWritten.get() == 2); // at the login and when all was known; then not for a minute
        reigned(8, "right"); // and its session is ended, as a standby does
        asterisk.disconnect();
        await().until(() -> !successors.isEmpty());
        awaitState(State.REFUSED);
        asterisk.drain();
        link.perform(offer(99));
        link.close();
        assertThat(expect(Command.ContactUnreachable.class)).isNotNull();
        assertThat(expect(Command.ActionFinished.class).actionId()).isEqualTo(99);
        assertThat(asterisk.drain())
                .noneMatch(action -> action.get("Action").equals("Redirect")
                        || action.get("Action").equals("Setvar"));
        assertThat(globals).containsEntry("USHER_EPOCH", "8").containsEntry("USHER_HOLDER", "right");
    }
}
