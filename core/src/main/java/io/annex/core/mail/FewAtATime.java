package io.annex.core.mail;

import io.annex.api.Mail;
import java.util.concurrent.Semaphore;

/**
 * A mail server that is not given more than it takes: a mail holds a thread
 * that other services wait for too, for half a minute where the server is
 * silent. Thread-safe.
 */
public final class FewAtATime implements MailServer {
    /** Of all add-ons; a quarter of the threads. */
    static final int MOST = 64;

    private final MailServer server;
    private final Semaphore places = new Semaphore(MOST);

    public FewAtATime(MailServer server) {
        this.server = server;
    }

    @Override
    public void send(Mail mail) throws MailRefused {
        if (!places.tryAcquire()) {
            throw new MailRefused("busy",
                    "the mail server is slow: " + MOST + " mails are on their way to it (expected: to try it later)");
        }
        try {
            server.send(mail);
        } finally {
            places.release();
        }
    }

    @Override
    public boolean isAddress(String text) {
        return server.isAddress(text);
    }

    @Override
    public String from() {
        return server.from();
    }
}
