package org.usher.server.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong with a request, as RFC 9457 (problem details) tells it.
 *
 * @param type {@code urn:usher:problem:} and a name that programs can rely on
 * @param title the same for every problem of this type
 * @param status the HTTP status
 * @param detail what happened this time, and what to do about it
 * @param errors the fields that are wrong, if it is about fields
 */
public record Problem(String type, String title, int status, String detail, List<FieldError> errors) {
    /** The media type of a problem. */
    public static final String CONTENT_TYPE = "application/problem+json";

    public Problem {
        errors = List.copyOf(errors);
    }

    /** {@code field} names where it stands, {@code value} what stood there (cut to 100 characters), {@code fix} what may stand there. */
    public record FieldError(String field, @Nullable String value, String fix) {
        public FieldError {
            value = value == null || value.length() <= 100 ? value : value.substring(0, 100) + "…";
        }
    }

    private static final String PREFIX = "urn:usher:problem:";

    /** What programs can rely on, without what is the same for all. */
    String name() {
        return type.substring(PREFIX.length());
    }

    static Problem of(int status, String name, String detail) {
        return new Problem(PREFIX + name, title(name), status, detail, List.of());
    }

    static Problem field(int status, String name, FieldError error) {
        String detail = error.field() + ": " + error.fix();
        return new Problem(PREFIX + name, title(name), status, detail, List.of(error));
    }

    private static String title(String name) {
        return Character.toUpperCase(name.charAt(0)) + name.substring(1).replace('-', ' ');
    }

    /** Carries a problem from where it is found to where requests are answered. */
    static final class ProblemException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Problem problem;

        ProblemException(Problem problem) {
            super(problem.detail(), null, false, false);
            this.problem = problem;
        }

        Problem problem() {
            return problem;
        }
    }

    ProblemException asException() {
        return new ProblemException(this);
    }
}
