package org.usher.server.api;

import io.netty.handler.codec.http.HttpMethod;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.server.history.RecordingHistory;
import org.usher.server.recording.RecordingDesk;
import org.usher.server.recording.RecordingFiles;
import org.usher.server.recording.RecordingWord;
import org.usher.server.security.Access;

/** What was recorded of a contact's talks, and whether they are to be recorded. Who fetches or orders what is said in the log. */
final class RecordingEndpoints implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RecordingEndpoints.class);

    private final RecordingHistory history;
    private final RecordingFiles files;
    private final RecordingDesk desk;
    private final BlockingQuestions questions = new BlockingQuestions("recording-question");

    RecordingEndpoints(RecordingHistory history, RecordingFiles files, RecordingDesk desk) {
        this.history = history;
        this.files = files;
        this.desk = desk;
    }

    record RecordingsAnswer(List<Entry> recordings) {}

    /**
     * A pair of files.
     *
     * @param caller where to GET what the customer said, null if this server has no such file
     * @param agent where to GET what the customer heard
     */
    record Entry(
            RecordingHistory.Recording recording,
            @Nullable String caller,
            @Nullable String agent) {}

    /** Whether the talk is to be recorded from now on. */
    record RecordingOrder(@Nullable Boolean on) {}

    /** Whether it is being recorded now, as the PBX itself has said. */
    record RecordingState(boolean recording) {}

    List<Route> routes() {
        return List.of(
                new Route(
                        HttpMethod.GET,
                        "/api/v1/contacts/{contact}/recordings",
                        Access.RECORDINGS_READ,
                        Route.Doc.json(
                                "What was recorded of a contact's talks: a pair of files for each talk, or for what of it lies between two pauses",
                                RecordingsAnswer.class),
                        (Route.Answering) this::list),
                new Route(
                        HttpMethod.GET,
                        "/api/v1/contacts/{contact}/recordings/{recording}/{side}",
                        Access.RECORDINGS_READ,
                        Route.Doc.other(
                                "The sound of one side of a recording, 'caller' or 'agent'; one range of bytes may be asked for",
                                "audio/wav"),
                        (Route.Answering) this::fetch),
                new Route(
                        HttpMethod.POST,
                        "/api/v1/contacts/{contact}/recording",
                        Access.CONTACTS_WRITE,
                        Route.Doc.action(
                                "Record the talk that this contact is in, or stop, for example while a card number is said; done when answered",
                                RecordingOrder.class,
                                RecordingState.class),
                        (Route.Answering) this::order));
    }

    private CompletionStage<Answer> list(Request request) {
        long contactId = request.pathId("contact");
        return questions.ask(() -> Answer.json(
                200,
                new RecordingsAnswer(history.of(contactId).stream()
                        .map(recording -> new Entry(
                                recording,
                                address(contactId, recording.id(), RecordingFiles.Side.CALLER),
                                address(contactId, recording.id(), RecordingFiles.Side.AGENT)))
                        .toList())));
    }

    private @Nullable String address(long contactId, long recordingId, RecordingFiles.Side side) {
        return files.find(contactId, recordingId, side).isEmpty()
                ? null
                : "/api/v1/contacts/" + contactId + "/recordings/" + recordingId + "/" + side.word();
    }

    private CompletionStage<Answer> fetch(Request request) {
        long contactId = request.pathId("contact");
        long recordingId = request.pathId("recording");
        RecordingFiles.Side side = side(request);
        return questions.ask(() -> {
            Optional<Path> file = files.find(contactId, recordingId, side);
            if (file.isEmpty()) {
                return Answer.problem(
                        Problem.of(
                                404,
                                "no-recording",
                                files.readable()
                                        ? "There is no such file (any more); GET /api/v1/contacts/" + contactId
                                                + "/recordings lists what there is."
                                        : "This server cannot read recordings; give recordings_directory of the PBX in usher.toml."));
            }
            log.info(
                    "{} fetches recording {}-{} ({})", request.principal().name(), contactId, recordingId, side.word());
            return sound(file.get(), request);
        });
    }

    private static Answer sound(Path file, Request request) throws IOException {
        long size = Files.size(file);
        Map<String, String> headers = Map.of("cache-control", "no-store", "accept-ranges", "bytes");
        String asked = request.headers().get("range");
        Optional<ByteRange> range = asked == null ? Optional.empty() : ByteRange.of(asked, size);
        if (range.isEmpty()) {
            return Answer.file(200, "audio/wav", new Answer.Slice(FileChannel.open(file), 0, size), headers);
        }
        ByteRange wanted = range.get();
        if (wanted.length() == 0) {
            return Answer.problem(
                    Problem.of(416, "range-not-satisfiable", "The recording has " + size + " bytes."),
                    Map.of("content-range", "bytes */" + size));
        }
        return Answer.file(
                206,
                "audio/wav",
                new Answer.Slice(FileChannel.open(file), wanted.from(), wanted.length()),
                Map.of(
                        "cache-control",
                        "no-store",
                        "content-range",
                        "bytes " + wanted.from() + "-" + (wanted.from() + wanted.length() - 1) + "/" + size));
    }

    private CompletionStage<Answer> order(Request request) {
        long contactId = request.pathId("contact");
        Boolean on = JsonBody.read(request, RecordingOrder.class).on();
        if (on == null) {
            throw JsonBody.invalid("on", null, "say true or false");
        }
        log.info("{} has contact {} {}recorded", request.principal().name(), contactId, on ? "" : "no longer ");
        return desk.record(contactId, on).thenApply(answer -> answer(answer, on));
    }

    private static Answer answer(RecordingWord answer, boolean on) {
        return switch (answer) {
            case RECORDING -> Answer.json(200, new RecordingState(true));
            case NOT_RECORDING ->
                on
                        ? Answer.problem(Problem.of(
                                409,
                                "not-allowed",
                                "The contact's queue does not record, or the customer has refused."))
                        : Answer.json(200, new RecordingState(false));
            case UNKNOWN ->
                Answer.problem(Problem.of(404, "unknown-contact", "No PBX has a call of this contact now."));
            case NOT_TALKING ->
                Answer.problem(Problem.of(409, "not-talking", "The customer talks with nobody just now."));
            case BUSY -> Answer.problem(Problem.of(409, "busy", "Another order is being carried out; try again."));
            case NOT_CONFIRMED ->
                Answer.problem(
                        Problem.of(
                                504,
                                "not-confirmed",
                                "The PBX has not said whether it records. Take it that it does, and say nothing in confidence."));
        };
    }

    private static RecordingFiles.Side side(Request request) {
        return switch (request.pathValue("side")) {
            case "caller" -> RecordingFiles.Side.CALLER;
            case "agent" -> RecordingFiles.Side.AGENT;
            default -> throw Request.wrong("side", request.pathValue("side"), "give caller or agent");
        };
    }

    @Override
    public void close() {
        questions.close();
    }
}
