package org.usher.server.hours;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.usher.core.api.Command;
import org.usher.core.api.Effect;
import org.usher.core.api.Event;
import org.usher.core.api.LogEntry;
import org.usher.core.api.Output;
import org.usher.core.api.QueueEngine;
import org.usher.core.api.QueueStatus;
import org.usher.core.engine.Engines;
import org.usher.server.Story;
import org.usher.server.engine.EngineEye;

/** The clock and a real engine, in virtual time. */
final class HoursClockTest {
    private static final String QUEUE = Story.CENTRE.queues().getFirst().name();
    private static final OpeningBook DAYTIME = new OpeningBook(Map.of(QUEUE, daily("08:00", "18:00")));

    private QueueEngine engine = Engines.create();
    private OpeningBook book = DAYTIME;
    private Map<String, Long> openings = Map.of();
    private boolean busy;
    private int looks;
    private final List<Command> orders = new ArrayList<>();
    private HoursClock clock = clock();

    HoursClockTest() {
        apply(new Command.AdoptConfiguration(Story.CENTRE));
    }

    @AfterEach
    void stop() {
        clock.close();
    }

    private static OpeningHours daily(String from, String until) {
        OpeningHours.Span span = new OpeningHours.Span(LocalTime.parse(from), LocalTime.parse(until));
        return new OpeningHours(
                ZoneOffset.UTC,
                Map.of(DayOfWeek.MONDAY, List.of(span), DayOfWeek.TUESDAY, List.of(span)),
                Holidays.NONE,
                Set.of(),
                Map.of());
    }

    private HoursClock clock() {
        EngineEye eye = new EngineEye() {
            @Override
            public <T> CompletableFuture<T> look(Function<QueueEngine, T> question) {
                looks++;
                return CompletableFuture.completedFuture(question.apply(engine));
            }
        };
        return new HoursClock(() -> book, eye, this::offer, told -> openings = told);
    }

    private boolean offer(Command order) {
        if (!busy) {
            orders.add(order);
            apply(order);
        }
        return !busy;
    }

    private void apply(Command command) {
        engine.apply(
                new LogEntry(engine.lastIndex() + 1, 1, QueueEngine.VERSION, engine.lastAtMs() + 1, command),
                new Output() {
                    @Override
                    public void event(Event event) {
                        // the view tells
                    }

                    @Override
                    public void effect(Effect effect) {
                        // the view tells
                    }
                });
    }

    private void person(boolean open) {
        apply(new Command.SetQueueDoor(7, 1, open));
    }

    /** Monday is the 23rd. */
    private QueueStatus at(String dayAndTime) {
        long nowMs = Instant.parse("2026-11-" + dayAndTime + "Z").toEpochMilli();
        for (int i = 0; i < 4; i++) {
            clock.look(nowMs + i * 250L);
        }
        return door();
    }

    private QueueStatus door() {
        return engine.view().queues().getFirst().status();
    }

    private static long ms(String dayAndTime) {
        return Instant.parse("2026-11-" + dayAndTime + "Z").toEpochMilli();
    }

    @Test
    void shouldOpenAndCloseByTheHoursAndAskTheEngineOnlyThen() {
        assertThat(at("23T07:00:00")).as("nobody had ever opened it").isEqualTo(QueueStatus.CLOSED);
        assertThat(openings).containsExactly(Map.entry(QUEUE, ms("23T08:00:00")));
        int before = looks;
        assertThat(at("23T07:59:58")).isEqualTo(QueueStatus.CLOSED);
        assertThat(looks).as("nothing has changed").isEqualTo(before);
        assertThat(at("23T08:00:00")).isEqualTo(QueueStatus.OPEN);
        assertThat(openings).containsExactly(Map.entry(QUEUE, ms("24T08:00:00")));
        assertThat(at("23T18:00:00")).isEqualTo(QueueStatus.CLOSED);
        assertThat(orders).hasSize(3);
        assertThat(engine.view().queues().getLast().status())
                .as("a queue without hours")
                .isEqualTo(QueueStatus.OPEN);
    }

    @Test
    void shouldLeaveAPersonsOrderAloneUntilTheHoursChange() {
        at("23T09:00:00");
        person(false);
        assertThat(at("23T12:00:00")).isEqualTo(QueueStatus.CLOSED);
        assertThat(at("23T18:00:00")).isEqualTo(QueueStatus.CLOSED);
        person(true);
        assertThat(at("23T21:00:00")).as("open in the evening, as ordered").isEqualTo(QueueStatus.OPEN);
        assertThat(at("24T08:00:00")).isEqualTo(QueueStatus.OPEN);
        assertThat(at("24T18:00:00")).isEqualTo(QueueStatus.CLOSED);

        at("30T09:00:00");
        person(false);
        at("30T18:00:00");
        assertThat(at("30T23:00:00")).isEqualTo(QueueStatus.CLOSED);
    }

    @Test
    void shouldNotFightAPersonAfterARestart() throws IOException {
        at("23T18:00:00");
        person(true);
        restart();
        assertThat(at("23T19:00:00")).isEqualTo(QueueStatus.OPEN);
        assertThat(orders).hasSize(1);
    }

    @Test
    void shouldMakeUpForAChangeThatNobodySaw() throws IOException {
        assertThat(at("23T17:59:00")).isEqualTo(QueueStatus.OPEN);
        restart();
        assertThat(at("23T22:00:00")).isEqualTo(QueueStatus.CLOSED);
        restart();
        assertThat(at("24T09:00:00")).isEqualTo(QueueStatus.OPEN);
    }

    @Test
    void shouldFollowOtherHoursAndOpenWhatHasNoneAnyMore() {
        assertThat(at("23T19:00:00")).isEqualTo(QueueStatus.CLOSED);
        book = new OpeningBook(Map.of(QUEUE, daily("08:00", "20:00")));
        assertThat(at("23T19:00:01")).isEqualTo(QueueStatus.OPEN);
        assertThat(at("23T20:00:00")).isEqualTo(QueueStatus.CLOSED);
        book = OpeningBook.ALWAYS;
        assertThat(at("23T20:00:01")).isEqualTo(QueueStatus.OPEN);
        assertThat(openings).isEmpty();
        person(false);
        assertThat(at("24T08:00:00")).as("a person's door, without hours").isEqualTo(QueueStatus.CLOSED);
    }

    @Test
    void shouldTryAgainWhileTheEngineHasTooMuchToDo() {
        at("23T09:00:00");
        busy = true;
        assertThat(at("23T18:00:00")).isEqualTo(QueueStatus.OPEN);
        busy = false;
        assertThat(at("23T18:00:05")).isEqualTo(QueueStatus.CLOSED);
    }

    @Test
    void shouldFollowAClockThatIsSetBack() {
        assertThat(at("23T18:00:00")).isEqualTo(QueueStatus.CLOSED);
        assertThat(at("23T17:00:00")).isEqualTo(QueueStatus.OPEN);
        assertThat(at("23T18:00:00")).isEqualTo(QueueStatus.CLOSED);
    }

    private void restart() throws IOException {
        clock.close();
        engine = Engines.restore(engine.snapshot());
        clock = clock();
    }
}
