package org.usher.server.centre;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration;
import org.usher.core.api.Effect;
import org.usher.core.api.Event;
import org.usher.core.api.LogEntry;
import org.usher.core.api.Output;
import org.usher.core.api.QueueEngine;
import org.usher.core.engine.Engines;
import org.usher.server.call.Numbers;
import org.usher.server.config.CentreFile;
import org.usher.server.config.ConfigProblem;
import org.usher.server.config.IdBook;
import org.usher.server.engine.CopyMaker;
import org.usher.server.engine.EngineEye;
import org.usher.server.engine.EngineMaker;
import org.usher.server.security.Secret;
import org.usher.server.security.SecretHash;

/** Another centre, adopted by a real engine that may be busy, and kept on a disk that may take nothing. */
final class CentreOfficeTest {
    private static final String CENTRE = """
            [[skill]]
            name = "german"
            [[queue]]
            name = "sales"
            [[device]]
            endpoint = "desk1"
            [[agent]]
            name = "anna"
            number = "100"
            pin_hash = "%s"
            queues = ["sales"]
            [[disposition]]
            name = "sold"
            [[customer_rule]]
            when = { segment = "gold" }
            priority = 3
            """;

    private static final String PIN = SecretHash.of(Secret.of("1234")).text();

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration IMPATIENCE = Duration.ofSeconds(1);

    private static final String FIRST = CENTRE.formatted(PIN);
    private static final String OTHER = FIRST.replace("german", "french");

    @TempDir
    private Path data;

    private final OwnEngine engine = new OwnEngine();
    private CentreOffice office;

    /** An engine with a thread of its own, which may be busy with something else. */
    private static final class OwnEngine implements EngineEye, CopyMaker {
        private final ExecutorService thread = Executors.newSingleThreadExecutor();
        private final QueueEngine engine = Engines.create();
        private final CountDownLatch again = new CountDownLatch(1);
        private Supplier<CompletableFuture<ByteBuffer>> copies = () -> look(CentreOfficeTest::copy);
        private boolean full;
        private boolean busyWhenOffered;

        boolean offer(Command command) {
            if (full) {
                return false;
            }
            if (busyWhenOffered) {
                thread.execute(this::rest);
            }
            thread.execute(() -> engine.apply(
                    new LogEntry(engine.lastIndex() + 1, 1, QueueEngine.VERSION, 1_000, command), new Nobody()));
            return true;
        }

        @Override
        public CompletableFuture<ByteBuffer> copy() {
            return copies.get();
        }

        @Override
        public String progress() {
            return "still at entry 3 of 7";
        }

