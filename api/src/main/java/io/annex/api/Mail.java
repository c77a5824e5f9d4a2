package io.annex.api;

import java.util.ArrayList;
import java.util.List;

/**
 * A mail. Immutable. Addresses are written as {@code name@example.org} or
 * {@code Ada <name@example.org>}.
 *
 * @param from
 *            who it says that it is from; empty for the server's own address,
 *            by which it is sent in any case
 * @param replyTo
 *            where answers go
 * @param to
 *            recipients
 * @param copies
 *            recipients whom all can see
 * @param blindCopies
 *            recipients whom nobody can see
 * @param subject
 *            one line
 * @param text
 *            as plain text; empty for none
 * @param html
 *            the same as HTML; empty for none
 * @param attachments
 *            files that come with it
 */
public record Mail(String from, List<String> replyTo, List<String> to, List<String> copies, List<String> blindCopies,
        String subject, String text, String html, List<Attachment> attachments) {
    /**
     * A file that comes with a mail.
     *
     * @param name
     *            its name
     * @param type
     *            its media type
     * @param content
     *            not to be altered
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Attachment(String name, String type, byte[] content) {
    }

    /** Copies the lists. */
    public Mail {
        replyTo = List.copyOf(replyTo);
        to = List.copyOf(to);
        copies = List.copyOf(copies);
        blindCopies = List.copyOf(blindCopies);
        attachments = List.copyOf(attachments);
    }

    /** One of plain text. */
    public static Mail of(String to, String subject, String text) {
        return new Mail("", List.of(), List.of(to), List.of(), List.of(), subject, text, "", List.of());
    }

    /** The same with another sender. */
    public Mail withFrom(String address) {
        return new Mail(address, replyTo, to, copies, blindCopies, subject, text, html, attachments);
    }

    /** The same with one address more for answers. */
    public Mail withReplyTo(String address) {
        return new Mail(from, more(replyTo, address), to, copies, blindCopies, subject, text, html, attachments);
    }

    /** The same with one recipient more. */
    public Mail withRecipient(String address) {
        return new Mail(from, replyTo, more(to, address), copies, blindCopies, subject, text, html, attachments);
    }

    /** The same with HTML. */
    public Mail withHtml(String content) {
        return new Mail(from, replyTo, to, copies, blindCopies, subject, text, content, attachments);
    }

    /** The same with one file more. */
    public Mail withAttachment(Attachment attachment) {
        return new Mail(from, replyTo, to, copies, blindCopies, subject, text, html, more(attachments, attachment));
    }

    private static <T> List<T> more(List<T> some, T one) {
        List<T> all = new ArrayList<>(some);
        all.add(one);
        return all;
    }
}
