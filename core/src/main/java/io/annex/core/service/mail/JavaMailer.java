package io.annex.core.service.mail;

import io.annex.api.Mail;
import io.annex.api.Mailer;
import io.annex.core.service.OpCaller;
import java.util.concurrent.CompletionStage;

/** Mails as add-ons in Java see them. Thread-safe. */
final class JavaMailer implements Mailer {
    private final OpCaller ops;

    JavaMailer(OpCaller ops) {
        this.ops = ops;
    }

    @Override
    public boolean isAddress(String text) {
        return !ops.call("mail.check", text).isEmpty();
    }

    @Override
    public void send(Mail mail) {
        MailMessage message = MailMessage.of(mail);
        ops.call("mail.send", message.json(), message.bytes());
    }

    @Override
    public CompletionStage<Void> sendLater(Mail mail) {
        MailMessage message = MailMessage.of(mail);
        return ops.callLater("mail.send", message.json(), message.bytes()).thenAccept(done -> {
        });
    }
}
