package org.usher.server.api;

import com.fasterxml.jackson.annotation.Nulls;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.usher.server.api.Problem.FieldError;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;

/** Reads a request's body into a record, or says which field is wrong, with what value, and what may stand there. */
final class JsonBody {
    private static final JsonMapper STRICT = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(16)
                            .maxStringLength(16_384)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            // a field may be null, which is to leave it out; nothing means anything among the things of a list
            .changeDefaultNullHandling(nulls -> nulls.withContentNulls(Nulls.FAIL))
            .build();

    private JsonBody() {}

    static <T> T read(Request request, Class<T> type) {
        String contentType = request.headers().getOrDefault("content-type", "");
        if (!contentType.toLowerCase(Locale.ROOT).startsWith("application/json")) {
            throw new Problem.ProblemException(Problem.field(
                    415,
                    "unsupported-media-type",
                    new FieldError("Content-Type", contentType, "send application/json")));
        }
        try {
            T value = STRICT.readValue(request.body(), type);
            if (value == null) {
                throw Problem.of(400, "invalid-body", "The body is null; send a JSON object.")
                        .asException();
            }
            return value;
        } catch (UnrecognizedPropertyException e) {
            String known = e.getKnownPropertyIds() == null
                    ? ""
                    : e.getKnownPropertyIds().stream()
                            .map(String::valueOf)
                            .sorted()
                            .collect(Collectors.joining(", "));
            throw invalid(e.getPropertyName(), null, "no such field; known here: " + known);
        } catch (MismatchedInputException e) {
            throw invalid(path(e), null, "is not of the type that the API description says");
        } catch (StreamReadException e) {
            String at = e.getLocation() == null
                    ? ""
                    : " at line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr();
            throw Problem.of(400, "invalid-json", "The body is not valid JSON" + at + ".")
                    .asException();
        } catch (JacksonException e) {
            throw Problem.of(400, "invalid-body", "The body can not be read; see /api/openapi.json.")
                    .asException();
        }
    }

    static Problem.ProblemException invalid(String field, @Nullable String value, String fix) {
        return Problem.field(422, "invalid-field", new FieldError(field, value, fix))
                .asException();
    }

    private static String path(JacksonException cause) {
        List<JacksonException.Reference> references = cause.getPath();
        String path = references.stream()
                .map(reference -> reference.getPropertyName() == null
                        ? "[" + reference.getIndex() + "]"
                        : "." + reference.getPropertyName())
                .collect(Collectors.joining());
        return path.isEmpty() ? "body" : path.startsWith(".") ? path.substring(1) : path;
    }
}
