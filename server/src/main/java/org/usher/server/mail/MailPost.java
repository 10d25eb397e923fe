package org.usher.server.mail;

import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.time.Instant;
import java.util.Date;
import java.util.Properties;
import java.util.function.LongSupplier;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;

/** Hands one mail to the mail server, and waits for its answer. Nothing that it says of a failure holds an address or a word of a mail. */
final class MailPost {
    /** Each step of a mail may take so long. */
    private static final String STEP_MS = "20000";

    private static final String CONNECT_MS = "10000";
    /** From here on the server's answers mean: never (RFC 5321, 4.2.1). */
    private static final int FOR_GOOD = 500;

    private final MailSettings settings;
    private final Session session;
    private final LongSupplier clockMs;

    /** The mail was not taken. */
    static final class NotTaken extends Exception {
        private static final long serialVersionUID = 1;
        private final boolean addressRefused;

        private NotTaken(String why, boolean addressRefused) {
            super(why); // and no cause, whose words repeat what the server said, and so addresses
            this.addressRefused = addressRefused;
        }

        /** The server does not take mails to this address: it is no use to try again. */
        boolean addressRefused() {
            return addressRefused;
        }
    }

    MailPost(MailSettings settings, LongSupplier clockMs) {
        this.settings = settings;
        this.clockMs = clockMs;
        this.session = Session.getInstance(properties(settings));
    }

    private static Properties properties(MailSettings settings) {
        Properties all = new Properties();
        all.setProperty("mail.smtp.host", settings.host());
        all.setProperty("mail.smtp.port", String.valueOf(settings.port()));
        all.setProperty("mail.smtp.connectiontimeout", CONNECT_MS);
        all.setProperty("mail.smtp.timeout", STEP_MS);
        all.setProperty("mail.smtp.writetimeout", STEP_MS);
        all.setProperty("mail.smtp.auth", String.valueOf(settings.login().isPresent()));
        all.setProperty("mail.smtp.ssl.checkserveridentity", "true");
        all.setProperty("mail.smtp.ssl.enable", String.valueOf(settings.tls() == MailSettings.Encryption.TLS));
        boolean startTls = settings.tls() == MailSettings.Encryption.STARTTLS;
        all.setProperty("mail.smtp.starttls.enable", String.valueOf(startTls));
        all.setProperty("mail.smtp.starttls.required", String.valueOf(startTls));
        all.setProperty("mail.from", settings.from().reveal());
        return all;
    }

    void send(Mail mail) throws NotTaken {
        try {
            MimeMessage message = new MimeMessage(session);
            message.setFrom(new InternetAddress(settings.from().reveal(), true));
            message.setRecipient(
                    Message.RecipientType.TO, new InternetAddress(mail.to().reveal(), true));
            message.setSubject(mail.subject(), "UTF-8");
            message.setText(mail.text(), "UTF-8");
            message.setSentDate(Date.from(Instant.ofEpochMilli(clockMs.getAsLong())));
            message.setHeader("Auto-Submitted", "auto-generated"); // nobody is to be told that somebody is on holiday
            message.saveChanges();
            hand(message);
        } catch (MessagingException e) {
            throw new NotTaken(kind(e), refusesAddress(e));
        }
    }

    private void hand(MimeMessage message) throws MessagingException {
        try (Transport transport = session.getTransport("smtp")) {
            if (settings.login().isPresent()) {
                MailSettings.Login login = settings.login().get();
                transport.connect(login.user(), login.password().reveal());
            } else {
                transport.connect();
            }
            Address[] to = message.getAllRecipients();
            transport.sendMessage(message, to);
        }
    }

    private static boolean refusesAddress(MessagingException failure) {
        for (Exception e = failure; e != null; e = e instanceof MessagingException m ? m.getNextException() : null) {
            if (e instanceof SMTPAddressFailedException refused) {
                return refused.getReturnCode() >= FOR_GOOD;
            }
        }
        return false;
    }

    /** What went wrong, in words that are ours. */
    private static String kind(MessagingException failure) {
        for (Exception e = failure; e != null; e = e instanceof MessagingException m ? m.getNextException() : null) {
            switch (e) {
                case SMTPAddressFailedException refused -> {
                    return "the mail server answered " + refused.getReturnCode() + " to the address";
                }
                case SMTPSendFailedException refused -> {
                    return "the mail server answered " + refused.getReturnCode();
                }
                case AuthenticationFailedException refused -> {
                    return "the mail server refused user and password";
                }
                default -> {} // what is behind it says more
            }
        }
        Exception next = failure.getNextException();
        return failure instanceof SendFailedException || next == null
                ? failure.getClass().getSimpleName()
                : failure.getClass().getSimpleName() + ", " + next.getClass().getSimpleName();
    }
}
