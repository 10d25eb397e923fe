package org.usher.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BankCaseTest {
    private static final String HEADER =
            "call_id,customer_id,priority,type,date,vru_entry,vru_exit,queue_start,queue_exit,"
                    + "queue_seconds,outcome,service_start,service_exit,service_seconds,server\n";
    /** Seen from the benchmarks module. */
    private static final Path SHARED = Path.of("../../shared/data/bank-calls-1999-02-01..14.csv");

    @TempDir
    Path directory;

    private Path file(String rows) throws IOException {
        return Files.writeString(directory.resolve("calls.csv"), HEADER + rows);
    }

    @Test
    void shouldReadServedWaitedAndHungUpAndDropTheRest() throws IOException {
        List<BankRecords.Row> rows = BankRecords.read(file("""
                1,0,0,PS,1999-02-01,08:00:00,08:00:10,,,0,AGENT,08:00:10,08:01:10,60,TOVA
                2,0,2,NW,1999-02-01,08:00:00,08:00:10,08:00:10,08:00:41,31,AGENT,08:00:40,08:02:00,80,IDIT
                3,0,0,PS,1999-02-01,08:00:00,08:00:10,08:00:10,08:01:10,60,HANG,,,0,NO_SERVER
                4,0,0,PS,1999-02-01,08:00:00,08:00:10,,,0,HANG,,,0,NO_SERVER
                5,0,0,PS,1999-02-01,08:00:00,08:00:10,,,0,PHANTOM,,,0,NO_SERVER
                6,0,0,PS,1999-02-01,08:00:00,08:00:10,,,0,AGENT,08:00:10,08:00:10,0,NO_SERVER
                """));
        assertThat(rows).hasSize(4);
        assertThat(rows.get(0).arrivalS()).isEqualTo(8 * 3_600 + 10);
        assertThat(rows.get(1))
                .extracting(BankRecords.Row::priority, BankRecords.Row::waitedS, BankRecords.Row::serviceS)
                .containsExactly(2, 31, 80);
        assertThat(rows.get(2).served()).isFalse();
        assertThat(rows.get(3).served()).isTrue();
        assertThat(rows.get(3).serviceS()).isZero();
    }

    @Test
    void shouldSayWhichLineAndFieldCannotBeRead() throws IOException {
        Path wrong = file("1,0,0,PS,1999-02-01,08:00:00,08:00:10,,,soon,AGENT,08:00:10,08:01:10,60,TOVA\n");
        assertThatThrownBy(() -> BankRecords.read(wrong))
                .hasMessageContaining("line 2, queue_seconds: \"soon\" is not a whole number, 0 or more");
        Path hour = file("1,0,0,PS,1999-02-01,08:00:00,08:00:10,8 o'clock,,3,AGENT,08:00:10,08:01:10,60,TOVA\n");
        assertThatThrownBy(() -> BankRecords.read(hour)).hasMessageContaining("line 2, queue_start");
        Path strange = Files.writeString(directory.resolve("strange.csv"), "a,b\n1,2\n");
        assertThatThrownBy(() -> BankRecords.read(strange)).hasMessageContaining("line 1: the columns must be");
        Path negative = file("1,0,0,PS,1999-02-01,08:00:00,08:00:10,,,-5,AGENT,08:00:10,08:01:10,60,TOVA\n");
        assertThatThrownBy(() -> BankRecords.read(negative)).hasMessageContaining("line 2, queue_seconds: \"-5\"");
        Path day = file("\n1,0,0,PS,990201,08:00:00,08:00:10,,,0,AGENT,08:00:10,08:01:10,60,TOVA\n");
        assertThatThrownBy(() -> BankRecords.read(day))
                .hasMessageContaining("line 3, date: \"990201\" is not YYYY-MM-DD");
        Path outcome = file("1,0,0,PS,1999-02-01,08:00:00,08:00:10,,,0,LOST,08:00:10,08:01:10,60,TOVA\n");
        assertThatThrownBy(() -> BankRecords.read(outcome)).hasMessageContaining("line 2, outcome: \"LOST\"");
        Path few = file("1,0,0,PS,1999-02-01\n");
        assertThatThrownBy(() -> BankRecords.read(few)).hasMessageContaining("line 2: 5 fields instead of 15");
        Path nobody = file("1,0,0,PS,1999-02-01,08:00:00,08:00:10,,,0,PHANTOM,,,0,NO_SERVER\n");
        assertThatThrownBy(() -> BankCase.of(nobody)).hasMessageContaining("no caller of the queue");
        Path noServer = file("1,0,0,PS,1999-02-01,08:00:00,08:00:10,,,0,AGENT,08:00:10,08:00:10,0,NO_SERVER\n");
        assertThatThrownBy(() -> BankCase.of(noServer)).hasMessageContaining("nobody would be at work");
        assertThatThrownBy(() -> BankCase.of(directory.resolve("none.csv"))).hasMessageContaining("-Dlab.data=FILE");
    }

    @Test
    void shouldEstimatePatienceAsWorkedOutByHand() {
        // hang-ups at 10 and 30, served at 20: S(10) = 2/3, at 30 one of one left hangs up
        Patience patience = new Patience(
                List.of(new Patience.Wait(10, true), new Patience.Wait(20, false), new Patience.Wait(30, true)));
        assertThat(patience.survives(9)).isEqualTo(1);
        assertThat(patience.survives(10)).isCloseTo(2.0 / 3, within(1e-12));
        assertThat(patience.survives(29)).isCloseTo(2.0 / 3, within(1e-12));
        assertThat(patience.survives(30)).isZero();
        assertThat(patience.drawBeyond(10, Streams.of(1, 0, 0, Streams.Attribute.PATIENCE)))
                .isEqualTo(30);
    }

    @Test
    void shouldPlayADayFromItsRecords() throws IOException {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < 6; i++) {
            rows.append("%d,0,0,PS,1999-02-01,08:0%d:00,08:0%d:10,,,0,AGENT,08:0%d:10,08:0%d:40,30,TOVA%n"
                    .formatted(i, i, i, i, i));
        }
        rows.append("9,0,0,PS,1999-02-01,08:00:00,08:00:15,08:00:15,08:00:20,5,HANG,,,0,NO_SERVER\n");
        rows.append("9,0,0,PS,1999-02-01,12:00:00,12:00:15,12:00:15,12:00:20,5,HANG,,,0,NO_SERVER\n");
        Case bank = BankCase.of(BankRecords.read(file(rows.toString())));
        Tally day = Simulation.run(
                bank.scenario(), UsherSystem.create(), bank.scenario().traffic().open(1, 0));
        // TOVA works from 07:59:10 to 08:05:40; nobody is there at noon; 20 s of after-call work follow each service
        assertThat(day.answered).isEqualTo(6);
        assertThat(day.abandoned).isEqualTo(1);
        assertThat(day.refused).isZero();
        assertThat(day.busyMs()).isEqualTo(6 * 50_000);
        assertThat(day.staffedMs()).isEqualTo(60_000 + 330_000 + 20_000);
    }

    /** Three days of a month nobody has seen, of which the middle one has no server, in no order, as a spreadsheet writes them. */
    @Test
    void shouldPlayOtherDaysWhateverTheirOrder() throws IOException {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            String at = "%02d:%02d".formatted(9 + i / 30, 2 * (i % 30));
            rows.add("%d,0,%d,%s,2031-07-%02d,%s:00,%s:10,%s:10,%s:31,%d,AGENT,%s:30,%s:50,80,%s"
                    .formatted(
                            i,
                            i % 3,
                            i % 2 == 0 ? "PS" : "XY",
                            i % 4 == 3 ? 9 : 7,
                            at,
                            at,
                            at,
                            at,
                            21,
                            at,
                            at,
                            i % 5 == 0 ? "NO_SERVER" : "ADA"));
        }
        rows.add("99,0,0,PS,2031-07-08,09:00:00,09:00:10,09:00:10,09:01:10,60,HANG,,,,");
        List<String> shuffled = new ArrayList<>(rows);
        Collections.shuffle(shuffled, new Random(3));
        Path file = Files.writeString(
                directory.resolve("other.csv"),
                "\uFEFF" + HEADER.strip() + "\r\n" + String.join("\r\n", shuffled) + "\r\n");

        Result inOrder = result(BankCase.of(BankRecords.read(file(String.join("\n", rows)))));
        Result other = result(BankCase.of(file));

        assertThat(other.replications()).isEqualTo(2 * BankCase.PASSES);
        assertThat(Report.json(other)).isEqualTo(Report.json(inOrder));
    }

    private static Result result(Case bank) {
        return Result.of(bank, List.of(bank.policy(Policies.DEFAULT)), bank.replications(), 1);
    }

    /** Without impatience nobody gives up, and all are served in the end. */
    @Test
    void shouldLetEveryoneWaitWhereNobodyHungUp() throws IOException {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            rows.append("%d,0,0,PS,1999-02-01,08:00:0%d,08:00:1%d,,,0,AGENT,08:0%d:10,08:0%d:40,30,TOVA%n"
                    .formatted(i, i, i, i, i));
        }
        Result result = result(BankCase.of(BankRecords.read(file(rows.toString()))));
        assertThat(result.rows().getFirst().abandoned().value()).isZero();
    }

    @Test
    void shouldReadTheRealRecordsWhereTheyAreAtHand() throws IOException {
        assumeTrue(
                Files.isReadable(SHARED),
                () -> "skipped: the bank's records are not at "
                        + SHARED.toAbsolutePath().normalize());
        List<BankRecords.Row> rows = BankRecords.read(SHARED);
        assertThat(rows).hasSizeBetween(16_000, 16_500);
        List<Patience.Wait> waits = new ArrayList<>();
        rows.forEach(row -> waits.add(new Patience.Wait(row.waitedS(), !row.served())));
        // the median is known as 280 s for the whole of February
        assertThat(new Patience(waits).survives(280)).isBetween(0.4, 0.6);
    }
}
