package org.usher.server.mail;

/** One mail, which prints as nothing of what is in it. */
public record Mail(MailAddress to, String subject, String text) {
    @Override
    public String toString() {
        return "a mail of " + text.length() + " characters";
    }
}
