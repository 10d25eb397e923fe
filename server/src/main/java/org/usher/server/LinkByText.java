package org.usher.server;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.usher.server.chat.ChatLinks;
import org.usher.server.customer.PhoneNumbers;
import org.usher.server.sms.TextMessageSettings;
import org.usher.server.sms.TextMessages;
import org.usher.server.supervisor.LiveContacts;

/**
 * Links to callers as text messages, to the number that they ring from.
 *
 * @param mayCall whether we call this number at all
 */
record LinkByText(
        LiveContacts contacts, PhoneNumbers numbers, Predicate<String> mayCall, TextMessages messages, String text)
        implements ChatLinks.Way {
    @Override
    public boolean leadsTo(long contactId) {
        return number(contactId).isPresent();
    }

    @Override
    public CompletionStage<Boolean> send(long contactId, String link) {
        return number(contactId)
                .map(to -> messages.send(to, text.replace(TextMessageSettings.LINK, link)))
                .orElseGet(() -> CompletableFuture.completedFuture(false));
    }

    private Optional<String> number(long contactId) {
        return contacts.of(contactId)
                .flatMap(row -> numbers.normalise(row.details().caller()))
                .filter(numbers::takesTextMessages)
                .filter(mayCall);
    }
}
