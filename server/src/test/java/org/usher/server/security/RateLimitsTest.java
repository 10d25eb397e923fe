package org.usher.server.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Under a clock of the test. */
final class RateLimitsTest {
    private static final InetAddress HOME = InetAddress.ofLiteral("192.0.2.1");
    private final AtomicLong nanos = new AtomicLong(1);
    private final RateLimits limits = new RateLimits(new Limits(10, 5, 6, 3), nanos::get);

    private void pass(long seconds) {
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    }

    private static InetAddress bot(int number) {
        return InetAddress.ofLiteral("198.51.100." + number);
    }

    @Test
    void shouldTakeABurstAndThenSoManyASecondFromEachAddress() {
        for (int i = 0; i < 50; i++) {
            assertThat(limits.request(HOME)).isEmpty();
        }
        assertThat(limits.request(HOME)).hasValue(1);
        assertThat(limits.request(bot(1))).as("others are not meant").isEmpty();
        pass(1);
        for (int i = 0; i < 10; i++) {
            assertThat(limits.request(HOME)).isEmpty();
        }
        assertThat(limits.request(HOME)).isPresent();
        assertThat(limits.refusedByAddress()).isEqualTo(2);
    }

    @Test
    void shouldCountAnIpv6NetworkAsOneAddress() {
        for (int i = 0; i < 50; i++) {
            assertThat(limits.request(InetAddress.ofLiteral("2001:db8:1:2::" + i)))
                    .isEmpty();
        }
        assertThat(limits.request(InetAddress.ofLiteral("2001:db8:1:2:ffff::1")))
                .isPresent();
        assertThat(limits.request(InetAddress.ofLiteral("2001:db8:1:3::1"))).isEmpty();
    }

    @Test
    void shouldCountAPersonWhereverHeAsksFromAndNotATokenOfTheSameName() {
        Principal person = new Principal.Person(1, "ada", Set.of(Role.ADMIN), Remit.ALL, null, false);
        for (int i = 0; i < 25; i++) {
            assertThat(limits.request(person)).isEmpty();
        }
        assertThat(limits.request(person)).isPresent();
        assertThat(limits.request(new Principal.Integration("ada", Set.of()))).isEmpty();
    }

    @Test
    void shouldSlowDownGuessesAtOneNameFromManyAddressesAndStillLetItsOwnerIn() {
        assertThat(limits.logIn("boris", HOME)).isEmpty();
        limits.loggedIn("boris", HOME);
        int let = 0;
        for (int number = 1; number <= 100; number++) {
            let += limits.logIn("boris", bot(number)).isEmpty() ? 1 : 0;
        }
        assertThat(let).isEqualTo(3);
        assertThat(limits.logIn("boris", HOME))
                .as("from where he has been before")
                .isEmpty();
        assertThat(limits.logIn("sonja", bot(1))).as("who is not guessed at").isEmpty();
        OptionalInt wait = limits.logIn("boris", bot(200));
        assertThat(wait).isPresent();
        pass(wait.getAsInt());
        assertThat(limits.logIn("boris", bot(201)))
                .as("nor for ever from elsewhere")
                .isEmpty();
    }

    @Test
    void shouldNotCountWhoLogsInRightly() {
        for (int agent = 0; agent < 200; agent++) { // a shift, behind one address
            assertThat(limits.logIn("agent" + agent, HOME)).isEmpty();
            limits.loggedIn("agent" + agent, HOME);
        }
        for (int i = 0; i < 6; i++) {
            assertThat(limits.logIn("guess" + i, HOME)).isEmpty();
        }
        assertThat(limits.logIn("guess", HOME)).isPresent();
    }
}
