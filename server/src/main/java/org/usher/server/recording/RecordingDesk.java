package org.usher.server.recording;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** Where people and programs have talks recorded, or not: hands each order to whichever PBX has the contact. */
public final class RecordingDesk {
    /** One PBX. */
    @FunctionalInterface
    public interface Pbx {
        /** Answered in any case; {@link RecordingWord#UNKNOWN} if it has no such contact. */
        CompletableFuture<RecordingWord> record(long contactId, boolean on);
    }

    private final List<Pbx> pbxs = new CopyOnWriteArrayList<>();

    public void attach(Pbx pbx) {
        pbxs.add(pbx);
    }

    /** Never blocks. */
    public CompletableFuture<RecordingWord> record(long contactId, boolean on) {
        List<CompletableFuture<RecordingWord>> answers = new ArrayList<>();
        pbxs.forEach(pbx -> answers.add(pbx.record(contactId, on)));
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(all -> answers.stream()
                        .map(CompletableFuture::join)
                        .filter(answer -> answer != RecordingWord.UNKNOWN)
                        .findFirst()
                        .orElse(RecordingWord.UNKNOWN));
    }
}
