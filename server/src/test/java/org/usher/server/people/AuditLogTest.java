package org.usher.server.people;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
final class AuditLogTest {
    private static final long NOW_MS = 1_700_000_000_000L;
    private final MemoryPeople store = new MemoryPeople();
    private final AuditLog log = new AuditLog(store, 1_000, () -> NOW_MS, 3);

    @AfterEach
    void close() {
        log.close();
    }

    private static AuditEntry entry(long atMs, String who, int status) {
        return new AuditEntry(atMs, who, "192.0.2.1", "POST /x", "/x", status, "");
    }

    @Test
    void shouldHoldWhatHappensWhileTheDatabaseIsAwayAndSayWhatDidNotFit() {
        store.away(true);
        log.note(entry(NOW_MS, "a", 200));
        log.note(entry(NOW_MS, "b", 200));
        log.note(entry(NOW_MS, "c", 200));
        log.note(entry(NOW_MS, "d", 200));
        log.note(entry(NOW_MS, "e", 200));
        assertThat(log.dropped()).isEqualTo(2);
        assertThat(log.waiting()).isEqualTo(3);
        log.start();
        store.away(false);
        await().until(() -> store.audited().size() == 4);
        assertThat(store.audited().stream().map(AuditEntry::who)).containsExactly("a", "b", "c", "usher");
        assertThat(store.audited().getLast().detail()).isEqualTo("2 entries before this one were dropped");
    }

    @Test
    void shouldNotGrowWhileTheDatabaseStaysAway() {
        store.away(true);
        log.start();
        log.note(entry(NOW_MS, "a", 200));
        await().until(() -> log.waiting() == 0); // it is being tried
        for (int i = 0; i < 20; i++) {
            log.note(entry(NOW_MS, "b" + i, 200));
        }
        store.away(false);
        await().until(() -> store.audited().size() == 5);
        assertThat(store.audited().stream().map(AuditEntry::who)).containsExactly("a", "b0", "b1", "b2", "usher");
        assertThat(store.audited().getLast().detail()).isEqualTo("17 entries before this one were dropped");
    }

    @Test
    void shouldWriteWhatItHasBeforeItEnds() {
        log.start();
        log.note(entry(NOW_MS, "a", 200));
        log.close();
        assertThat(store.audited()).hasSize(1);
    }

    @Test
    void shouldEndAlsoIfTheDatabaseDoesNotComeBack() {
        store.away(true);
        log.start();
        log.note(entry(NOW_MS, "a", 200));
        log.close();
        assertThat(store.audited()).isEmpty();
    }

    @Test
    void shouldTakeTheSameRefusalDownOnceAMinute() {
        log.start();
        log.noteRefusal(entry(NOW_MS, "a", 401));
        log.noteRefusal(entry(NOW_MS, "a", 401));
        log.noteRefusal(entry(NOW_MS, "a", 403));
        await().until(() -> store.audited().size() == 2);
        assertThat(log.repeated()).isEqualTo(1);
    }

    @Test
    void shouldNotBeFilledByWhoHasAsManyAddressesAsHeLikes() {
        AuditLog large = new AuditLog(store, 1_000, () -> NOW_MS, 1_000);
        for (int host = 1; host <= 200; host++) {
            large.noteRefusal(from("2001:db8:0:1::" + Integer.toHexString(host)));
            large.noteRefusal(from("fe80:0:0:0:0:0:0:" + Integer.toHexString(host) + "%eth0"));
        }
        large.noteRefusal(from("2001:db8:0:2::1"));
        large.noteRefusal(from("192.0.2.1"));
        large.noteRefusal(from("192.0.2.2"));
        assertThat(large.waiting())
                .as("one for each network, or address of IPv4")
                .isEqualTo(5);
        assertThat(large.repeated()).isEqualTo(398);
    }

    private static AuditEntry from(String address) {
        return new AuditEntry(NOW_MS, "somebody", address, "POST /x", "/x", 401, "");
    }

    @Test
    void shouldDeleteWhatIsTooOld() {
        log.note(entry(NOW_MS - 1_001, "old", 200));
        log.note(entry(NOW_MS, "new", 200));
        log.start();
        await().until(() ->
                store.audited().stream().map(AuditEntry::who).toList().equals(List.of("new")));
    }
}
