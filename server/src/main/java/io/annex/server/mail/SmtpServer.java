package io.annex.server.mail;

import io.annex.api.Mail;
import io.annex.core.mail.MailRefused;
import io.annex.core.mail.MailServer;
import jakarta.activation.DataHandler;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.BodyPart;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.List;
import java.util.Properties;

/**
 * The operator's mail server. A connection for each mail: add-ons send few, and
 * one that was kept would have to be watched. The sender that the server sees
 * is the operator's address in any case, so that what cannot be delivered comes
 * back there, and nobody speaks for others.
 */
public final class SmtpServer implements MailServer {
    private static final String CONNECT_MILLIS = "10000";
    private static final String IO_MILLIS = "30000";

    private final MailOptions options;
    private final Session session;

    /** Connects to nothing yet. */
    public SmtpServer(MailOptions options) {
        this.options = options;
        boolean implicit = options.tls() == MailOptions.Tls.TLS;
        boolean start = options.tls() == MailOptions.Tls.STARTTLS;
        Properties properties = new Properties();
        properties.setProperty("mail.smtp.host", options.host());
        properties.setProperty("mail.smtp.port", Integer.toString(options.port()));
        properties.setProperty("mail.smtp.auth", Boolean.toString(!options.user().isEmpty()));
        properties.setProperty("mail.smtp.ssl.enable", Boolean.toString(implicit));
        properties.setProperty("mail.smtp.starttls.enable", Boolean.toString(start));
        properties.setProperty("mail.smtp.starttls.required", Boolean.toString(start));
        properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
        properties.setProperty("mail.smtp.from", bare(options.from()));
        properties.setProperty("mail.from", bare(options.from()));
        properties.setProperty("mail.smtp.connectiontimeout", CONNECT_MILLIS);
        properties.setProperty("mail.smtp.timeout", IO_MILLIS);
        properties.setProperty("mail.smtp.writetimeout", IO_MILLIS);
        properties.setProperty("mail.mime.charset", "UTF-8");
        this.session = Session.getInstance(properties);
    }

    @Override
    public String from() {
        return options.from();
    }

    @Override
    public boolean isAddress(String text) {
        try {
            parsed(text);
            return true;
        } catch (AddressException e) {
            return false;
        }
    }

    /** Without a name; empty for what is no address. */
    private static String bare(String text) {
        try {
            return parsed(text).getAddress();
        } catch (AddressException e) {
            return "";
        }
    }

    /** One address, and no group of several. */
    private static InternetAddress parsed(String text) throws AddressException {
        InternetAddress address = new InternetAddress(text, true);
        address.validate();
        if (address.isGroup()) {
            throw new AddressException("a group");
        }
        return address;
    }

    @Override
    public void send(Mail mail) throws MailRefused {
        if (options.host().isEmpty() || options.from().isEmpty()) {
            throw new MailRefused("unconfigured", "there is no mail server: set mail.host and mail.from in annex.yaml");
        }
        try (Transport transport = session.getTransport("smtp")) {
            MimeMessage message = message(mail);
            if (options.user().isEmpty()) {
                transport.connect();
            } else {
                transport.connect(options.user(), options.password());
            }
            transport.sendMessage(message, message.getAllRecipients());
        } catch (AuthenticationFailedException e) {
            throw new MailRefused("unconfigured", "the mail server does not take the user and password", said(e));
        } catch (SendFailedException e) {
            throw new MailRefused("refused", "the mail server does not take it", said(e));
        } catch (MessagingException e) {
            throw new MailRefused("unreachable", "the mail server cannot be reached, or broke off", said(e));
        }
    }

    private static String said(MessagingException e) {
        Exception next = e.getNextException();
        String text = e.getMessage() + (next == null ? "" : " (" + next.getMessage() + ')');
        return text.replaceAll("\\p{Cntrl}+", " ").strip();
    }

    @SuppressWarnings("JavaUtilDate") // mails have no other
    private MimeMessage message(Mail mail) throws MessagingException {
        MimeMessage message = new MimeMessage(session);
        InternetAddress own = parsed(options.from());
        if (mail.from().isEmpty()) {
            message.setFrom(own);
        } else {
            message.setFrom(named(mail.from()));
            message.setSender(own);
        }
        add(message, Message.RecipientType.TO, mail.to());
        add(message, Message.RecipientType.CC, mail.copies());
        add(message, Message.RecipientType.BCC, mail.blindCopies());
        if (!mail.replyTo().isEmpty()) {
            InternetAddress[] all = new InternetAddress[mail.replyTo().size()];
            for (int i = 0; i < all.length; i++) {
                all[i] = named(mail.replyTo().get(i));
            }
            message.setReplyTo(all);
        }
        message.setSubject(mail.subject(), StandardCharsets.UTF_8.name());
        message.setSentDate(new Date());
        content(message, mail);
        message.saveChanges();
        return message;
    }

    private static void add(MimeMessage message, Message.RecipientType type, List<String> addresses)
            throws MessagingException {
        for (String each : addresses) {
            message.addRecipient(type, named(each));
        }
    }

    /** With a name in any letters. */
    private static InternetAddress named(String text) throws AddressException {
        InternetAddress address = parsed(text);
        try {
            address.setPersonal(address.getPersonal(), StandardCharsets.UTF_8.name());
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException("every Java has UTF-8", e);
        }
        return address;
    }

    private static void content(MimeMessage message, Mail mail) throws MessagingException {
        if (mail.html().isEmpty() && mail.attachments().isEmpty()) {
            message.setText(mail.text(), StandardCharsets.UTF_8.name());
            return;
        }
        MimeMultipart bodies = new MimeMultipart("alternative");
        if (!mail.text().isEmpty() || mail.html().isEmpty()) {
            bodies.addBodyPart(text(mail.text(), "plain"));
        }
        if (!mail.html().isEmpty()) {
            bodies.addBodyPart(text(mail.html(), "html"));
        }
        if (mail.attachments().isEmpty()) {
            message.setContent(bodies);
            return;
        }
        MimeMultipart all = new MimeMultipart("mixed");
        MimeBodyPart first = new MimeBodyPart();
        first.setContent(bodies);
        all.addBodyPart(first);
        for (Mail.Attachment each : mail.attachments()) {
            MimeBodyPart part = new MimeBodyPart();
            part.setDataHandler(new DataHandler(new ByteArrayDataSource(each.content(), each.type())));
            part.setFileName(each.name());
            part.setDisposition(BodyPart.ATTACHMENT);
            all.addBodyPart(part);
        }
        message.setContent(all);
    }

    private static MimeBodyPart text(String content, String subtype) throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        part.setText(content, StandardCharsets.UTF_8.name(), subtype);
        return part;
    }
}
