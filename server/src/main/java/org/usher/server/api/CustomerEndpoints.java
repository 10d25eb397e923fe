package org.usher.server.api;

import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.usher.server.customer.Customer;
import org.usher.server.customer.CustomerDesk.Found;
import org.usher.server.customer.CustomerDesk.FoundBy;
import org.usher.server.customer.CustomerFault;
import org.usher.server.customer.CustomerFileException;
import org.usher.server.customer.CustomerIntake;
import org.usher.server.customer.Lookup;
import org.usher.server.security.Access;

/**
 * Who the customer of a live contact may be: hints for whoever speaks with him, never proof of who he is. And files of customers, taken into
 * the database.
 */
final class CustomerEndpoints implements AutoCloseable {
    static final String PATH = "/api/v1/customers";
    /** About 100,000 customers. */
    static final int MAX_BYTES = 16 << 20;

    private static final String CSV = "text/csv";
    private static final Problem AWAY =
            Problem.of(503, "customers-away", "Customers can not be looked up now; calls go on. Try again.");

    private final Customers customers;
    private final BlockingQuestions questions = new BlockingQuestions("customer-files", 1, AWAY);

    CustomerEndpoints(Customers customers) {
        this.customers = customers;
    }

    /** What there is about a contact's customer. */
    enum Match {
        KNOWN,
        /** The number is several customers', or nobody's in particular: ask. */
        SHARED,
        UNKNOWN,
        /** The number is withheld, or none of the public network. */
        WITHHELD
    }

    /** What is known of a customer for routing, and the name to verify him by. */
    record CustomerRow(
            String id,
            String name,
            String language,
            String segment,
            boolean vip,
            String lastAgent,
            List<String> openMatters) {
        private static CustomerRow of(Customer customer) {
            return new CustomerRow(
                    customer.id(),
                    customer.name(),
                    customer.language(),
                    customer.segment(),
                    customer.vip(),
                    customer.lastAgent(),
                    customer.openMatters().stream().sorted().toList());
        }
    }

    /**
     * Who it may be.
     *
     * @param foundBy DIALPLAN if that said who it is, NUMBER if the call's number did, which anybody can forge
     * @param verified always false: nobody has proved to Usher who he is, so tell him nothing before he has proved it to you
     */
    record CustomerAnswer(
            long contactId,
            Match match,
            FoundBy foundBy,
            boolean verified,
            @Nullable CustomerRow customer) {
        private static CustomerAnswer of(long contactId, Found found) {
            return switch (found.lookup()) {
                case Lookup.Known(Customer customer) ->
                    new CustomerAnswer(contactId, Match.KNOWN, found.by(), false, CustomerRow.of(customer));
                case Lookup.Shared shared -> new CustomerAnswer(contactId, Match.SHARED, found.by(), false, null);
                case Lookup.Unknown unknown ->
                    new CustomerAnswer(
                            contactId,
                            found.by() == FoundBy.NOTHING ? Match.WITHHELD : Match.UNKNOWN,
                            found.by(),
                            false,
                            null);
            };
        }
    }

    List<Route> routes() {
        return List.of(
                new Route(
                        HttpMethod.GET,
                        "/api/v1/contacts/{contact}/customer",
                        Access.CUSTOMERS,
                        Route.Doc.json(
                                "Who the customer of a live contact may be, for greeting him: not verified; an agent may see that of contacts"
                                        + " which are offered to him or talk with him",
                                CustomerAnswer.class),
                        (Route.Answering) this::customer),
                new Route(
                        HttpMethod.POST,
                        PATH,
                        Access.CONFIG_WRITE,
                        Route.Doc.json(
                                "Take in a file of customers (a body of " + CSV
                                        + ", see usher customers import): all of them, or none and what is wrong with which line",
                                CustomerIntake.Done.class),
                        (Route.Answering) this::take));
    }

    private CompletionStage<Answer> take(Request request) {
        String contentType = request.headers().getOrDefault("content-type", "");
        if (!contentType.toLowerCase(Locale.ROOT).startsWith(CSV)) {
            throw new Problem.ProblemException(Problem.field(
                    415, "unsupported-media-type", new Problem.FieldError("Content-Type", contentType, "send " + CSV)));
        }
        String csv = request.body();
        return questions.ask(() -> {
            try {
                CustomerIntake.Done done = customers.take(csv);
                return Answer.json(200, done).noted(null, done.customers() + " customers, " + done.added() + " new");
            } catch (CustomerFileException e) {
                return Answer.problem(unusable(e.faults()));
            }
        });
    }

    private static Problem unusable(List<CustomerFault> faults) {
        Problem problem = Problem.of(422, "unusable-customers", "Nothing was taken in.");
        return new Problem(
                problem.type(),
                problem.title(),
                problem.status(),
                problem.detail(),
                faults.stream()
                        .map(fault -> new Problem.FieldError(
                                "line " + fault.line() + ": " + fault.column(),
                                fault.value().isEmpty() ? null : fault.value(),
                                fault.wrong() + "; " + fault.fix()))
                        .toList());
    }

    private CompletionStage<Answer> customer(Request request) {
        long contactId = request.pathId("contact");
        return customers
                .find(contactId)
                .map(asked -> asked.handle((found, failure) ->
                        failure == null ? Answer.json(200, CustomerAnswer.of(contactId, found)) : Answer.problem(AWAY)))
                .orElseGet(() -> CompletableFuture.completedFuture(Answer.problem(Problem.field(
                        404,
                        "unknown-contact",
                        new Problem.FieldError("contact", Long.toString(contactId), "no such contact is live")))));
    }

    @Override
    public void close() {
        questions.close();
    }
}