        private void rest() {
            try {
                again.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public <T> CompletableFuture<T> look(Function<QueueEngine, T> question) {
            return CompletableFuture.supplyAsync(() -> question.apply(engine), thread);
        }
    }

    /** Whom nothing is told that matters here. */
    private static final class Nobody implements Output {
        @Override
        public void event(Event event) {
            Objects.requireNonNull(event);
        }

        @Override
        public void effect(Effect effect) {
            Objects.requireNonNull(effect);
        }
    }

    private static final class Makers implements EngineMaker {
        @Override
        public QueueEngine create() {
            return Engines.create();
        }

        @Override
        public QueueEngine restore(ByteBuffer snapshot) throws IOException {
            return Engines.restore(snapshot);
        }

        @Override
        public QueueEngine createAfter(LogEntry last) {
            return Engines.createAfter(last);
        }
    }

    /** Ids as the server gives them. */
    private static final class Book implements CentreIds {
        private final IdBook book = new IdBook();

        @Override
        public Optional<Configuration> next(Configuration current, Configuration centre) {
            boolean inForce = book.renumber(centre, current.revision()).equals(current);
            return inForce ? Optional.empty() : Optional.of(book.renumber(centre, current.revision() + 1));
        }

        @Override
        public Optional<Configuration> preview(Configuration current, Configuration centre) {
            return next(current, centre);
        }
    }

    @BeforeEach
    void open() throws Exception {
        office = office(FIRST);
        office.begin(Configuration.EMPTY).join();
    }

    @AfterEach
    void stop() {
        engine.again.countDown();
        engine.thread.shutdownNow();
    }

    @Test
    void shouldMakeARevisionOfWhatIsNoBusinessOfTheEngines() throws Exception {
        assertThat(revision()).isEqualTo(1);
        String pin = CENTRE.formatted(SecretHash.of(Secret.of("9876")).text());
        List<String> each = List.of(
                pin,
                pin.replace("sold", "gone"),
                pin.replace("priority = 3", "priority = 4"),
                pin.replace("\"desk1\"", "\"desk1\"\nlistening = true"));
        long revision = 1;
        for (String text : each) {
            revision++;
            assertThat(tried(text).next()).isEqualTo(revision);
            Verdict.Report report = adopted(text);
            assertThat(report.changes()).as("%s", text).isNotEmpty();
            assertThat(report.next()).isEqualTo(revision);
            assertThat(revision()).isEqualTo(revision);
            assertThat(directory().resolve("revision-" + revision + ".toml")).hasContent(text);
        }
        assertThat(adopted(each.getLast() + "# a remark\n").next())
                .as("what changes nothing makes no revision")
                .isEqualTo(revision);
    }

    @Test
    void shouldMakeARevisionOfAFileInWhichOnlyAPinHasChangedAtAStart() throws Exception {
        String pin = CENTRE.formatted(SecretHash.of(Secret.of("9876")).text());
        CentreOffice later = office(pin);
        later.begin(engine.view().join().configuration()).join();
        assertThat(revision()).isEqualTo(2);
        assertThat(directory().resolve("revision-2.toml")).hasContent(pin);
        office(pin).begin(engine.view().join().configuration()).join();
        assertThat(revision()).as("and of the same none").isEqualTo(2);
    }

    @Test
    void shouldForgetWhatWasAppliedOnlyWhenTheChangedFileIsInForce() throws Exception {
        adopted(OTHER);
        String edited = FIRST.replace("german", "spanish");
        engine.busyWhenOffered = true;
        CompletableFuture<Void> begun =
                office(edited).begin(engine.view().join().configuration());
        assertThat(comesBackTo(FIRST)).as("a start that comes to nothing").isEqualTo(OTHER);
        engine.again.countDown();
        begun.join();
        assertThat(comesBackTo(FIRST)).isEqualTo(FIRST);
        assertThat(comesBackTo(edited)).isEqualTo(edited);
    }

    private String comesBackTo(String file) throws Exception {
        return new CentreFolder(directory())
                .atStart(CentreReading.of(CentreFile.parse("centre.toml", file)), centre -> List.of())
                .centre()
                .text();
    }

    @Test
    void shouldSayThatNothingHasChangedWhenTheDiskTakesNothing() throws Exception {
        Files.move(directory(), data.resolve("away"));
        Files.writeString(directory(), "not a directory");
        assertThat(decide(OTHER))
                .isInstanceOfSatisfying(
                        Verdict.Away.class,
                        away -> assertThat(away.why())
                                .contains("cannot be kept on the disk", "revision 1 stays in force"));
        assertThat(revision()).isEqualTo(1);
        assertThat(office.inForce().text()).isEqualTo(FIRST);
    }

    @Test
    void shouldSayThatItIsInForceAlthoughItCouldNotBeKept() throws Exception {
        Files.createDirectories(directory().resolve("revision-2.toml/in the way"));
        assertThat(decide(OTHER))
                .isInstanceOfSatisfying(
                        Verdict.Adopted.class,
                        adopted -> assertThat(adopted.unkept()).contains("no copy of it as revision 2 is kept"));
        assertThat(revision()).isEqualTo(2);
        assertThat(office.inForce().text()).isEqualTo(OTHER);
    }

    @Test
    void shouldSayThatItIsNotKnownAndSettleItLaterWhenTheEngineDoesNotAnswerInTime() throws Exception {
        office = office(FIRST, IMPATIENCE);
        engine.busyWhenOffered = true;
        assertThat(decide(OTHER)).isInstanceOfSatisfying(Verdict.Unconfirmed.class, unconfirmed -> {
            assertThat(unconfirmed.why()).contains("has not answered within 1000 ms");
            assertThat(unconfirmed.report().next()).isEqualTo(2);
        });
        assertThat(office.inForce().text()).isEqualTo(FIRST);
        assertThat(decide(FIRST))
                .as("nothing else meanwhile")
                .isInstanceOfSatisfying(
                        Verdict.Away.class, away -> assertThat(away.why()).contains("has not answered within"));
        engine.again.countDown();
        await().untilAsserted(() -> assertThat(office.inForce().text()).isEqualTo(OTHER));
        assertThat(revision()).isEqualTo(2);
        await().untilAsserted(
                        () -> assertThat(directory().resolve("revision-2.toml")).hasContent(OTHER));
        assertThat(comesBackTo(FIRST)).as("what a restart comes back to").isEqualTo(OTHER);
        assertThat(files()).noneMatch(name -> name.startsWith("unfinished"));
    }

    @Test
    void shouldSayThatNothingHasChangedWhenTheEngineTakesNothing() throws Exception {
        engine.full = true;
        assertThat(decide(OTHER))
                .isInstanceOfSatisfying(
                        Verdict.Away.class,
                        away -> assertThat(away.why()).contains("too much to do", "revision 1 stays in force"));
        assertThat(office.inForce().text()).isEqualTo(FIRST);
        assertThat(files()).containsExactly("revision-1.toml");
    }

    private Path directory() {
        return data.resolve("centre");
    }

    @Test
    void shouldAdoptWhatCannotBeTriedOutOnlyForWhoInsists() throws Exception {
        engine.copies = () -> CompletableFuture.failedFuture(new IllegalStateException("it has gone astray"));
        assertThat(office.decide(new CentreDesk.Proposal(OTHER, null, false, false)))
                .isInstanceOfSatisfying(
                        Verdict.Away.class,
                        away -> assertThat(away.why())
                                .isEqualTo("what it would come to could not be tried: it has gone astray; who wants it"
                                        + " all the same says so (--force, or force=true)"));
        assertThat(revision()).isEqualTo(1);
        Verdict.Report report = adopted(OTHER);
        assertThat(report.consequences().untried()).isEqualTo("could not be tried: it has gone astray");
        assertThat(report.changes()).isNotEmpty();
        assertThat(revision()).isEqualTo(2);
    }

    @Test
    void shouldSayHowFarTheEngineIsOnWhichItWouldBeTriedOut() throws Exception {
        engine.copies = CompletableFuture::new;
        office = office(FIRST, IMPATIENCE);
        assertThat(office.decide(new CentreDesk.Proposal(OTHER, null, true, false)))
                .isInstanceOfSatisfying(
                        Verdict.Away.class,
                        away -> assertThat(away.why()).contains("could not be tried: still at entry 3 of 7"));
    }

    @Test
    void shouldBeginWithTheFileWhenWhatWasAppliedIsOnAPbxThatIsGone() throws Exception {
        String elsewhere = FIRST.replace("endpoint", "pbx = 2\nendpoint");
        new CentreFolder(directory())
                .keep(FIRST, CentreFile.parse("centre.toml", elsewhere))
                .lasts();
        assertThat(office(FIRST).inForce().text()).isEqualTo(FIRST);
    }

    @Test
    void shouldSendCallersToNoNumberOutsideThatThisServerDoesNotAllow() throws Exception {
        office = office(FIRST);
        assertThat(office.decide(new CentreDesk.Proposal(withOverflow("+390612345"), null, true, false)))
                .isInstanceOfSatisfying(
                        Verdict.Unusable.class,
                        unusable -> assertThat(unusable.problems())
                                .extracting(ConfigProblem::toString)
                                .containsExactly(
                                        "centre: overflow_number of queue sales = \"+390612345\" is none of the numbers to which this server"
                                                + " may send callers; add it to numbers of [overflow] in usher.toml and start again, or give"
                                                + " one of [+49*]"));
        assertThat(office.decide(new CentreDesk.Proposal(withOverflow("+4930123"), null, true, false)))
                .isNotInstanceOf(Verdict.Unusable.class);
    }

    private static String withOverflow(String number) {
        return FIRST.replace(
                "name = \"sales\"", "name = \"sales\"\nmax_wait = \"5m\"\noverflow_number = \"" + number + "\"");
    }

    private CentreOffice office(String file) throws Exception {
        return office(file, PATIENCE);
    }

    private CentreOffice office(String file, Duration patience) throws Exception {
        return new CentreOffice(
                new CentreFolder(directory()),
                CentreReading.of(CentreFile.parse("centre.toml", file)),
                new CentreOffice.Engine(engine, engine::offer, new Makers(), engine, patience),
                new Book(),
                new CentrePlace(List.of(1), new Numbers(List.of("+49*"))));
    }

    private static ByteBuffer copy(QueueEngine engine) {
        try {
            return engine.snapshot();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long revision() {
        return office.revision().join();
    }

    private Verdict.Report tried(String text) throws Exception {
        return ((Verdict.Tried) office.decide(new CentreDesk.Proposal(text, null, true, false))).report();
    }

    private Verdict.Report adopted(String text) throws Exception {
        return ((Verdict.Adopted) decide(text)).report();
    }

    private Verdict decide(String text) throws Exception {
        return office.decide(new CentreDesk.Proposal(text, null, false, true));
    }

    private List<String> files() throws Exception {
        try (Stream<Path> all = Files.list(directory())) {
            return all.map(file -> String.valueOf(file.getFileName())).toList();
        }
    }
}
