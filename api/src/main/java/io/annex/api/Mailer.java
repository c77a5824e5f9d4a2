package io.annex.api;

import java.util.concurrent.CompletionStage;

/**
 * Sends mails: {@code context.service(Mailer.class)} gives it. It needs the
 * grant {@code mail: true}, and a mail server that the operator has set. What
 * fails is a {@link ServiceException}: {@code denied}, {@code unconfigured},
 * {@code invalid}, {@code limit}, {@code refused} by the mail server,
 * {@code unreachable}. Thread-safe.
 */
public interface Mailer {
    /** Whether a text is one address. */
    boolean isAddress(String text);

    /** Hands a mail to the mail server, and waits until it has it. */
    void send(Mail mail);

    /** The same without waiting. */
    CompletionStage<Void> sendLater(Mail mail);
}
