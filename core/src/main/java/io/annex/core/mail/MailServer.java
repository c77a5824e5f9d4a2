package io.annex.core.mail;

import io.annex.api.Mail;

/** Takes mails. Thread-safe. */
public interface MailServer {
    /** There is none. */
    MailServer NONE = new MailServer() {
        @Override
        public void send(Mail mail) throws MailRefused {
            throw new MailRefused("unconfigured", "there is no mail server: set mail.host and mail.from in annex.yaml");
        }

        @Override
        public boolean isAddress(String text) {
            return text.matches("[^\\s@<>,;:\"]+@[^\\s@<>,;:\"]+");
        }

        @Override
        public String from() {
            return "";
        }
    };

    /**
     * Hands a mail over, and waits until the server has it. It was checked: each
     * field is one line without control characters.
     */
    void send(Mail mail) throws MailRefused;

    /** Whether a text is one address, with or without a name. */
    boolean isAddress(String text);

    /** The address that mails are sent by; empty for none. */
    String from();
}
