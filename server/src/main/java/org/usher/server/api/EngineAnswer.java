package org.usher.server.api;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.usher.core.api.ReplyCode;

/**
 * What the engine decided on a request.
 *
 * @param result ACCEPTED, ACCEPTED_PENDING (it takes effect after the call) or UNCHANGED (it was so already)
 */
record EngineAnswer(ReplyCode result) {

    /** The HTTP answer when the engine has decided; also when it does not come to that. */
    static CompletionStage<Answer> to(CompletionStage<ReplyCode> asked, Function<ReplyCode, Answer> answer) {
        return asked.handle((code, failure) -> {
            if (failure == null) {
                return answer.apply(code);
            }
            return Answer.problem(
                    switch (failure) {
                        case RejectedExecutionException full ->
                            Problem.of(503, "overloaded", "Too much to do just now; try again.");
                        case TimeoutException late ->
                            Problem.of(504, "no-answer", "No answer within five seconds; look at the state now.");
                        default -> throw new IllegalStateException("a request to the engine failed", failure);
                    });
        });
    }

    static Answer conflict(String name, String detail) {
        return Answer.problem(Problem.of(409, name, detail));
    }

    static Answer configurationChanged() {
        return conflict("configuration-changed", "The configuration changed meanwhile; look again and repeat.");
    }
}
