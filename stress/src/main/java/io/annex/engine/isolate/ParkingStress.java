package io.annex.engine.isolate;

import io.annex.engine.Exchange;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** A worker parks while somebody has work for it. */
public final class ParkingStress {
    private static final String LEFT = "Work was left with a thread that waits.";

    private ParkingStress() {
    }

    /** By mail. First: the worker waits. Second: it was woken. */
    @JCStressTest
    @Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "It waited, and was woken.")
    @Outcome(id = "false, false", expect = Expect.ACCEPTABLE, desc = "It saw the mail.")
    @Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "Both.")
    @Outcome(id = "true, false", expect = Expect.FORBIDDEN, desc = LEFT)
    @State
    public static class Mailed {
        private final Parking parking = new Parking();
        private final Mailbox mailbox = new Mailbox(new Parking());

        /** The worker. */
        @Actor
        public void worker(ZZ_Result result) {
            result.r1 = parking.enter(() -> !mailbox.isEmpty());
        }

        /** Whoever has some: as {@link Mailbox#post}, of which the outcome is seen. */
        @Actor
        public void sender(ZZ_Result result) {
            mailbox.post(new Mail.Abandoned(NOBODY));
            result.r2 = parking.wake();
        }
    }

    private static final Exchange NOBODY = new Unanswered();

    /**
     * By an exchange of the common queue that may be run as soon as another worker
     * has finished one.
     */
    @JCStressTest
    @Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "It waited, and was woken.")
    @Outcome(id = "false, false", expect = Expect.ACCEPTABLE, desc = "It saw that there is room.")
    @Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "Both.")
    @Outcome(id = "true, false", expect = Expect.FORBIDDEN, desc = LEFT)
    @State
    public static class Finished {
        private final Parking parking = new Parking();
        private final ExchangeQueue queue = new ExchangeQueue(1, 5);

        /** One in flight, and one that waits for that. */
        public Finished() {
            queue.add(new Unanswered());
            queue.add(new Unanswered());
            queue.take();
        }

        /** The worker that has nothing to do. */
        @Actor
        public void worker(ZZ_Result result) {
            result.r1 = parking.enter(queue::hasWork);
        }

        /** The worker whose exchange ends. */
        @Actor
        public void other(ZZ_Result result) {
            result.r2 = queue.finished() && parking.wake();
        }
    }
}
