package io.annex.engine.isolate;

import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** What others have for one worker. */
final class Mailbox {
    private final ConcurrentLinkedQueue<Mail> mails = new ConcurrentLinkedQueue<>();
    private final Parking parking;

    Mailbox(Parking parking) {
        this.parking = parking;
    }

    /** Any thread. */
    void post(Mail mail) {
        mails.add(mail);
        parking.wake();
    }

    /** The next one, on the worker's thread. */
    @Nullable
    Mail poll() {
        return mails.poll();
    }

    boolean isEmpty() {
        return mails.isEmpty();
    }
}
