package org.usher.server.api;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.usher.server.security.Access;
import org.usher.server.security.Role;
import org.usher.server.webhook.WebhookType;

/** The description of the API (OpenAPI 3.1), made from the table of routes and the records that go over the wire. */
final class OpenApi {
    private static final Pattern PATH_NAME = Pattern.compile("\\{([a-zA-Z]+)\\}");
    private final Map<String, Object> schemas = new TreeMap<>();

    private OpenApi() {}

    /** Only what stands under {@code /api/}, {@code /health/}, {@code /ws/} and {@code /metrics}: pages need no description. */
    static Map<String, Object> describe(List<Route> routes) {
        return new OpenApi().document(routes);
    }

    private Map<String, Object> document(List<Route> routes) {
        Map<String, Map<String, Object>> paths = new TreeMap<>();
        for (Route route : routes) {
            if (!route.doc().contentType().startsWith("text/html")) {
                paths.computeIfAbsent(route.path(), path -> new TreeMap<>())
                        .put(route.method().name().toLowerCase(Locale.ROOT), operation(route));
            }
        }
        schema(Problem.class);
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("openapi", "3.1.0");
        document.put(
                "info",
                Map.of(
                        "title",
                        "Usher",
                        "version",
                        "1",
                        "description",
                        "Times are epoch milliseconds (…Ms). Errors are problems (RFC 9457)."));
        document.put("paths", paths);
        document.put("webhooks", webhooks());
        document.put(
                "components",
                Map.of(
                        "schemas",
                        schemas,
                        "securitySchemes",
                        Map.of(
                                "token",
                                Map.of("type", "http", "scheme", "bearer"),
                                "session",
                                Map.of("type", "apiKey", "in", "cookie", "name", SessionCookie.PLAIN_NAME))));
        return document;
    }

    /** What is sent to the programs of {@code [[webhook]]}. */
    private Map<String, Object> webhooks() {
        List<Object> headers = List.of(
                header(
                        "webhook-id",
                        "The same whenever the same event is sent again; unlike those of all other events"),
                header("webhook-timestamp", "When it is sent (epoch seconds)"),
                header(
                        "webhook-signature",
                        "v1, and HMAC-SHA256 over id, timestamp and body with dots between, in base64; two while a secret is turned over"));
        Map<String, Object> webhooks = new LinkedHashMap<>();
        for (WebhookType type : WebhookType.values()) {
            Map<String, Object> schema = Map.of(
                    "type",
                    "object",
                    "properties",
                    Map.of(
                            "type",
                            Map.of("const", type.word()),
                            "timestamp",
                            Map.of("type", "string", "format", "date-time"),
                            "data",
                            schema(type.example().getClass())),
                    "required",
                    List.of("type", "timestamp", "data"));
            Map<String, Object> content =
                    Map.of("application/json", Map.of("schema", schema, "example", type.exampleBody()));
            webhooks.put(
                    type.word(),
                    Map.of(
                            "post",
                            Map.of(
                                    "summary",
                                    type.meaning(),
                                    "parameters",
                                    headers,
                                    "requestBody",
                                    Map.of("required", true, "content", content),
                                    "responses",
                                    Map.of(
                                            "2XX",
                                            Map.of("description", "Taken"),
                                            "410",
                                            Map.of(
                                                    "description",
                                                    "Wanted no more: nothing is sent until Usher is started again"),
                                            "default",
                                            Map.of("description", "Sent again later")))));
        }
        return webhooks;
    }

    private static Map<String, Object> header(String name, String description) {
        return Map.of(
                "name",
                name,
                "in",
                "header",
                "required",
                true,
                "description",
                description,
                "schema",
                Map.of("type", "string"));
    }

