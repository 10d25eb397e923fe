package org.usher.server.customer;

import java.io.IOException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads what the hook answers, or says what is wrong with it without repeating any of it. */
final class HookAnswer {
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(8)
                            .maxStringLength(4_096)
                            .build())
                    .build())
            .build();
    private static final Pattern ID = Pattern.compile("[!-~]{1,64}");
    private static final Pattern WORD = Pattern.compile("[\\p{Alnum}_.-]{0,40}");
    private static final Pattern LINE = Pattern.compile("[^\\p{Cntrl}]{0,190}");
    private static final int MAX_MATTERS = 20;

    private HookAnswer() {}

    static Lookup read(String contentType, byte[] body) throws IOException {
        if (!contentType.toLowerCase(Locale.ROOT).startsWith("application/json")) {
            throw new IOException("the hook's answer is not application/json");
        }
        JsonNode customers;
        try {
            customers = JSON.readTree(body).path("customers");
        } catch (JacksonException e) {
            throw new IOException("the hook's answer is not JSON");
        }
        if (!customers.isArray()) {
            throw new IOException("the hook's answer has no list of customers");
        }
        return switch (customers.size()) {
            case 0 -> new Lookup.Unknown();
            case 1 -> new Lookup.Known(customer(customers.get(0)));
            default -> new Lookup.Shared();
        };
    }

    private static Customer customer(JsonNode row) throws IOException {
        String id = text(row, "id", ID);
        if (id.isEmpty()) {
            throw wrong("id");
        }
        JsonNode vip = row.path("vip");
        if (!vip.isMissingNode() && !vip.isBoolean()) {
            throw wrong("vip");
        }
        return new Customer(
                id,
                text(row, "name", LINE),
                text(row, "language", WORD),
                text(row, "segment", WORD),
                vip.isBoolean() && vip.asBoolean(),
                text(row, "lastAgent", WORD),
                true, // whoever answers keeps that himself
                matters(row.path("openMatters")));
    }

    /** Empty if it is left out. */
    private static String text(JsonNode row, String field, Pattern form) throws IOException {
        JsonNode value = row.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return "";
        }
        if (!value.isString() || !form.matcher(value.asString()).matches()) {
            throw wrong(field);
        }
        return value.asString();
    }

    private static Set<String> matters(JsonNode list) throws IOException {
        Set<String> matters = new HashSet<>();
        if (list.isMissingNode()) {
            return matters;
        }
        if (!list.isArray() || list.size() > MAX_MATTERS) {
            throw wrong("openMatters");
        }
        for (JsonNode matter : list) {
            if (!matter.isString() || !WORD.matcher(matter.asString()).matches()) {
                throw wrong("openMatters");
            }
            matters.add(matter.asString());
        }
        return matters;
    }

    private static IOException wrong(String field) {
        return new IOException("the hook's answer has a customer whose " + field + " is not what it must be");
    }
}
