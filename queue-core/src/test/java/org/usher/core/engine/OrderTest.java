package org.usher.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.usher.core.api.Configuration.Settings;
import org.usher.core.api.Urgency;
import org.usher.core.api.Urgency.Point;

final class OrderTest {
    private static Order aging(Point... points) {
        return new Order(new Urgency(List.of(points), 0));
    }

    @Test
    void shouldCountAWaitAsLongAsItIsWithoutAging() {
        assertThat(Order.BY_WAIT.countMs(0)).isZero();
        assertThat(Order.BY_WAIT.countMs(123_456)).isEqualTo(123_456);
        assertThat(Order.BY_WAIT.countMs(QueueEntry.HEAD_CREDIT_MS)).isEqualTo(QueueEntry.HEAD_CREDIT_MS);
    }

    @Test
    void shouldFollowStraightLinesThroughThePointsAndGoOnAsSteep() {
        Order order = aging(new Point(60_000, 30_000), new Point(120_000, 300_000));
        assertThat(order.countMs(0)).isZero();
        assertThat(order.countMs(30_000)).isEqualTo(15_000);
        assertThat(order.countMs(60_000)).isEqualTo(30_000);
        assertThat(order.countMs(80_000)).isEqualTo(120_000);
        assertThat(order.countMs(120_000)).isEqualTo(300_000);
        assertThat(order.countMs(140_000)).isEqualTo(390_000);
        assertThat(aging(new Point(10_000, 50_000)).countMs(30_000)).isEqualTo(150_000);
    }

    @Test
    void shouldNeverCountALongerWaitForLess() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            List<Point> points = new ArrayList<>();
            long waitedMs = 0;
            long countsMs = 0;
            while (random.nextBoolean() && waitedMs < Urgency.MAX_MS / 2 && countsMs < Urgency.MAX_MS / 2) {
                waitedMs += 1 + random.nextLong(1L << random.nextInt(1, 30));
                countsMs += random.nextLong(1L << random.nextInt(1, 30));
                points.add(new Point(waitedMs, countsMs));
            }
            Order order = new Order(new Urgency(points, 0));
            long shorterMs = random.nextLong(1L << random.nextInt(1, 53));
            long longerMs = shorterMs + random.nextLong(1L << random.nextInt(1, 53));
            assertThat(order.countMs(longerMs))
                    .as("seed " + seed + ": " + longerMs + " after " + shorterMs + " with " + points)
                    .isGreaterThanOrEqualTo(order.countMs(shorterMs));
            assertThat(order.countMs(QueueEntry.HEAD_CREDIT_MS))
                    .as("the head of the line")
                    .isGreaterThan(order.countMs(Urgency.MAX_MS));
        }
    }

    @Test
    void shouldLetNoWaitOutweighAStepOfStrictPriority() {
        Settings strict = new Settings(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, Settings.STRICT_PRIORITY);
        long longestMs = aging(new Point(1, Urgency.MAX_MS)).countMs(QueueEntry.HEAD_CREDIT_MS + (1L << 45));
        assertThat(Order.worthMs(1, strict)).isGreaterThan(longestMs);
        assertThat(Order.worthMs(200, strict) + longestMs).isPositive();
        assertThat(Order.worthMs(Integer.MIN_VALUE, strict)).isEqualTo(Order.worthMs(-200, strict));
        assertThat(Order.worthMs(-3, Settings.DEFAULT)).isEqualTo(-180_000);
    }

    @Test
    void shouldRefuseAnAgingThatFalls() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> aging(new Point(10, 20), new Point(20, 19)))
                .withMessageContaining("point 2");
        assertThatIllegalArgumentException().isThrownBy(() -> aging(new Point(10, 20), new Point(10, 20)));
        assertThatIllegalArgumentException().isThrownBy(() -> new Point(0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Point(1, Urgency.MAX_MS + 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Urgency(List.of(), -1));
    }
}