    private Map<String, Object> operation(Route route) {
        Map<String, Object> operation = new LinkedHashMap<>();
        operation.put("summary", route.doc().summary());
        operation.put("x-access", route.access().name());
        operation.put(
                "x-roles",
                route.access() == Access.PUBLIC
                        ? List.of()
                        : route.access().roles().stream().map(Role::name).toList());
        route.access().scope().ifPresent(scope -> operation.put("x-scope", scope.word()));
        operation.put(
                "security",
                route.access() == Access.PUBLIC
                        ? List.of()
                        : List.of(Map.of("token", List.of()), Map.of("session", List.of())));
        operation.put("parameters", parameters(route));
        Class<?> body = route.doc().body();
        if (body != null) {
            operation.put(
                    "requestBody",
                    Map.of("required", true, "content", Map.of("application/json", Map.of("schema", schema(body)))));
        }
        if (route.endpoint() instanceof Route.Taking) {
            operation.put(
                    "requestBody",
                    Map.of(
                            "required",
                            true,
                            "content",
                            Map.of(
                                    "application/octet-stream",
                                    Map.of("schema", Map.of("type", "string", "format", "binary")))));
        }
        Map<String, Object> responses = new TreeMap<>();
        Class<?> result = route.doc().result();
        if (route.endpoint() instanceof Route.SocketEndpoint) {
            responses.put("101", Map.of("description", "The connection is a WebSocket now"));
        } else {
            responses.put(
                    "2XX",
                    Map.of(
                            "description",
                            "Done",
                            "content",
                            Map.of(
                                    route.doc().contentType(),
                                    result == null ? Map.of() : Map.of("schema", schema(result)))));
        }
        responses.put(
                "default",
                Map.of(
                        "description",
                        "What went wrong",
                        "content",
                        Map.of(
                                Problem.CONTENT_TYPE,
                                Map.of("schema", Map.of("$ref", "#/components/schemas/Problem")))));
        operation.put("responses", responses);
        return operation;
    }

    private static List<Object> parameters(Route route) {
        List<Object> parameters = new ArrayList<>();
        Matcher names = PATH_NAME.matcher(route.path());
        while (names.find()) {
            parameters.add(
                    Map.of("name", names.group(1), "in", "path", "required", true, "schema", Map.of("type", "string")));
        }
        for (Route.Parameter parameter : route.doc().query()) {
            parameters.add(Map.of(
                    "name",
                    parameter.name(),
                    "in",
                    "query",
                    "description",
                    parameter.description(),
                    "schema",
                    Map.of("type", parameter.type())));
        }
        return parameters;
    }

    private Map<String, Object> schema(Type type) {
        if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            return Map.of("type", "array", "items", schema(list.getActualTypeArguments()[0]));
        }
        if (!(type instanceof Class<?> plain)) {
            throw new IllegalStateException("the API can not be described: " + type);
        }
        if (plain == long.class || plain == Long.class) {
            return Map.of("type", "integer", "format", "int64");
        }
        if (plain == int.class || plain == Integer.class) {
            return Map.of("type", "integer", "format", "int32");
        }
        if (plain == double.class || plain == Double.class) {
            return Map.of("type", "number");
        }
        if (plain == boolean.class || plain == Boolean.class) {
            return Map.of("type", "boolean");
        }
        if (plain == String.class) {
            return Map.of("type", "string");
        }
        if (plain.isEnum()) {
            return Map.of(
                    "type",
                    "string",
                    "enum",
                    Arrays.stream(plain.getEnumConstants()).map(String::valueOf).toList());
        }
        if (plain.isRecord()) {
            return reference(plain);
        }
        throw new IllegalStateException("the API can not be described: " + plain);
    }

    private Map<String, Object> reference(Class<?> type) {
        String name = type.getSimpleName();
        if (!schemas.containsKey(name)) {
            schemas.put(name, Map.of());
            Map<String, Object> properties = new LinkedHashMap<>();
            List<String> required = new ArrayList<>();
            for (RecordComponent component : type.getRecordComponents()) {
                Map<String, Object> schema = schema(component.getGenericType());
                boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
                properties.put(
                        component.getName(),
                        nullable ? Map.of("anyOf", List.of(schema, Map.of("type", "null"))) : schema);
                required.add(component.getName());
            }
            Map<String, Object> schema = new LinkedHashMap<>();
            schema.put("type", "object");
            schema.put("properties", properties);
            schema.put("required", required);
            schemas.put(name, schema);
        }
        return Map.of("$ref", "#/components/schemas/" + name);
    }
}
