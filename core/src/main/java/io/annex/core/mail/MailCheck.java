package io.annex.core.mail;

import io.annex.api.Mail;
import java.util.List;

/**
 * What a mail has to be before it goes anywhere. Whatever becomes a line of a
 * header is one line: a line break in it would begin another header, with
 * recipients of somebody else's.
 */
public final class MailCheck {
    private static final int MOST_RECIPIENTS = 50;
    private static final int MOST_ATTACHMENTS = 100;
    private static final int LONGEST_LINE = 500;

    private MailCheck() {
    }

    /** Throws what is wrong first. */
    public static void check(Mail mail, MailServer server, long mostBytes) throws MailRefused {
        // Before each of them is read: there may be a million.
        int recipients = mail.to().size() + mail.copies().size() + mail.blindCopies().size();
        if (mail.to().isEmpty() || recipients > MOST_RECIPIENTS || mail.replyTo().size() > MOST_RECIPIENTS) {
            throw new MailRefused(mail.to().isEmpty() ? "invalid" : "limit",
                    recipients + " recipients (expected: 1 to " + MOST_RECIPIENTS + ", one of them in 'to')");
        }
        if (mail.attachments().size() > MOST_ATTACHMENTS) {
            throw new MailRefused("limit",
                    mail.attachments().size() + " attachments (expected: at most " + MOST_ATTACHMENTS + ")");
        }
        line("from", mail.from());
        line("subject", mail.subject());
        if (!mail.from().isEmpty()) {
            addresses("from", List.of(mail.from()), server);
        }
        addresses("replyTo", mail.replyTo(), server);
        addresses("to", mail.to(), server);
        addresses("copies", mail.copies(), server);
        addresses("blindCopies", mail.blindCopies(), server);
        long bytes = 2L * (mail.text().length() + mail.html().length());
        for (Mail.Attachment each : mail.attachments()) {
            line("the name of an attachment", each.name());
            line("the type of an attachment", each.type());
            if (!each.type().matches("[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+")) {
                throw new MailRefused("invalid", "the type of an attachment: expected: such as text/plain");
            }
            bytes += each.content().length;
        }
        if (bytes > mostBytes) {
            throw new MailRefused("limit", bytes + " bytes, two for each character of text (expected: at most "
                    + mostBytes + ", limits.mailSize)");
        }
    }

    private static void addresses(String field, List<String> addresses, MailServer server) throws MailRefused {
        for (String each : addresses) {
            line(field, each);
            if (!server.isAddress(each)) {
                throw new MailRefused("invalid", field + ": '" + each + "' is no address of a mail");
            }
        }
    }

    private static void line(String field, String text) throws MailRefused {
        if (!isLine(text)) {
            throw new MailRefused("invalid", field + ": " + text.length()
                    + " characters (expected: one line of at most " + LONGEST_LINE + ", without control characters)");
        }
    }

    /** Also what other programs take for the end of a line. */
    public static boolean isLine(String text) {
        return text.length() <= LONGEST_LINE && text.codePoints().noneMatch(
                c -> Character.isISOControl(c) || c == '\u2028' || c == '\u2029' || c >= 0xd800 && c <= 0xdfff);
    }
}
