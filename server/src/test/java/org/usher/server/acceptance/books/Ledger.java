package org.usher.server.acceptance.books;

import java.util.List;

/**
 * The history as its tables have it. Times are epoch ms, 0 where the table has no value; outcomes and names are empty there.
 */
record Ledger(
        List<Contact> contacts, List<Entry> entries, List<Refusal> refusals, List<Offer> offers, List<Talk> talks) {

    record Contact(long contactId, String caller, long endedAtMs, String endedBy) {}

    record Entry(
            long entryId,
            long contactId,
            String queue,
            long queuedAtMs,
            long endedAtMs,
            String outcome,
            long waitedMs) {}

    record Refusal(long contactId, String queue, long atMs, String status) {}

    record Offer(long offerId, long contactId, String agent, long madeAtMs, long endedAtMs, String outcome) {}

    record Talk(
            long talkId,
            long contactId,
            String agent,
            long connectedAtMs,
            long endedAtMs,
            String endedBy,
            long talkMs,
            long holdMs) {}
}
